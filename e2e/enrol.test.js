// Somebody new: from a code in her hand to her first registration, counted in taps; face to face, and by telephone.

import assert from "node:assert/strict";
import {
  HOME, KADIATOU, PEOPLE, arrive, barSays, enter, enterWith, fillIn, follow, look, moveIn, openFromList, papersCame,
  pick, press, readPage, reads, receipt, sitDown, story, tick, verifyLedger, visit, write,
} from "./post.js";

const DIGITS = "Lisez ces chiffres à votre responsable";

/** Counts what a hand does: a tap a touch, two for a list that opens; letters apart. */
function counted(device) {
  const count = { taps: 0, letters: 0 };
  const hand = device.way.hand;
  const one = (name, taps) => async (page, ...rest) => {
    count.taps += taps;
    if (name === "write") count.letters += rest[1].length;
    return hand[name](page, ...rest);
  };
  const names = { follow: 1, press: 1, tick: 1, pick: 1, choose: 2, write: 1 };
  const wrapped = Object.fromEntries(Object.entries(names).map(([name, taps]) => [name, one(name, taps)]));
  device.way = { ...device.way, hand: wrapped };
  return count;
}

/** An officer describes a post and is given its code. */
async function invite(officer, { handle, team, duties = ["dossiers"], device = "bureau" }) {
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE, "people");
  await follow(officer, "Inviter quelqu’un");
  await arrive(officer, "Quel poste proposez-vous ?", "invite");
  await write(officer, "Nom du poste", handle);
  await write(officer, "Équipe", team);
  for (const duty of duties) await tick(officer, duty);
  await pick(officer, device);
  await press(officer, "Créer le code");
  await arrive(officer, `Code pour ${handle}`, "code-made");
  await barSays(officer, "Tout est envoyé");
  return officer.page.locator("main .receipt").innerText();
}

/** A new device up to its digits. */
async function takeUp(device, code, handle) {
  await visit(device);
  await follow(device, "J’ai un code d’invitation");
  await arrive(device, "Votre code d’invitation", "code");
  await write(device, "Code", code.replaceAll("-", "").toLowerCase());
  await press(device, "Continuer");
  await arrive(device, "Un poste vous est proposé", "offered");
  await reads(device, "Maison de la Dune, Gao");
  await reads(device, `Poste ${handle}`);
  await press(device, "Oui, recevoir mes cinq mots");
  await arrive(device, "Voici vos cinq nouveaux mots");
  const words = await device.page.locator("main .receipt").innerText();
  await write(device, "Tapez-les une fois, pour être sûre", words);
  await press(device, "Continuer");
  await arrive(device, DIGITS, "waiting");
  return { words, digits: await device.page.locator("main .receipt").innerText() };
}

/** An officer finds the invitation and sees the same digits. */
async function compare(officer, handle, digits) {
  await visit(officer, "/a/personnes");
  await unlockIfAsked(officer);
  await arrive(officer, PEOPLE);
  await follow(officer, handle);
  await arrive(officer, `Invitation : ${handle}`);
  assert.equal(await officer.page.locator("main .receipt").innerText(), digits);
}

async function unlockIfAsked(device) {
  const field = device.page.getByLabel("Vos cinq mots", { exact: true });
  await device.page.getByRole("heading", { level: 1 }).first().waitFor();
  if (await field.count()) {
    await write(device, "Vos cinq mots", device.words);
    await press(device, "Ouvrir");
  }
}

async function officerSits(house, way, handle) {
  const officer = await sitDown(house, way);
  officer.words = house.words(handle);
  await enter(officer, handle);
  return officer;
}

