// One person, a basis, a package, an inbox, an answer: a woman referred from Ségou to two services with different
// parts of her file; a child in her best interest; a night emergency.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  KADIATOU, WAYS, arrive, barSays, change, choose, enter, follow, goHome, goOffline, goOnline, look, moveIn, openFromList,
  pick, press, pullBattery, readPage, reads, register, shellIsKept, sitDown, story, unlock, visit, write,
} from "./post.js";
import { agree, consent, explained, refer, toConsents } from "./sharing.js";

const AWA = {
  ...KADIATOU, region: "Ségou", family: "Traoré", given: "Awa", year: "1999", age: "25", account: "On lui devait six mois.",
  contact: "Par la voisine.",
};
const FIGUIER = "Maison du Figuier, Bamako";
const DUNE = "Maison de la Dune, Gao";

/** Opens the newest of what came. */
async function openReceived(device, from) {
  await goHome(device);
  await follow(device, "Reçus d’autres services");
  await arrive(device, "Reçus", "inbox");
  const line = await readPage(device);
  await device.page.locator("main .listing a", { hasText: from }).first().click();
  await device.page.getByRole("heading", { level: 1, name: /^Référencement/ }).waitFor();
  return line;
}

story("a woman is referred to two services with different parts, takes one back, and one answers", async (way) => {
  const house = await moveIn();
  const segou = await sitDown(house, way);
  await enter(segou, "segou-1");
  const { label } = await register(segou, AWA);
  const bamako = await sitDown(house, way);
  await enter(bamako, "bamako-1");
  await toConsents(segou, label);
  await consent(segou, FIGUIER, ["Profil", "Récit"]);
  const shown = await refer(segou, FIGUIER, "Une consultation, s’il vous plaît.");
  assert.match(shown, /On lui devait six mois\./);
  assert.doesNotMatch(shown, /Traoré|voisine/, "neither name nor contact");
  await barSays(bamako, "Du nouveau est arrivé.");
  await reads(bamako, "Quelque chose est arrivé pour votre service");
  await look(bamako, "bell");

  // The other service is given her name, and not what she told. The identity is opened first.
  await goHome(segou);
  await openFromList(segou, label);
  await press(segou, "Ouvrir l’identité");
  await arrive(segou, "Identité");
  await follow(segou, "Retour");
  await follow(segou, "Accords et partages");
  await arrive(segou, "Accords et autres bases");
  await consent(segou, DUNE, ["Profil", "Nom"]);
  const named = await refer(segou, DUNE, "Un conseil juridique.");
  assert.match(named, /Traoré/);
  assert.doesNotMatch(named, /six mois/);

  // The clinic sees a line without a name, opens, takes her on: a file of its own, with what it was given.
  const line = await openReceived(bamako, "Maison du Néré");
  assert.doesNotMatch(line, /Traoré|six mois/);
  await reads(bamako, "Une consultation, s’il vous plaît.");
  await reads(bamako, "On lui devait six mois.");
  assert.doesNotMatch(await bamako.page.content(), /Traoré/);
  await press(bamako, "Accepter : nous prenons cette personne en charge");
  await arrive(bamako, "Votre réponse est gardée", "accepted");
  await barSays(bamako, "Tout est envoyé");

  // She tells more: it follows to the same service, on the same consent.
  await goHome(segou);
  await openFromList(segou, label);
  await change(segou, "Récit", () => write(segou, "Récit", "On lui devait un an."));
  await arrive(segou, `Dossier ${label}`);
  await barSays(segou, "Tout est envoyé");
  await goHome(segou);
  await follow(segou, "Envoyés à d’autres services");
  await arrive(segou, "Envoyés");
  await segou.page.locator("main .listing a", { hasText: FIGUIER }).click();
  await follow(segou, "Envoyer une suite");
  await arrive(segou, `Référer vers ${FIGUIER}`, "follow-on");
  await write(segou, "Ce qui est nouveau", "Elle se souvient mieux.");
  await press(segou, "Voir ce qui part");
  await arrive(segou, `Ce qui part vers ${FIGUIER}`);
  const more = await readPage(segou);
  assert.match(more, /On lui devait un an\./);
  assert.doesNotMatch(more, /Traoré|voisine/, "the basis covers neither name nor contact");
  await press(segou, "Sceller et envoyer");
  await arrive(segou, "C’est scellé et gardé");
  await barSays(segou, "Tout est envoyé");
  await openReceived(bamako, "Maison du Néré");
  await reads(bamako, "Elle se souvient mieux.");
  await reads(bamako, "On lui devait un an.");
  await follow(bamako, "C’est fait");
  await arrive(bamako, "Qu’est-ce qui a été fait ?", "finish");
  await write(bamako, "Mot pour le service qui envoie", "Vue hier, revient lundi.");
  await press(bamako, "Envoyer la réponse");
  await barSays(bamako, "Tout est envoyé");

  // The centre follows without content, and reads the clinic's words.
  await goHome(segou);
  await follow(segou, "Envoyés à d’autres services");
  await arrive(segou, "Envoyés", "followed");
  await reads(segou, "Fait");
  await segou.page.locator("main .listing a", { hasText: FIGUIER }).click();
  await reads(segou, "Vue hier, revient lundi.");

  // Gao has opened; she takes it back: from the next request nothing opens, and Gao says what becomes of it.
  const gao = await sitDown(house, way);
  await enter(gao, "gao-1");
  await openReceived(gao, "Maison du Néré");
  await reads(gao, "Un conseil juridique.");
  await toConsents(segou, label);
  await segou.page.locator(".note-block", { hasText: DUNE }).getByRole("button", { name: "Retirer" }).click();
  await arrive(segou, "C’est gardé");
  await barSays(segou, "Tout est envoyé");
  await goHome(gao);
  await follow(gao, "Reçus d’autres services");
  await arrive(gao, "Reçus");
  await follow(gao, "Voir ce qui est terminé");
  await gao.page.locator("main .listing a", { hasText: "Maison du Néré" }).first().click();
  await reads(gao, "Dites ce que devient ce que vous avez reçu.");
  assert.doesNotMatch(await gao.page.content(), /Un conseil juridique|Traoré/);
  await press(gao, "Nous l’effaçons");
  await arrive(gao, "Votre réponse est gardée");
  await barSays(gao, "Tout est envoyé");
  await goHome(segou);
  await follow(segou, "Envoyés à d’autres services");
  await arrive(segou, "Envoyés");
  await reads(segou, "Effacé là-bas");
});

