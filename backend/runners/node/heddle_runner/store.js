// SPDX-License-Identifier: Apache-2.0
/** LangGraph's long-term store, kept by heddle-server. */

import { BaseStore } from "@langchain/langgraph-checkpoint";

import { Asker } from "./asking.js";
import { Kind, loadJson } from "./frames.js";
import { dumps } from "./wire_json.js";

/** @typedef {Record<string, any>} Dict */

/** One STORE frame per batch. */
export class HeddleStore extends BaseStore {
  #asker;

  /** @param {Asker} [asker] */
  constructor(asker) {
    super();
    this.#asker = asker ?? Asker.default();
  }

  /**
   * @param {any} operations
   * @returns {Promise<any>}
   */
  async batch(operations) {
    /** @type {Dict[]} */
    const asked = [...operations];
    if (asked.length === 0) return [];
    const ops = asked.map(wireForm);
    const answer = await this.#asker.ask(Kind.STORE, (seq) => Buffer.from(dumps({ seq, ops })));
    const results = loadJson(answer.body).result ?? [];
    if (results.length !== ops.length) {
      throw new Error(`heddle-server answered ${results.length} of ${ops.length} store operations`);
    }
    return ops.map(({ op }, at) => ownForm(op, results[at]));
  }
}

/** @param {Dict} operation */
function wireForm(operation) {
  if ("namespacePrefix" in operation) {
    const { namespacePrefix, filter = null, limit = 10, offset = 0, query = null } = operation;
    return { op: "search", namespace_prefix: namespacePrefix, filter, limit, offset, query, refresh_ttl: null };
  }
  if ("value" in operation) {
    const { namespace, key, value, index = null } = operation;
    return { op: "put", namespace, key, value, index, ttl: null };
  }
  if ("key" in operation) {
    return { op: "get", namespace: operation.namespace, key: operation.key, refresh_ttl: null };
  }
  const { matchConditions = [], maxDepth = null, limit, offset } = operation;
  const conditions = matchConditions.map((/** @type {Dict} */ one) => ({ match_type: one.matchType, path: one.path }));
  return { op: "list_namespaces", match_conditions: conditions, max_depth: maxDepth, limit, offset };
}

/**
 * @param {string} op
 * @param {any} result
 */
function ownForm(op, result) {
  if (op === "put") return undefined;
  if (op === "get") return result === null ? null : item(result);
  if (op === "search") return result.map((/** @type {Dict} */ one) => ({ ...item(one), score: one.score ?? undefined }));
  return result;
}

/** @param {Dict} stored */
function item({ namespace, key, value, created_at, updated_at }) {
  return { namespace, key, value, createdAt: new Date(created_at), updatedAt: new Date(updated_at) };
}
