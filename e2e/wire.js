// A wire of its own between a browser and the server: narrow, long, and cut when somebody says so.
//
// What a browser's own throttling does not reach (workers, the service worker) this reaches: every byte of every
// connection passes here. What is modelled: one pipe each way, as wide as said, shared by all connections packet
// by packet; half of the round trip for every byte each way; one round trip more before the first byte of a new
// connection, as TCP takes to shake hands. What is not: TLS, slow start, loss. A byte is counted when it is
// handed over: what a cut destroys on its way was never received.

import { connect, createServer } from "node:net";
import { brotliDecompressSync, constants } from "node:zlib";

const PACKET = 1460;
const TURN = 5; // milliseconds between two turns of a pipe

/**
 * @param {string} url of the server
 * @param {{rate?: number, latency?: number, cuts?: number[], length?: number}} how
 *   bytes a second, milliseconds there and back, bytes down at which the wire is cut, milliseconds a cut lasts
 * @returns {Promise<{url: string, asked: object[], down: () => number, cut: () => void, left: () => number,
 *   close: () => Promise<void>}>} `asked`: one `{method, path, range, status, head, body, bytes}` a request: bytes down, and those of a
 *   program themselves
 */
export async function stretch(url, { rate = Infinity, latency = 0, cuts = [], length = 2000 } = {}) {
  const target = new URL(url);
  const pairs = new Set();
  const asked = [];
  const cutsLeft = [...cuts];
  let down = 0;
  let away = false;

  const server = createServer((near) => {
    if (away) return near.resetAndDestroy();
    const far = connect(Number(target.port), target.hostname);
    const pair = { near, far, up: [], down: [], begun: performance.now() + latency, request: null };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    const take = (queue) => (bytes) => {
      queue.push({ bytes, at: Math.max(performance.now(), pair.begun) + latency / 2 });
      turn();
    };
    near.setNoDelay(true).on("data", take(pair.up)).on("close", end).on("error", end);
    far.setNoDelay(true).on("data", take(pair.down)).on("error", end);
    far.on("end", () => take(pair.down)(null)); // the server's goodbye takes its place in the queue
  });

  function cut() {
    away = true;
    setTimeout(() => (away = false), length);
    for (const { near, far } of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
    pairs.clear();
  }

  function deliver(pair, way, bytes) {
    if (way === "up") {
      const line = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(bytes.toString("latin1", 0, 2000));
      if (line) {
        const range = /\r\nrange: (\S+)/i.exec(bytes.toString("latin1"))?.[1] ?? null;
        pair.request = { method: line[1], path: line[2], range, status: 0, head: 0, body: 0, bytes: [], seen: "" };
        pair.request.from = performance.now();
        asked.push(pair.request);
      }
      return pair.far.write(bytes);
    }
    down += bytes.length;
    count(pair.request, bytes);
    if (pair.request) pair.request.to = performance.now();
    pair.near.write(bytes);
    if (down >= cutsLeft[0]) {
      cutsLeft.shift();
      cut();
    }
  }

  // Each turn a pipe carries what its width allows, a packet of each connection after the other.
  const pipes = ["up", "down"].map((way) => ({ way, credit: 0, last: performance.now() }));
  function turn() {
    const now = performance.now();
    for (const pipe of pipes) {
      pipe.credit = rate === Infinity ? Infinity : Math.min(pipe.credit + ((now - pipe.last) * rate) / 1000, PACKET * 2);
      pipe.last = now;
      for (let moved = true; moved && pipe.credit > 0; ) {
        moved = false;
        for (const pair of [...pairs]) {
          const first = pair[pipe.way][0];
          if (!first || first.at > now || pipe.credit <= 0 || !pairs.has(pair)) continue;
          moved = true;
          pairs.delete(pair); // to the end of the row: nobody is served twice before everybody was
          pairs.add(pair);
          if (first.bytes === null) {
            pair[pipe.way].shift();
            pair.near.end();
            continue;
          }
          const packet = first.bytes.subarray(0, Math.min(PACKET, Math.ceil(pipe.credit)));
          first.bytes = first.bytes.subarray(packet.length);
          if (first.bytes.length === 0) pair[pipe.way].shift();
          pipe.credit -= packet.length;
          deliver(pair, pipe.way, packet);
        }
      }
    }
  }
  const clock = setInterval(turn, TURN);

  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    cut,
    down: () => down,
    left: () => cutsLeft.length,
    async close() {
      clearInterval(clock);
      for (const { near, far } of pairs) {
        near.destroy();
        far.destroy();
      }
      await new Promise((done) => server.close(done));
    },
  };
}

/** Bytes of an answer: its head, then its body; a program is kept, to know how far it came. */
function count(request, bytes) {
  if (!request) return;
  let body = bytes;
  if (request.head === 0) {
    request.seen += bytes.toString("latin1");
    const end = request.seen.indexOf("\r\n\r\n");
    if (end < 0) return;
    request.status = Number(request.seen.slice(9, 12));
    request.head = end + 4;
    body = Buffer.from(request.seen.slice(request.head), "latin1");
    request.seen = "";
  }
  request.body += body.length;
  if (PROGRAM.test(request.path)) request.bytes.push(body);
}

const PROGRAM = /\.wasm(?:\.(\d+))?$/;

/**
 * What came of a program in several pieces.
 * @returns {{pieces: number, twice: number, packed: number}} pieces that brought something, bytes of the program that
 *   had come and came again, packed bytes of all pieces
 */
export function pieces(asked) {
  const came = asked.filter(({ path, body }) => PROGRAM.test(path) && body > 0).map(({ path, bytes }) => {
    const packed = Buffer.concat(bytes);
    const plain = brotliDecompressSync(packed, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
    const from = Number(PROGRAM.exec(path)[1] ?? 0);
    return { from, to: from + plain.length, packed: packed.length };
  });
  const twice = came.slice(1).reduce((sum, { from }, at) => sum + came[at].to - from, 0);
  return { pieces: came.length, twice, packed: came.reduce((sum, { packed }) => sum + packed, 0) };
}
