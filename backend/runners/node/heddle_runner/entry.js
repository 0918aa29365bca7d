// SPDX-License-Identifier: Apache-2.0
/** A graph entry of any kind, opened as the compiled graph of one run or one question. */

import { EntryError } from "./source.js";

/**
 * @typedef {import("@langchain/langgraph").Pregel<any, any>} Pregel
 * @typedef {import("./saver.js").HeddleSaver} HeddleSaver
 * @typedef {import("./store.js").HeddleStore} HeddleStore
 * @typedef {Record<string, any>} Dict
 */

/** What `langgraph.json` names: a compiled graph, a builder, or a factory of either (sync or async). Factories are
 * called anew for each use, with the config of that use. */
export class Entry {
  /** @type {string[]} */
  notes = [];
  /** @type {Pregel | undefined} */
  #graph;
  /** @type {((config: Dict) => unknown) | undefined} */
  #factory;

  /**
   * @param {string} graphId
   * @param {unknown} value
   */
  constructor(graphId, value) {
    this.graphId = graphId;
    if (isGraph(value) || isBuilder(value)) {
      this.#graph = compiled(value);
      this.#noteOwnParts(this.#graph);
    } else if (typeof value === "function") {
      this.#factory = /** @type {(config: Dict) => unknown} */ (value);
    } else {
      throw new EntryError(
        `'${graphId}' is ${kindOf(value)}; a graph must be a StateGraph, a compiled graph or a function that returns one`,
      );
    }
  }

  /**
   * The graph with our checkpointer and store at its root; its subgraphs keep their own settings.
   * @param {Dict} config
   * @param {HeddleSaver} saver
   * @param {HeddleStore} store
   * @returns {Promise<Pregel>}
   */
  async open(config, saver, store) {
    const graph = this.#graph ?? (await this.#make(config));
    const rooted = /** @type {any} */ (graph.withConfig({})); // a copy: runs of one graph do not share these
    rooted.name = this.graphId;
    rooted.checkpointer = saver;
    rooted.store = store;
    return rooted;
  }

  /** @param {Dict} config */
  async #make(config) {
    const made = await this.#factory?.({ ...config, configurable: { ...config.configurable } });
    if (isGraph(made) || isBuilder(made)) return compiled(made);
    throw new EntryError(`the factory of '${this.graphId}' returned ${kindOf(made)}, not a graph`);
  }

  /** @param {any} graph */
  #noteOwnParts(graph) {
    for (const part of ["checkpointer", "store"]) {
      if (graph[part] === undefined || typeof graph[part] === "boolean") continue;
      this.notes.push(
        `graph '${this.graphId}' was compiled with a ${part} of its own; the server's ${part} is used instead`,
      );
    }
  }
}

/**
 * By its mark and not by its class: the project may have a copy of LangGraph in each of two module systems.
 * @param {any} value
 */
function isGraph(value) {
  return value !== null && typeof value === "object" && value.lg_is_pregel === true;
}

/** @param {any} value */
function isBuilder(value) {
  return value !== null && typeof value === "object" && typeof value.compile === "function";
}

/**
 * @param {any} value
 * @returns {Pregel}
 */
function compiled(value) {
  return isGraph(value) ? value : value.compile();
}

/** @param {any} value */
function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  return `a ${typeof value === "object" ? (value.constructor?.name ?? "object") : typeof value}`;
}
