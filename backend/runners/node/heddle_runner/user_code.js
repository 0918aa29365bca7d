// SPDX-License-Identifier: Apache-2.0
/** Knows which run the code that executes right now belongs to, also after timers, promises and callbacks. */

import { AsyncLocalStorage } from "node:async_hooks";
import { formatWithOptions } from "node:util";

/**
 * @typedef {{runId: string, stopping: boolean, fail: (error: unknown) => void}} Owner a run
 * @typedef {(level: string, logger: string, message: string, runId?: string) => void} Log
 */

const LEVELS = { debug: "debug", log: "info", info: "info", warn: "warning", error: "error", trace: "debug" };

/** @type {AsyncLocalStorage<Owner | undefined>} */
const owners = new AsyncLocalStorage();

/**
 * @template T
 * @param {Owner} owner
 * @param {() => T} work
 */
export function runAs(owner, work) {
  return owners.run(owner, work);
}

/**
 * What runs print by way of `console` becomes log lines that name the run; outside of runs it stays on stdout.
 * @param {Log} log
 */
export function labelConsole(log) {
  for (const [method, level] of Object.entries(LEVELS)) {
    const name = /** @type {keyof typeof LEVELS} */ (method);
    const print = console[name].bind(console);
    console[name] = (...values) => {
      const owner = owners.getStore();
      if (owner === undefined) print(...values);
      else log(level, "console", formatWithOptions({ colors: false }, ...values), owner.runId);
    };
  }
}

/**
 * An exception nobody caught ends the run whose code threw it, and a promise nobody waited for too; the process and the
 * other runs go on. `onlyRun` answers where Node has lost the thread: a run, if there is but one.
 * @param {Log} log
 * @param {() => Owner | undefined} onlyRun
 */
export function containFailures(log, onlyRun) {
  /** @param {unknown} error */
  const contain = (error) => {
    const owner = owners.getStore() ?? onlyRun();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log(owner?.stopping ? "debug" : "error", "heddle.run", `nobody caught: ${text}`, owner?.runId);
    owner?.fail(error);
  };
  process.on("uncaughtException", contain);
  process.on("unhandledRejection", contain);
}
