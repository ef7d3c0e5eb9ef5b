// A terminal, as the machine's keeper and the custodians of a root sit at one: what is asked is read before it is
// answered. It is a real one (`script`, of every Debian), since the program asks again only where somebody sits.

import { spawn } from "node:child_process";
import assert from "node:assert/strict";
import { program } from "./browser.js";

const quoted = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * Starts a command of danbe at a terminal.
 *
 * @returns `asks(text)` waits until that stands on the screen and gives what was written since the last time;
 *   `types(line)` answers; `ends()` waits for a good end and gives the rest.
 */
export function sitAtATerminal(...args) {
  const line = [program, ...args].map(quoted).join(" ");
  const child = spawn("script", ["-qefc", line, "/dev/null"], { env: { ...process.env, TERM: "dumb" } });
  let said = "";
  let read = 0;
  const awake = new Set();
  const heard = (bytes) => {
    said += String(bytes).replaceAll("\r", "");
    for (const wake of awake) wake();
  };
  child.stdout.setEncoding("utf8").on("data", heard);
  child.stderr.setEncoding("utf8").on("data", heard);
  let code = null;
  const end = new Promise((done) => child.on("close", (ended) => {
    code = ended;
    done();
    for (const wake of awake) wake();
  }));
  const patience = setTimeout(() => child.kill(), 120_000);
  end.then(() => clearTimeout(patience));
  const since = (to) => {
    const part = said.slice(read, to);
    read = to;
    return part;
  };
  return {
    async asks(text) {
      for (;;) {
        const at = said.indexOf(text, read);
        if (at >= 0) return since(at + text.length);
        assert.equal(code, null, `it ended and never said « ${text} »: ${said}`);
        await new Promise((wake) => awake.add(wake));
        awake.clear();
      }
    },
    types: (line) => child.stdin.write(`${line}\n`),
    async ends() {
      await end;
      assert.equal(code, 0, said);
      return since(said.length);
    },
  };
}
