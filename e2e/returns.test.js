// Figures somebody types, without JavaScript: what the press printed of 2024 is refused until it is repaired; a
// month goes from a service to its region to the committee and out under a code.

import assert from "node:assert/strict";
import {
  FOUR_WAYS, arrive, choose, command, follow, look, moveIn, pick, plain, press, readPage, sitDown, story, tick, until,
  write,
} from "./post.js";

const ENTERING = "Saisir un chiffre publié";

async function signIn(house, way, handle, first = "Relevés de 2024") {
  const device = await sitDown(house, way, { context: { javaScriptEnabled: false } });
  const account = house.account(handle);
  const { said } = await command("figure", "code", "--secret", account.code_secret);
  await device.page.goto(house.url + "/lecture");
  await arrive(device, "Lire les chiffres");
  await write(device, "Identifiant", account.handle);
  await write(device, "Phrase de passe", account.words);
  await write(device, "Code à six chiffres", said.trim());
  await press(device, "Entrer");
  await arrive(device, first);
  return device;
}

/** Waits for a sentence: a form posted a moment ago is still on its way. */
const says = (device, sentence) =>
  until(`the page says ${sentence}`, async () => sentence.test(await readPage(device).catch(() => "")), 15_000);

/** Opens the form of a figure published elsewhere and fills it as the press printed it. */
async function printed(device, definition, fields, unit) {
  await device.page.goto(`${device.house.url}/lecture/publies/saisir`);
  await arrive(device, ENTERING);
  const choices = await device.page.getByLabel("Définition la plus proche").getByRole("option").allInnerTexts();
  await choose(device, "Définition la plus proche", choices.find((it) => it.startsWith(definition)));
  await press(device, "Continuer");
  await device.page.getByText(definition, { exact: true }).waitFor();
  await write(device, "Année", "2024");
  for (const [label, value] of Object.entries(fields)) await write(device, label, value);
  if (unit) await pick(device, unit);
  await write(device, "Source", "AMAP, mai 2025");
  await press(device, "Enregistrer ce chiffre");
}

const WORDED = "Unité, telle qu’imprimée";
const DOUBT = "Doutes : dites ce que vous savez de ce qui surprend";
const kept = (device) => says(device, /Enregistré sous le lot/);

/** Somebody who is asked says what she knows. */
async function doubt(device, words) {
  await says(device, /À expliquer avant l’envoi/);
  await write(device, DOUBT, words);
  await press(device, "Enregistrer ce chiffre");
}

story("what the press printed of 2024 is refused until it is repaired", async (way) => {
  const house = await moveIn();
  const desk = await signIn(house, way, "statistique");

  await printed(desk, "Dossiers d’enquête ouverts", { [WORDED]: "dossiers d’enquête", Total: "93" }, "dossier");
  await kept(desk);

  // "430 enquêtes": persons, in 93 files; and 291 + 113 is not 430.
  const suspects = { [WORDED]: "enquêtes ouvertes", Total: "430", "Sexe : Hommes": "291", "Sexe : Femmes": "113" };
  await printed(desk, "Personnes mises en cause", suspects);
  await says(desk, /430, mais de quoi \?/);
  await pick(desk, "dossier");
  await press(desk, "Enregistrer ce chiffre");
  await says(desk, /291 \+ 113 = 404 : des hommes, des femmes, des enfants sont des personnes, et 430 est donné en dossiers/);
  await says(desk, /430 dossiers : cette définition compte en personnes/);
  await look(desk, "published-refused");
  await pick(desk, "personne");
  await press(desk, "Enregistrer ce chiffre");
  await says(desk, /291 \+ 113 = 404, le total dit 430 : 26 personnes de sexe inconnu \?/);
  await write(desk, "Sexe : Inconnu", "26");
  await press(desk, "Enregistrer ce chiffre");
  await kept(desk);

  // Percentages follow from their counts: 337 of 629 are not half.
  const victims = { [WORDED]: "victimes", Total: "629", "Groupe : Hommes": "42", "Groupe : Femmes": "250", "Groupe : Enfants": "337" };
  await printed(desk, "Personnes identifiées", victims, "personne");
  await kept(desk);
  const migrants = { [WORDED]: "migrants assistés", Total: "822", "Groupe : Hommes": "221", "Groupe : Femmes": "345", "Groupe : Enfants": "256" };
  await printed(desk, "Migrants assistés", migrants, "personne");
  await kept(desk);

  await printed(desk, "Dossiers de poursuite", { [WORDED]: "poursuites", Total: "81" }, "personne");
  await says(desk, /81 personnes : cette définition compte en dossiers/);
  await pick(desk, "dossier");
  await press(desk, "Enregistrer ce chiffre");
  await kept(desk);
  await printed(desk, "Condamnations prononcées", { [WORDED]: "condamnations", Total: "8" }, "événement");
  await kept(desk);

  // 36 000 "sensibilisés" are listeners, not persons; another source with another number is asked about.
  const reached = "Personnes touchées par la sensibilisation";
  await printed(desk, reached, { [WORDED]: "personnes sensibilisées", Total: "36 000" }, "personne");
  await says(desk, /36 000 personnes : cette définition compte en personnes touchées/);
  await pick(desk, "personne touchée");
  await press(desk, "Enregistrer ce chiffre");
  await kept(desk);
  await printed(desk, reached, { [WORDED]: "touchés en deux semaines", Total: "36 500" }, "personne touchée");
  await says(desk, /AMAP, mai 2025 imprime 36 000 pour la même définition et la même période, ici 36 500/);
  await doubt(desk, "Une campagne de deux semaines, ou l’année entière : la source ne le dit pas.");
  await kept(desk);

  await follow(desk, "Publié ailleurs");
  await arrive(desk, "Chiffres publiés ailleurs", "published");
  await says(desk, /Côte à côte/);
}, [FOUR_WAYS[0]]);

