// What somebody at a post does to share a file: a consent taken page by page, and a package shown before it leaves.

import {
  arrive, barSays, choose, follow, goHome, openFromList, pick, press, readPage, tick, write,
} from "./post.js";

/** What a consent is said with. */
const saysYes = async (device) => {
  await pick(device, "La personne elle-même");
  await explained(device);
  await pick(device, "De vive voix, devant témoin");
  await write(device, "Témoin", "la voisine");
};

/** How it was explained. */
export async function explained(device) {
  await choose(device, "Langue de l’explication", "Bambara");
  await pick(device, "Pas nécessaire");
}

/** A consent for one service, or another ground, taken page by page, and received. */
export async function consent(device, ...asked) {
  await agree(device, ...asked);
  await barSays(device, "Tout est envoyé");
  await follow(device, "Voir les accords de ce dossier");
  await arrive(device, "Accords et autres bases", "consents");
}

/** The same, kept on the device. `signing`: how it is signed, where it is; `before`: what happens before the last button. */
export async function agree(device, to, parts, how = {}) {
  const { signing, before = async () => {} } = how;
  const { ground = "Accord de la personne", saying = saysYes, purpose = "Aide et protection" } = how;
  await follow(device, "Recueillir un accord");
  await arrive(device, "À qui, et pour quoi ?", "consent-to");
  await choose(device, "Service", to);
  await pick(device, purpose);
  await press(device, "Continuer");
  await arrive(device, "Quelles parties du dossier ?", "consent-what");
  for (const part of parts) await tick(device, part);
  await press(device, "Continuer");
  await arrive(device, "Sur quelle base ?", "consent-ground");
  await pick(device, ground);
  await press(device, "Continuer");
  await arrive(device, "Comment est-ce dit ?", `consent-saying-${saying.name}`);
  await saying(device);
  await press(device, "Continuer");
  if (signing) {
    await arrive(device, "Signer", `consent-${signing.name}`);
    await signing(device);
  }
  await arrive(device, "Jusqu’à quand ?", "consent-until");
  await write(device, "Jour", "31");
  await write(device, "Mois", "12");
  await write(device, "Année", String(new Date().getUTCFullYear() + 1));
  await press(device, "Continuer");
  await arrive(device, "Relisez avec la personne", "consent-check");
  await before(device);
  await press(device, "C’est bien ce qui est dit");
  await arrive(device, "C’est gardé");
}

/** To what the shares of a file rest on. */
export async function toConsents(device, label) {
  await goHome(device);
  await openFromList(device, label);
  await follow(device, "Accords et partages");
  await arrive(device, "Accords et autres bases");
}

/** From the list of consents to what is on its way; gives what was shown before it left. */
export async function refer(device, to, request) {
  const block = device.page.locator(".note-block", { hasText: to });
  await block.getByRole("link", { name: "Référer vers ce service" }).click();
  await arrive(device, `Référer vers ${to}`, "refer");
  await press(device, "Voir ce qui part");
  await device.page.getByRole("alert").waitFor();
  await write(device, "Ce que vous demandez", request);
  await press(device, "Voir ce qui part");
  await arrive(device, `Ce qui part vers ${to}`, "preview");
  const shown = await readPage(device);
  await press(device, "Sceller et envoyer");
  await arrive(device, "C’est scellé et gardé");
  await barSays(device, "Tout est envoyé");
  return shown;
}
