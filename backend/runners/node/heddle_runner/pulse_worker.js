// SPDX-License-Identifier: Apache-2.0
/** The thread behind pulse.js. */

import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";

import { Decoder, Kind, dumpJson, encode, loadJson } from "./frames.js";

const EXIT_PATIENCE_MS = 3000;

/** How late the main loop is: a probe goes there and back; while one is out, its age is the lag. */
class LoopLag {
  #port;
  #sent = 0;
  #lastMs = 0;

  /** @param {import("node:worker_threads").MessagePort} port */
  constructor(port) {
    this.#port = port;
    port.on("message", () => {
      this.#lastMs = performance.now() - this.#sent;
      this.#sent = 0;
    });
  }

  lookMs() {
    if (this.#sent !== 0) return performance.now() - this.#sent;
    this.#sent = performance.now();
    this.#port.postMessage(null);
    return this.#lastMs;
  }
}

const lag = new LoopLag(/** @type {import("node:worker_threads").MessagePort} */ (parentPort));
const decoder = new Decoder();
const socket = new net.Socket({ fd: workerData.fd, readable: true, writable: true });

/** @param {Buffer} body of a PING */
function pong(body) {
  return dumpJson({
    seq: loadJson(body).seq,
    loop_lag_ms: Math.round(lag.lookMs() * 10) / 10,
    rss_bytes: process.memoryUsage.rss(),
    active: Atomics.load(workerData.active, 0),
  });
}

socket.on("data", (data) => {
  for (const { kind, body } of decoder.feed(data)) {
    if (kind === Kind.PING) for (const frame of encode(Kind.PONG, 0, pong(body))) socket.write(frame);
  }
});
socket.on("error", () => {}); // "close" follows
// The server is gone. The main thread knows it too and ends the process, unless user code holds it.
socket.on("close", () => setTimeout(() => process.kill(process.pid, "SIGKILL"), EXIT_PATIENCE_MS));