story("a month goes from a service to its region to the committee and out under a code", async (way) => {
  const house = await moveIn();
  const service = await signIn(house, way, "gao-releve");
  await look(service, "returns-service");
  await follow(service, "octobre 2024");
  await arrive(service, "Relevé mensuel : octobre 2024", "return-asked");
  await says(service, /une opération du mois \?/);
  await write(service, "Total : Personnes identifiées", "430");
  await press(service, "Envoyer");
  await says(service, /Enregistré, mais pas envoyé/);
  await says(service, /le total dit 430/);
  await look(service, "return-refused");
  for (const [label, count] of [["Hommes", "291"], ["Femmes", "113"], ["Enfants", "0"], ["Inconnu", "26"]]) {
    await write(service, `Groupe : ${label} (Personnes identifiées)`, count);
  }
  const why = service.page.getByLabel(/^(Remarque sur ces chiffres|Pourquoi ces chiffres)/);
  await write(service, plain(await service.page.locator("label[for=why]").innerText()), "Une opération sur un site minier.");
  await press(service, "Envoyer");
  await says(service, /Envoyé\. Numéro de réception/);
  assert.equal(await why.count(), 1);

  const region = await signIn(house, way, "region-gao");
  await region.page.goto(service.page.url().split("?")[0]);
  await arrive(region, "Relevé mensuel : octobre 2024", "return-region");
  await press(region, "Approuver pour la région");
  await says(region, /Approuvé pour la région/);

  const committee = await signIn(house, way, "comite-accord");
  await committee.page.locator("summary").filter({ hasText: "Personnes identifiées" }).click();
  await look(committee, "returns-committee");
  await committee.page.goto(service.page.url().split("?")[0]);
  await press(committee, "Approuver pour le comité");
  await says(committee, /Approuvé par le comité/);
  await follow(committee, "Registre");
  await arrive(committee, "Chiffres publiés pour 2024", "register");
  await follow(committee, "Personnes identifiées");
  await arrive(committee, "Publier un chiffre", "register-publish");
  await says(committee, /attend encore un accord|attendent encore un accord/);
  const before = /Le chiffre (\S+) est en vigueur/.exec(await readPage(committee))[1];
  await write(committee, "Ce qui a changé", "Le relevé d’octobre de Gao est arrivé.");
  await press(committee, "Publier la correction");
  await arrive(committee, "Vérifier un chiffre publié", "register-code");
  const code = /2024-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(committee.page.url())[0];

  // The report is a draft until the committee says otherwise, by name and line.
  await committee.page.goto(house.url + "/lecture/registre?year=2024");
  await says(committee, /Projet : personne ne l’a encore approuvé/);
  await press(committee, "Approuver ce rapport");
  await says(committee, /Approuvé par « comite-accord », le .*, tel que connu aux/);
  await look(committee, "register-approved");

  // Anybody, without an account: the old code says that it was corrected, the new one that it stands.
  const anybody = await sitDown(house, way, { context: { javaScriptEnabled: false } });
  await anybody.page.goto(house.url + "/chiffre");
  await write(anybody, "Code du chiffre", before.toLowerCase().replaceAll("-", " "));
  await press(anybody, "Vérifier");
  await says(anybody, /Ce chiffre a été corrigé/);
  await look(anybody, "register-corrected");
  await follow(anybody, code);
  await says(anybody, /Ce chiffre est le dernier publié/);

  const { code: ended, said } = await command("figure", "verify", "--data", house.data, "--period", "2024");
  assert.equal(ended, 0, said);
  assert.match(plain(said), /Chiffres saisis de 2024 .*ÉGAL/s);
}, [FOUR_WAYS[3]]);

story("joining is declared in numbers and stands beside the figure; a meeting has its pack", async (way) => {
  const house = await moveIn();
  const desk = await signIn(house, way, "statistique");
  await follow(desk, "Rapprochement");
  await arrive(desk, "Rapprochement");
  await look(desk, "joining");
  const fill = async (numbers) => {
    await write(desk, "Année du premier contact", "2024");
    for (const [label, number] of Object.entries(numbers)) await write(desk, label, number);
  };
  const [POSSIBLE, SAME, APART] = ["Correspondances possibles", "Confirmées : une seule personne", "Écartées : deux personnes"];
  for (const service of ["Maison du Figuier, Bamako", "Maison de la Dune, Gao"]) await tick(desk, service);
  await fill({ [POSSIBLE]: "4", [SAME]: "3", [APART]: "2" });
  await press(desk, "Déclarer");
  await says(desk, /Confirmées et écartées font plus que les correspondances trouvées/);
  await look(desk, "joining-refused");
  await fill({ [POSSIBLE]: "30", [SAME]: "12", [APART]: "13" });
  await press(desk, "Déclarer");
  await says(desk, /Rapprochements déclarés, le plus récent d’abord/);
  await look(desk, "joining-declared");

  const committee = await signIn(house, way, "comite-lecture", "Personnes présumées");
  await committee.page.goto(`${house.url}/lecture/personnes-presumees?period=2024`);
  await says(committee, /12, déclarés pour l’année 2024/);
  await look(committee, "joining-beside");
  await follow(committee, "Rapport annuel");
  await arrive(committee, "Rapport annuel");
  await write(committee, "Premier mois", "2024-11");
  await write(committee, "Dernier mois", "2024-09");
  await press(committee, "Préparer le dossier");
  await says(committee, /le premier avant le dernier, douze au plus/);
  await look(committee, "meeting-refused");
});
