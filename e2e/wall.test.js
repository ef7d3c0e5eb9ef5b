// Over the wall: what a centre sealed for a police unit is carried there on a stick, and opened by whoever is of the unit.
// Nothing else crosses: a name of one side is nobody on the other.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ENTER, KADIATOU, WAYS, arrive, command, enter, firstHour, follow, goHome, giveWords, look, moveIn, plain, readPage, reads, register,
  sitDown, story, visit,
} from "./post.js";
import { consent, refer, toConsents } from "./sharing.js";

const UNIT = "Brigade inventée, Gao";
const AWA = {
  ...KADIATOU, region: "Ségou", family: "Traoré", given: "Awa", year: "1999", age: "25", account: "On lui devait six mois.",
  contact: "Par la voisine.",
};

/** A command of the keeper that ends well, on a machine that is not serving. */
async function well(house, ...words) {
  const { code, said } = await command(...words, "--data", house.data);
  assert.equal(code, 0, said);
  return plain(said);
}

/** Each side shows its paper, and the other's root recognises it by the fingerprint that was compared. */
async function recognise(here, there, bag) {
  await Promise.all([here.stop(), there.stop()]);
  const paper = async (house, name) => {
    const said = await well(house, "wall", "show", "--out", join(bag, name));
    return said.trim().split(" : ").at(-1);
  };
  const [ours, theirs] = [await paper(here, "ours"), await paper(there, "theirs")];
  const by = (house, name, fingerprint) =>
    well(house, "wall", "recognise", "--paper", join(bag, name), "--fingerprint", fingerprint, "--reference", "essai");
  await by(here, "theirs", theirs);
  await by(there, "ours", ours);
  await well(here, "purpose", "--open", "police", "--reference", "essai");
  await Promise.all([here.start(), there.start()]);
}

story("what was sealed for a unit is carried over the wall and opened there", async (way) => {
  const bag = await mkdtemp(join(tmpdir(), "danbe-stick-"));
  try {
    const here = await moveIn();
    const there = await firstHour({ side: "investigation", service: UNIT, region: "gao" });
    await recognise(here, there, bag);
    const handle = "segou-1";
    const centre = await sitDown(here, way);
    await enter(centre, handle);
    const { label } = await register(centre, AWA);
    await toConsents(centre, label);
    await consent(centre, UNIT, ["Profil", "Récit"], { purpose: "Police et justice" });
    const shown = await refer(centre, UNIT, "Elle veut porter plainte.");
    assert.doesNotMatch(shown, /Traoré|voisine/, "neither name nor contact");

    const stick = join(bag, "stick");
    await Promise.all([here.stop(), there.stop()]);
    assert.match(await well(here, "wall", "out", "--to", stick), /^1 paquet/);
    assert.match(await well(there, "wall", "in", "--from", stick), /1 paquet\(s\) pris/);
    await there.start();

    // On her own device, in the unit: a line without a name; opened, what the woman agreed to and no more.
    const officer = there.accounts[1].handle;
    const unit = await sitDown(there, way);
    await enter(unit, officer);
    assert.doesNotMatch(await readPage(unit), /dossier|Rechercher|Enregistrer/i, "no files on this side");
    await follow(unit, "Paquets reçus");
    await arrive(unit, "Paquets reçus", "reception");
    const line = await readPage(unit);
    assert.match(line, /À ouvrir/);
    assert.doesNotMatch(line, /Traoré|six mois|plainte/);
    await unit.page.locator("main .listing a").first().click();
    await unit.page.getByRole("heading", { level: 1, name: /^Paquet / }).waitFor();
    await reads(unit, "Elle veut porter plainte.");
    await look(unit, "reception-opened");
    const opened = await readPage(unit);
    for (const said of ["Maison du Néré", "Accord de la personne", "On lui devait six mois."]) assert.ok(opened.includes(said), said);
    assert.doesNotMatch(opened, /Traoré|voisine/, "the consent covers neither name nor contact");
    await goHome(unit);
    await follow(unit, "Paquets reçus");
    await arrive(unit, "Paquets reçus");
    assert.match(await readPage(unit), /Ouvert/);

    // Whoever works on the other side is nobody here: her words open nothing, as somebody's who was never there.
    const refusal = async (handle, words) => {
      const device = await sitDown(there, way);
      await visit(device);
      await giveWords(device, handle, words);
      await device.page.getByRole("alert").waitFor();
      await arrive(device, ENTER, "enter-refused");
      const said = await device.page.getByRole("alert").innerText();
      await device.close();
      return said;
    };
    assert.notEqual(handle, officer);
    assert.equal(await refusal(handle, here.words(handle)), await refusal("personne-1", here.words(handle)));
  } finally {
    await rm(bag, { recursive: true, force: true });
  }
});
