// A border post screens somebody, without a network, and entrusts her to a service. From then on it sees a receipt and
// states; everything else, its own package included, is a page that does not exist.

import assert from "node:assert/strict";
import {
  KADIATOU, NOT_FOUND, WAYS, arrive, barSays, choose, enter, follow, goHome, goOffline, goOnline, moveIn, openFromList,
  pick, press, readPage, reads, register, rows, shellIsKept, sitDown, story, until,
  unlock, visit, write,
} from "./post.js";

const DUNE = "Maison de la Dune, Gao";

const choice = (device, question, answer) =>
  device.page.getByRole("group", { name: question, exact: true }).getByRole("radio", { name: answer, exact: true });

/** One indicator of a page; by finger, or by keys alone. */
async function seen(device, question, answer) {
  const wanted = choice(device, question, answer);
  if (device.way.name.includes("finger")) return wanted.click();
  await wanted.focus();
  await device.page.keyboard.press("Space");
}

/** The journey of a screening up to what is read again. */
async function screen(device) {
  await follow(device, "Filtrer et confier une personne");
  await arrive(device, "Peut-elle aller et venir ?", "screening-freedom");
  await seen(device, "Quelqu’un d’autre garde ses papiers", "Oui");
  await seen(device, "On la tient à l’écart des autres", "Ne sait pas");
  await press(device, "Continuer");
  await arrive(device, "Que dit-elle de son travail ?", "screening-work");
  await seen(device, "On ne lui donne pas ce qu’elle gagne", "Oui");
  await press(device, "Continuer");
  await arrive(device, "De quoi a-t-elle peur ?");
  await press(device, "Continuer");
  await arrive(device, "Où l’avez-vous rencontrée ?");
  await choose(device, "Région", "Sikasso");
  await press(device, "Continuer");
  await arrive(device, "Que raconte-t-elle ?");
  await write(device, "Que raconte-t-elle ?", "On devait la placer au marché.");
  await press(device, "Continuer");
  await arrive(device, "Qui est-elle ?", "screening-who");
  await pick(device, "Féminin");
  await write(device, "Âge", "vingt");
  await press(device, "Continuer");
  await device.page.getByRole("alert").waitFor();
  await write(device, "Âge", "24");
  await press(device, "Continuer");
  await arrive(device, "Comment s’appelle-t-elle ?");
  await write(device, "Nom de famille", "Bagayoko");
  await press(device, "Continuer");
  await arrive(device, "À quel service la confier ?", "screening-to");
  await choose(device, "Service", DUNE);
  await write(device, "Ce que vous demandez", "Un lit pour cette nuit.");
  await pick(device, "Accord de la personne");
  await press(device, "Continuer");
  await arrive(device, "Comment est-ce dit ?", "screening-saying");
  await pick(device, "La personne elle-même");
  await choose(device, "Langue de l’explication", "Bambara");
  await pick(device, "Pas nécessaire");
  await pick(device, "De vive voix, devant témoin");
  await write(device, "Témoin", "la doyenne du marché");
  await press(device, "Continuer");
  await arrive(device, `Ce qui part vers ${DUNE}`, "screening-check");
}

const addressOf = ({ page }) => new URL(page.url()).pathname;

/** What nobody of a post may see, asked for by its address. */
async function isNowhere(device, address) {
  await visit(device, address);
  await unlock(device, "poste-1");
  await arrive(device, NOT_FOUND);
}

story("a border post screens and sends", async (way) => {
  const house = await moveIn();
  const gao = await sitDown(house, way);
  await enter(gao, "gao-1");
  const { label } = await register(gao, KADIATOU);
  await goHome(gao);
  await openFromList(gao, label);
  const file = addressOf(gao);
  await goHome(gao);

  const post = await sitDown(house, way);
  await enter(post, "poste-1");
  assert.equal(await post.page.getByRole("link", { name: "Dossiers de mon équipe" }).count(), 0);
  assert.equal(await post.page.getByRole("link", { name: "Chercher une personne" }).count(), 0);
  // Who may receive is asked for once, with a network; from then on none is needed.
  await follow(post, "Filtrer et confier une personne");
  await arrive(post, "Peut-elle aller et venir ?");
  await until("the services are kept", async () => {
    const names = Object.keys(await rows(post));
    return ["others:", "agreed:"].every((kind) => names.some((name) => name.startsWith(kind)));
  });
  await shellIsKept(post);
  await goOffline(post);
  await goHome(post);
  await screen(post);
  const leaves = await readPage(post);
  for (const said of ["Bagayoko", "On devait la placer au marché.", "Un lit pour cette nuit.", "24 ans"]) {
    assert.ok(leaves.includes(said), said);
  }
  assert.match(leaves, /Oui : Quelqu’un d’autre garde ses papiers ; On ne lui donne pas ce qu’elle gagne\./);
  assert.match(leaves, /Ne sait pas : On la tient à l’écart des autres\./);
  assert.doesNotMatch(leaves, /Non :/, "what was not asked is not said");
  await press(post, "Sceller et envoyer");
  await arrive(post, "C’est scellé et gardé", "screening-kept");
  await barSays(post, "1 enregistrement sur cet appareil, pas encore envoyé");
  await goOnline(post);
  await barSays(post, "Tout est envoyé");
  await goHome(post);
  await reads(post, /Reçu n° \d+/);
  await follow(post, "Envoyés à d’autres services");
  await arrive(post, "Envoyés", "sender-followed");
  await reads(post, "Envoyé, pas encore ouvert");

  // The service reads it, and takes her on.
  await follow(gao, "Reçus d’autres services");
  await arrive(gao, "Reçus");
  assert.doesNotMatch(await readPage(gao), /Bagayoko/);
  await gao.page.locator("main .listing a", { hasText: "Poste frontière" }).first().click();
  await reads(gao, "Un lit pour cette nuit.");
  const received = addressOf(gao);
  const told = await readPage(gao);
  assert.match(told, /Oui : Quelqu’un d’autre garde ses papiers/);
  assert.match(told, /Témoin : la doyenne du marché/);
  await press(gao, "Accepter : nous prenons cette personne en charge");
  await arrive(gao, "Votre réponse est gardée");
  await barSays(gao, "Tout est envoyé");

  // The post sees how far it came, and nothing of what it sent.
  await goHome(post);
  await follow(post, "Envoyés à d’autres services");
  await arrive(post, "Envoyés");
  await reads(post, "Accepté");
  await post.page.locator("main .listing a", { hasText: DUNE }).first().click();
  await reads(post, "La personne est désormais chez ce service.");
  await reads(post, "Répondu");
  assert.doesNotMatch(await post.page.content(), /Bagayoko|Un lit pour cette nuit|garde ses papiers|placer au marché/);
  await goHome(post);
  await follow(post, "Filtrer et confier une personne");
  await arrive(post, "Peut-elle aller et venir ?");
  assert.equal(await choice(post, "Quelqu’un d’autre garde ses papiers", "Oui").isChecked(), false, "the draft is gone");
  // Walked by one hand: it is the program that answers, or the server, and neither looks at the width.
  for (const address of way === WAYS[0] ? ["/a/chercher", "/a/enregistrer", "/a/recus", received, file] : [file]) {
    await isNowhere(post, address);
  }
});
