// Stands where the protocols' suites have their `node-imports.js`: the same globals, of what Debian packages.
import { createRequire } from "node:module";

// Only `require` looks into NODE_PATH, where those packages are; `import` would not find them.
const require = createRequire(import.meta.url);
const chai = require("chai");
const ws = require("ws");

// All that the suites use of chai-string, which Debian has not.
chai.use(({ Assertion }) =>
  Assertion.addMethod("startsWith", function (start) {
    const text = this._obj;
    this.assert(
      typeof text === "string" && text.startsWith(start),
      "expected #{this} to start with #{exp}",
      "expected #{this} not to start with #{exp}",
      start
    );
  })
);

// A browser tells of every message in a task of its own; ws tells of all that came in one packet at once, and the
// suites, which wait for one message after the other, would not hear the second. The first is told without delay.
class WebSocket extends ws.WebSocket {
  #waiting = [];
  #isTelling = false;

  emit(...event) {
    if (event[0] !== "message" && event[0] !== "close") return super.emit(...event);
    this.#waiting.push(event);
    if (!this.#isTelling) this.#tell();
    return true;
  }

  #tell() {
    const event = this.#waiting.shift();
    this.#isTelling = event !== undefined;
    if (!this.#isTelling) return;
    setImmediate(() => this.#tell());
    super.emit(...event);
  }
}

// `fetch` is Node's own.
globalThis.WebSocket = WebSocket;
globalThis.chai = chai;