const signsBy = (how) => async function signed(device) {
  await pick(device, "La personne elle-même");
  await explained(device);
  await pick(device, how);
};

/** A finger signs: once badly, taken away, and again. */
async function finger(device) {
  const { page, context } = device;
  await press(device, "Continuer");
  await reads(device, "Signez dans le cadre, avec le doigt ou la souris.");
  const line = await context.newCDPSession(page);
  const draw = async (points) => {
    const box = await page.locator("[data-trace]").boundingBox();
    const at = ([x, y]) => [{ x: box.x + x * box.width, y: box.y + y * box.height }];
    const touch = (type, touchPoints) => line.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", at(points[0]));
    for (const point of points.slice(1)) await touch("touchMove", at(point));
    await touch("touchEnd", []);
  };
  await draw([[0.1, 0.1], [0.9, 0.9], [0.1, 0.9]]);
  await press(device, "Effacer et recommencer");
  await page.waitForFunction(() => !document.querySelector("[data-trace] path").getAttribute("d"));
  await draw([[0.1, 0.7], [0.2, 0.3], [0.3, 0.7], [0.4, 0.3], [0.5, 0.7], [0.9, 0.5]]);
  await look(device, "consent-signed");
  await press(device, "Continuer");
}

/** A paper is photographed: what is no picture is refused, and of a picture nothing is kept but what is seen. */
async function paper(device) {
  const { page } = device;
  const choose = (name, mimeType, buffer) => page.getByLabel("Photo du papier").setInputFiles({ name, mimeType, buffer });
  await choose("papier.jpg", "image/jpeg", Buffer.from("ceci n’est pas une image"));
  await reads(device, "Ce fichier n’est pas une photo que ce téléphone sait lire.");
  const drawn = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 2400, height: 1800 });
    const pen = canvas.getContext("2d");
    // Grain, as a cheap camera makes it: it does not compress.
    const grain = pen.createImageData(2400, 1800);
    for (let at = 0; at < grain.data.length; at++) grain.data[at] = at % 4 === 3 ? 255 : 128 + ((at * 7919) % 127);
    pen.putImageData(grain, 0, 0);
    pen.fillRect(400, 900, 1600, 60);
    return canvas.toDataURL("image/jpeg", 0.95).split(",")[1];
  });
  const plain = Buffer.from(drawn, "base64");
  const exif = Buffer.concat([Buffer.from([0xff, 0xe1, 0x00, 0x18]), Buffer.from("Exif\0\0lieu inventé 16N"), Buffer.alloc(1)]);
  exif.writeUInt16BE(exif.length - 2, 2);
  await choose("IMG_2026.jpg", "image/jpeg", Buffer.concat([plain.subarray(0, 2), exif, plain.subarray(2)]));
}

