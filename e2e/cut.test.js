// The network goes while the program comes: the phone goes on from where it was, and is not told to begin again.

import assert from "node:assert/strict";
import { ENTER, WAYS, arrive, giveWords, HOME, moveIn, papersCame, shellIsKept, sitDown, story, visit } from "./post.js";
import { pieces, stretch } from "./wire.js";

// Bytes of the program a cut may destroy on the last yards: in the kernel's and the browser's hands, not in the page's.
const CUT = 8_192;

story("a connection cut three times brings the first form, and nothing twice", async (way) => {
  const house = await moveIn();
  const wire = await stretch(house.url, { rate: 80_000, latency: 40, cuts: [70_000, 130_000, 200_000], length: 1500 });
  try {
    const phone = await sitDown({ ...house, url: wire.url }, way);
    await visit(phone);
    await arrive(phone, ENTER);
    assert.equal(wire.left(), 0, "every cut came before the form");

    await shellIsKept(phone); // the keeper takes what was put together, and fetches no core of its own
    const came = pieces(wire.asked);
    assert.equal(came.pieces, 4, JSON.stringify(came));
    assert.ok(came.twice >= 0 && came.twice <= 3 * CUT, `${came.twice} bytes of the program came twice`);

    // What was put together from four pieces works.
    await giveWords(phone, "gao-1");
    await arrive(phone, HOME);
    await papersCame(phone);
  } finally {
    await wire.close();
  }
}, [WAYS[0]]);

story("a phone that is cut off before the core began to run tries again by itself", async (way) => {
  const house = await moveIn();
  const phone = await sitDown(house, way);
  let cuts = 0;
  await phone.context.route("**/worker.*", (route) => (++cuts < 4 ? route.abort("connectionreset") : route.continue()));
  await visit(phone);
  await arrive(phone, ENTER);
  assert.ok(cuts >= 4, `${cuts} times the worker was asked for`);
}, [WAYS[0]]);
