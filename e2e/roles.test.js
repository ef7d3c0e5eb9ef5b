// An officer builds a role that opens no identity and entrusts nobody, and gives it: the worker's page lacks those doors.

import assert from "node:assert/strict";
import {
  KADIATOU, NOT_FOUND, PEOPLE, arrive, barSays, enter, follow, goHome, moveIn, openFromList, papersCame, pick, press, reads, register, sent,
  sitDown, story, tick, toPost, write,
} from "./post.js";

const BUILD = "Ce que ce rôle garde";
/** What « accueil » does not keep; every box is ticked before. */
const WITHHELD = [
  "Ouvrir l’identité", "Confier une personne à un autre service", "Voir ce qui est envoyé", "Proposer de clore un dossier",
];
const CLOSING = "Fermer ou reprendre le dossier";

async function toRoles(officer) {
  await goHome(officer);
  await follow(officer, PEOPLE);
  await arrive(officer, PEOPLE);
  await follow(officer, "Rôles, et qui peut faire quoi");
  await arrive(officer, "Rôles", "roles");
}

/** The officer says which role the post of gao-1 has. */
async function gives(officer, role) {
  await goHome(officer);
  await toPost(officer, "gao-1");
  await follow(officer, "Rôle de ce poste");
  await arrive(officer, "Quel rôle pour le poste gao-1 ?", "role-give");
  await pick(officer, role);
  await press(officer, "Donner ce rôle");
  await sent(officer);
}

const hasDoor = (device, name) => device.page.getByRole("link", { name, exact: true }).count();

story("an officer builds a role, gives it, and the doors it withholds are gone", async (way) => {
  const house = await moveIn();
  const worker = await sitDown(house, way);
  await enter(worker, "gao-1");
  const { label } = await register(worker, KADIATOU);
  await goHome(worker);
  assert.equal(await hasDoor(worker, "Envoyés à d’autres services"), 1);
  await openFromList(worker, label);
  await worker.page.getByRole("button", { name: "Ouvrir l’identité" }).waitFor();

  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  await papersCame(officer);
  await toRoles(officer);
  await reads(officer, "Aucun rôle : chaque poste a toute sa charge.");
  await follow(officer, "Créer un rôle");
  await arrive(officer, BUILD, "role-new");
  await press(officer, "Enregistrer ce rôle");
  await officer.page.getByRole("alert").getByText("Écrivez un nom de 60 caractères au plus.").waitFor();
  await write(officer, "Nom du rôle", "Accueil");
  for (const right of WITHHELD) await tick(officer, right);
  await press(officer, "Enregistrer ce rôle");
  await sent(officer);
  await gives(officer, "Accueil");
  await toRoles(officer);
  await reads(officer, "4 droits retirés · 1 poste");
  await follow(officer, "Qui peut faire quoi");
  await arrive(officer, "Qui peut faire quoi", "rights");
  const line = officer.page.getByRole("row", { name: "Ouvrir l’identité" });
  assert.match(await line.innerText(), /oui\s+non\s+non$/, "files, officer, and the role");

  // The page still open is refused at once; at her next entry the door is not there.
  await worker.page.bringToFront();
  await press(worker, "Ouvrir l’identité");
  await arrive(worker, NOT_FOUND);
  const again = await sitDown(house, way);
  await enter(again, "gao-1");
  await papersCame(again);
  await arrive(again, "Que voulez-vous faire ?", "home-role");
  assert.equal(await hasDoor(again, "Envoyés à d’autres services"), 0);
  await openFromList(again, label);
  assert.equal(await again.page.getByRole("button", { name: "Ouvrir l’identité" }).count(), 0);
  await follow(again, "Ajouter une note");
  await arrive(again, "Nouvelle note");
  await write(again, "Nouvelle note", "Elle reviendra lundi.");
  await press(again, "Enregistrer");
  await barSays(again, "Tout est envoyé");

  // Proposing to close is one right, approving another: she has the second.
  await follow(again, CLOSING);
  await arrive(again, "Dossier ouvert", "closing-withheld");
  const colleague = await sitDown(house, way);
  await enter(colleague, "gao-2");
  await openFromList(colleague, label);
  await follow(colleague, CLOSING);
  await pick(colleague, "L’accompagnement est terminé");
  await press(colleague, "Proposer la fermeture");
  await arrive(colleague, "C’est gardé");
  await barSays(colleague, "Tout est envoyé");
  await again.page.bringToFront();
  await goHome(again);
  await openFromList(again, label);
  await follow(again, CLOSING);
  await arrive(again, "Fermeture proposée");
  await press(again, "J’approuve la fermeture");
  await arrive(again, "C’est gardé");
  await barSays(again, "Tout est envoyé");

  await officer.page.bringToFront();
  await gives(officer, "Toute la charge");
  const whole = await sitDown(house, way);
  await enter(whole, "gao-1");
  await openFromList(whole, label);
  await worker.page.bringToFront();
  await whole.page.getByRole("button", { name: "Ouvrir l’identité" }).waitFor();
});