story("she signs with a finger, then on paper: a colleague sees both, and no other service does", async (way) => {
  const house = await moveIn();
  const profile = await mkdtemp(join(tmpdir(), "danbe-profile-"));
  try {
    let gao1 = await sitDown(house, way, { profile });
    await enter(gao1, "gao-1");
    const { label } = await register(gao1, AWA);
    await toConsents(gao1, label);
    await consent(gao1, FIGUIER, ["Profil"], { saying: signsBy("Signé à l’écran"), signing: finger });

    // Without a network, and the battery goes right after: the photograph is on the device, sealed, and leaves later.
    await shellIsKept(gao1);
    const onPaper = signsBy("Signé ou empreinte sur papier, gardé par le service");
    await agree(gao1, FIGUIER, ["Récit"], { saying: onPaper, signing: paper, before: goOffline });
    await barSays(gao1, "1 enregistrement sur cet appareil, pas encore envoyé");
    await pullBattery(gao1, profile);
    gao1 = await sitDown(house, way, { profile });
    await goOnline(gao1);
    await visit(gao1);
    await unlock(gao1, "gao-1");
    await barSays(gao1, "Tout est envoyé");

    const gao2 = await sitDown(house, way);
    await enter(gao2, "gao-2");
    await toConsents(gao2, label);
    const seen = gao2.page.getByRole("link", { name: "Voir ce qui a été signé" });
    await seen.first().click();
    await arrive(gao2, "Ce qui a été signé", "signed-paper");
    const { bytes, width } = await gao2.page.locator("main img").evaluate(async (picture) => {
      await picture.decode();
      return { bytes: atob(picture.src.split(",")[1]), width: picture.naturalWidth };
    });
    assert.ok(width > 300 && width <= 1400, `${width} pixels`);
    assert.doesNotMatch(bytes, /Exif|lieu/, "nothing but what is seen");
    await follow(gao2, "Retour");
    await arrive(gao2, "Accords et autres bases");
    await seen.last().click();
    await arrive(gao2, "Ce qui a été signé", "signed-finger");
    assert.match(await gao2.page.locator("main svg path").getAttribute("d"), /^M60 \d+L120 \d+/);
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}, [WAYS[0]]);

story("a child is referred in her best interest, once two workers have signed", async (way) => {
  const house = await moveIn();
  const [gao1, gao2] = [await sitDown(house, way), await sitDown(house, way)];
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, KADIATOU);
  await toConsents(gao1, label);
  const decided = async (device) => {
    await write(device, "Motif, ou référence et portée de l’ordre", "Elle est seule et malade.");
    await explained(device);
  };
  await consent(gao1, FIGUIER, ["Profil"], { ground: "Intérêt supérieur de l’enfant", saying: decided });
  await reads(gao1, "Un autre agent de l’équipe doit signer.");
  assert.equal(await gao1.page.getByRole("link", { name: "Référer vers ce service" }).count(), 0);

  await enter(gao2, "gao-2");
  await toConsents(gao2, label);
  await press(gao2, "Je signe comme second agent");
  await barSays(gao2, "Tout est envoyé");
  await toConsents(gao1, label);
  await refer(gao1, FIGUIER, "Un lit pour cette nuit.");
  await toConsents(gao1, label);
  await press(gao1, "La personne en a été informée");
  await barSays(gao1, "Tout est envoyé");
}, [WAYS[0]]);

