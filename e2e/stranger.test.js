// Somebody who is not of the file's team opens its address: the answer is that of a file that does not exist.

import assert from "node:assert/strict";
import {
  KADIATOU, NOT_FOUND, arrive, enter, giveWords, goHome, moveIn, openFromList, register, sitDown, story,
  unlock, visit,
} from "./post.js";

const STRANGERS = ["segou-1", "poste-1", "machine-1"];

/** All there is to see and to hear: the page, its title, and what the server last answered to an opening, byte for byte. */
async function answered(device) {
  await arrive(device, NOT_FOUND, "not-found-device");
  const exchanges = device.sent.filter((request) => (request.postData() ?? "").includes("cases.open"));
  const answer = await exchanges.at(-1).response();
  return {
    page: await device.page.locator("main").innerHTML(),
    title: await device.page.title(),
    status: answer.status(),
    body: await answer.text(),
    headers: Object.keys(answer.headers()).filter((name) => name !== "date").sort(),
  };
}

story("a file of another service does not exist, to the byte", async (way) => {
  const house = await moveIn();
  const gao1 = await sitDown(house, way);
  await enter(gao1, "gao-1");
  const { label } = await register(gao1, KADIATOU);
  await goHome(gao1);
  await openFromList(gao1, label);
  const address = new URL(gao1.page.url()).pathname;
  const nowhere = address.slice(0, -4) + (address.endsWith("0000") ? "1111" : "0000");

  const colleague = await sitDown(house, way); // the same address, for somebody of the team
  await visit(colleague, address);
  await giveWords(colleague, "gao-2");
  await arrive(colleague, `Dossier ${label}`);
  await colleague.close();

  for (const handle of STRANGERS) {
    const stranger = await sitDown(house, way);
    await visit(stranger, address);
    await giveWords(stranger, handle);
    const there = await answered(stranger);
    await visit(stranger, nowhere);
    await unlock(stranger, handle);
    const absent = await answered(stranger);
    assert.deepEqual(there, absent, handle);
    assert.equal(there.status, 404);
    for (const below of handle === "segou-1" ? ["/historique", "/note", "/identite"] : []) {
      await visit(stranger, address + below);
      await unlock(stranger, handle);
      assert.equal((await answered(stranger)).page, absent.page, `${handle} ${below}`);
    }
    await stranger.close();
  }
});