story("a new worker goes from a code to her first registration in five minutes and sixty taps", async (way) => {
  const house = await moveIn();
  const officer = await officerSits(house, way, "gao-3");
  const code = await invite(officer, { handle: "gao-6", team: "accueil" });

  const her = await sitDown(house, way);
  const count = counted(her);
  const begun = Date.now();
  const { words, digits } = await takeUp(her, code, "gao-6");
  await press(her, "Entrer");
  await reads(her, "Pas encore : votre responsable n’a pas confirmé.");
  await compare(officer, "gao-6", digits);
  await look(officer, "offer");
  await press(officer, "Nous sommes face à face : les chiffres sont les mêmes");
  await arrive(officer, "C’est enregistré", "people-taken");
  await barSays(officer, "Tout est envoyé");
  await her.page.bringToFront();
  await press(her, "Entrer");
  await arrive(her, HOME);
  await papersCame(her);
  await fillIn(her, KADIATOU);
  await press(her, "Enregistrer");
  const { number, label } = await receipt(her);

  // A hand that is no machine's: two seconds a tap, two and a half letters a second, beside what the machine took.
  const machine = (Date.now() - begun) / 1000;
  const seconds = machine + count.taps * 2 + count.letters / 2.5;
  console.log(
    `from code to receipt n° ${number}: ${count.taps} taps, ${count.letters} letters, ` +
      `${machine.toFixed(0)} s of machine, about ${seconds.toFixed(0)} s for a person`,
  );
  assert.ok(count.taps <= 60, `${count.taps} taps`);
  assert.ok(seconds <= 300, `${seconds} seconds`);

  // Her words, and nothing else, open the office computer: what she registered on her phone is there.
  const second = await sitDown(house, way);
  await enterWith(second, "gao-6", words);
  await openFromList(second, label);
  await reads(second, "Elle dort au marché.");

  // The same code a second time opens nothing.
  const thief = await sitDown(house, way);
  await visit(thief, "/a/invitation");
  await write(thief, "Code", code);
  await press(thief, "Continuer");
  await reads(thief, "Ce code n’ouvre rien");
  await look(thief, "code-unknown");
  await write(thief, "Code", "K7QF");
  await press(thief, "Continuer");
  await reads(thief, "Ce n’est pas un code");
  assert.equal((await verifyLedger(house)).code, 0);
});

story("at a distance two officers hear her digits, and what is badly described is asked again", async (way) => {
  const house = await moveIn();
  const first = await officerSits(house, way, "gao-3");
  await follow(first, PEOPLE);
  await arrive(first, PEOPLE);
  await follow(first, "Inviter quelqu’un");
  await press(first, "Créer le code");
  await reads(first, "Choisissez au moins une charge.");
  await look(first, "invite-wrong");

  const code = await invite2(first, { handle: "gao-9", team: "direction", duties: ["responsable"] });
  const lead = await sitDown(house, way);
  const { words, digits } = await takeUp(lead, code, "gao-9");
  await compare(first, "gao-9", digits);
  await press(first, "Nous sommes face à face : les chiffres sont les mêmes");
  await barSays(first, "Tout est envoyé");
  await press(lead, "Entrer");
  await arrive(lead, HOME);
  await papersCame(lead);
  lead.words = words;

  await visit(first);
  await unlockIfAsked(first);
  await arrive(first, HOME);
  const second = await invite(first, { handle: "gao-7", team: "accueil", device: "saisie seule" });
  const phone = await sitDown(house, way);
  const asked = await takeUp(phone, second, "gao-7");
  await compare(first, "gao-7", asked.digits);
  await press(first, "Elle me les a lus : ils sont les mêmes");
  await barSays(first, "Tout est envoyé");
  await compare(first, "gao-7", asked.digits);
  await reads(first, "Un autre responsable doit les entendre aussi");
  assert.ok(!(await readPage(first)).includes("je confirme"), "one officer alone confirms nothing");
  await compare(lead, "gao-7", asked.digits);
  await look(lead, "offer-second");
  await press(lead, "Elle me les a lus aussi : je confirme");
  await barSays(lead, "Tout est envoyé");
  await press(phone, "Entrer");
  await arrive(phone, HOME);
  await papersCame(phone);
  const doors = await phone.page.locator("main .listing").first().innerText();
  assert.ok(!doors.includes("Dossiers"), "a phone that captures opens nothing");
});

/** The page of the invitation is in front already. */
async function invite2(officer, { handle, team, duties }) {
  await write(officer, "Nom du poste", handle);
  await write(officer, "Équipe", team);
  for (const duty of duties) await tick(officer, duty);
  await pick(officer, "bureau");
  await press(officer, "Créer le code");
  await arrive(officer, `Code pour ${handle}`);
  await barSays(officer, "Tout est envoyé");
  return officer.page.locator("main .receipt").innerText();
}