story("danger to life goes at once, without a protocol, and another service says by morning whether it was right", async (way) => {
  const house = await moveIn();
  const segou = await sitDown(house, way);
  await enter(segou, "segou-1");
  const { label } = await register(segou, AWA);
  await toConsents(segou, label);
  const FAR = "Maison du Baobab, Kayes";
  // Nobody agreed anything with Kayes: an ordinary consent says what is missing, and nothing leaves by it.
  await consent(segou, FAR, ["Profil"]);
  await reads(segou, "n’ont pas signé de protocole pour cette finalité");
  assert.equal(await segou.page.getByRole("link", { name: "Référer vers ce service" }).count(), 0);
  const inDanger = async (device) => {
    await write(device, "Motif, ou référence et portée de l’ordre", "Son mari la cherche, armé.");
    await choose(device, "Service qui donnera son avis dans les 72 heures", DUNE);
    await explained(device);
  };
  await consent(segou, FAR, ["Profil", "Récit"], { ground: "Danger pour la vie", saying: inDanger });
  await refer(segou, FAR, "La mettre à l’abri cette nuit.");

  const gao = await sitDown(house, way);
  await enter(gao, "gao-1");
  await follow(gao, "Avis à rendre");
  await arrive(gao, "Avis à rendre", "reviews");
  await reads(gao, "Son mari la cherche, armé.");
  assert.doesNotMatch(await gao.page.content(), /Traoré|six mois/, "the reason, and no file");
  await press(gao, "C’était justifié");
  await barSays(gao, "Tout est envoyé");
  await toConsents(segou, label);
  assert.doesNotMatch(await readPage(segou), /Un autre service donne son avis/);
}, [WAYS[0]]);

story("a file is closed by two with a reason, and taken up again", async (way) => {
  const house = await moveIn();
  const [gao1, gao2] = [await sitDown(house, way), await sitDown(house, way)];
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, KADIATOU);
  const toClosing = async (device) => {
    await goHome(device);
    await openFromList(device, label);
    await follow(device, "Fermer ou reprendre le dossier");
  };
  await toClosing(gao1);
  await arrive(gao1, `Pourquoi fermer le dossier ${label} ?`, "closing");
  await press(gao1, "Proposer la fermeture");
  await gao1.page.getByRole("alert").waitFor();
  await pick(gao1, "L’accompagnement est terminé");
  await press(gao1, "Proposer la fermeture");
  await arrive(gao1, "C’est gardé");
  await barSays(gao1, "Tout est envoyé");
  await enter(gao2, "gao-2");
  await toClosing(gao2);
  await arrive(gao2, "Fermeture proposée", "closing-proposed");
  await press(gao2, "J’approuve la fermeture");
  await arrive(gao2, "C’est gardé");
  await barSays(gao2, "Tout est envoyé");
  await toClosing(gao1);
  await arrive(gao1, "Dossier fermé");
  await press(gao1, "Reprendre le dossier");
  await arrive(gao1, "C’est gardé");
  await barSays(gao1, "Tout est envoyé");
  await toClosing(gao2);
  await arrive(gao2, `Pourquoi fermer le dossier ${label} ?`);
}, [WAYS[0]]);
