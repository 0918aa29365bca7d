// SPDX-License-Identifier: Apache-2.0
/** The graphs of one generation: each loaded or failed on its own. */

import { Entry } from "./entry.js";
import { loadFailure } from "./load_failure.js";
import { load } from "./source.js";

/** There is no such graph, or it failed to load; the message says which. */
export class GraphMissing extends Error {
  name = "GraphMissing";
}

/** @typedef {string | {path?: string, description?: string}} GraphSpec */

/** Loads every graph of a WELCOME, once. A graph that fails keeps its error; the others work. */
export class Registry {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<string, string>} */
  #errors = new Map();
  /** @type {{id: string, description: string | null, load_ms: number, error: string | null, traceback: string | null}[]} */
  report = [];
  /** @type {string[]} */
  notes = [];

  /**
   * @param {Record<string, GraphSpec>} graphs
   * @param {string} baseDir
   * @param {string} [refused] why none can be loaded
   */
  static async load(graphs, baseDir, refused) {
    const registry = new Registry();
    for (const [id, spec] of Object.entries(graphs)) {
      const { path, description = null } = typeof spec === "string" ? { path: spec } : spec;
      const started = performance.now();
      const failure = await registry.#open(id, path, baseDir, refused);
      if (failure.error !== null) registry.#errors.set(id, failure.error);
      registry.report.push({ id, description, load_ms: Math.round(performance.now() - started), ...failure });
    }
    return registry;
  }

  /**
   * @param {string} id
   * @param {string | undefined} path
   * @param {string} baseDir
   * @param {string | undefined} refused
   * @returns {Promise<{error: string | null, traceback: string | null}>}
   */
  async #open(id, path, baseDir, refused) {
    if (refused !== undefined) return { error: refused, traceback: null };
    if (!path) return { error: `'${id}' has no path; write './file.ts:graph'`, traceback: null };
    try {
      const entry = new Entry(id, await load(path, baseDir));
      this.#entries.set(id, entry);
      this.notes.push(...entry.notes);
      return { error: null, traceback: null };
    } catch (raised) {
      return loadFailure(raised, baseDir);
    }
  }

  /** @param {string} id */
  entry(id) {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    const error = this.#errors.get(id);
    if (error !== undefined) throw new GraphMissing(`Graph '${id}' could not be loaded: ${error}`);
    const known = [...this.#entries.keys()].sort().join(", ");
    throw new GraphMissing(`Graph '${id}' is not in langgraph.json; it has: ${known}`);
  }
}
