// SPDX-License-Identifier: Apache-2.0
/** The second socket, for PING and PONG, with the thread that owns it: user code that blocks the main thread cannot
 * silence it, and the server sees how late the main loop is. */

import { Worker } from "node:worker_threads";

export class Pulse {
  #active = new Int32Array(new SharedArrayBuffer(4));
  #worker;

  /** @param {number} fd the runner's end of the second socket pair */
  constructor(fd) {
    this.#worker = new Worker(new URL("./pulse_worker.js", import.meta.url), {
      name: "heddle-pulse",
      workerData: { fd, active: this.#active },
    });
    this.#worker.on("message", (probe) => this.#worker.postMessage(probe));
    this.#worker.on("error", (error) => {
      console.error("heddle-runner: the pulse thread failed; the runner stops", error);
      process.exit(70);
    });
    this.#worker.unref();
  }

  /** @param {number} count runs that have not ended */
  set active(count) {
    Atomics.store(this.#active, 0, count);
  }
}
