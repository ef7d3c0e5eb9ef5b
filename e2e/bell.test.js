// By what a service hears that something came: an officer chooses words that say nothing, and where they go.

import { WAYS, arrive, barSays, enter, follow, goHome, look, moveIn, press, reads, sitDown, story, write } from "./post.js";

const TITLE = "Être prévenu";

story("an officer chooses the words of a notice, and words that tell are refused", async (way) => {
  const house = await moveIn();
  const officer = await sitDown(house, way);
  await enter(officer, "gao-3");
  await follow(officer, "Être prévenu par message");
  await arrive(officer, TITLE, "notices");
  await write(officer, "Texte du message", "Une victime attend");
  await write(officer, "Téléphones de garde", "70 00 00 00");
  await press(officer, "Garder");
  await reads(officer, "Choisissez un texte court qui ne dit rien");
  await look(officer, "notices-telling");
  await write(officer, "Texte du message", "Rappel pour le bureau");
  await press(officer, "Garder");
  await reads(officer, "Écrivez des numéros avec l’indicatif du pays");
  await write(officer, "Téléphones de garde", "+223 70 00 00 00, +223 70 00 00 01");
  await press(officer, "Garder");
  await barSays(officer, "Tout est envoyé");
  await goHome(officer);
  await follow(officer, "Être prévenu par message");
  await arrive(officer, TITLE);
  await officer.page.locator("input[value='+22370000000, +22370000001']").waitFor();
  await reads(officer, "Rien n’est encore parti.");
}, WAYS);
