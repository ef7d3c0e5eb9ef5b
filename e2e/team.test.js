// gao-1 asks the lawyer of her service to work on one file: put on it she finds it, taken off she finds nothing.

import {
  KADIATOU, arrive, barSays, enter, follow, goHome, look, moveIn, openFromList, press, reads, register, sitDown, story,
} from "./post.js";

story("a colleague of another team is put on one file, reads it, and is taken off", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, KADIATOU);
  await goHome(gao1);
  await openFromList(gao1, label);
  await follow(gao1, "Collègues sur ce dossier");
  await arrive(gao1, `Qui travaille sur le dossier ${label}`, "team");
  await press(gao1, "Mettre gao-4 sur ce dossier");
  await barSays(gao1, "Tout est envoyé");

  const gao4 = await sitDown(house, way);
  await enter(gao4, "gao-4");
  await openFromList(gao4, label);
  await reads(gao4, "Elle dort au marché.");

  await press(gao1, "Retirer gao-4 de ce dossier");
  await look(gao1, "team-off");
  await barSays(gao1, "Tout est envoyé");
  await goHome(gao4);
  await follow(gao4, "Dossiers de mon équipe");
  await arrive(gao4, "Dossiers de mon équipe");
  await gao4.page.getByRole("link", { name: `Dossier ${label}` }).waitFor({ state: "detached" });
});
