// SPDX-License-Identifier: Apache-2.0
/** LangGraph's checkpointer, kept by heddle-server. */

import { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";

import { Asker } from "./asking.js";
import { configOf, putBody, readDelta, readTuples, writesBody } from "./checkpoint_codec.js";
import { serializer } from "./encryption.js";
import { Kind, dumpJson } from "./frames.js";

/**
 * @typedef {import("@langchain/core/runnables").RunnableConfig} Config
 * @typedef {import("@langchain/langgraph-checkpoint").Checkpoint} Checkpoint
 * @typedef {import("@langchain/langgraph-checkpoint").CheckpointMetadata} CheckpointMetadata
 * @typedef {import("@langchain/langgraph-checkpoint").CheckpointTuple} CheckpointTuple
 * @typedef {import("@langchain/langgraph-checkpoint").PendingWrite} PendingWrite
 * @typedef {import("./asking.js").BodyOf} BodyOf
 */

/**
 * Speaks for one channel: a run's, a call's, or channel 0, which belongs to no run and is what a saver made by user code
 * gets.
 */
export class HeddleSaver extends BaseCheckpointSaver {
  /**
   * @param {Asker} [asker]
   * @param {any} [serde]
   */
  constructor(asker, serde) {
    super(serde);
    if (serde === undefined) this.serde = serializer(this.serde);
    this.asker = asker ?? Asker.default();
  }

  // Questions

  /**
   * @param {Config} config
   * @returns {Promise<CheckpointTuple | undefined>}
   */
  async getTuple(config) {
    const where = placeOf(config);
    if (where.thread_id === undefined) return undefined;
    const answer = await this.asker.ask(Kind.CKPT_GET, (seq) =>
      dumpJson({
        seq,
        thread_id: String(where.thread_id),
        ns: where.checkpoint_ns ?? "",
        id: where.checkpoint_id || null,
      }),
    );
    const [found] = await readTuples(answer.body, this);
    return found;
  }

  /**
   * @param {Config} config
   * @param {{limit?: number, before?: Config, filter?: Record<string, any>}} [options]
   */
  async *list(config, options = {}) {
    const where = config?.configurable ?? {};
    const fields = {
      thread_id: where.thread_id === undefined ? null : String(where.thread_id),
      ns: where.checkpoint_ns ?? null,
      id: where.checkpoint_id || null,
      before: options.before?.configurable?.checkpoint_id ?? null,
      filter: options.filter && Object.keys(options.filter).length > 0 ? options.filter : null,
      limit: options.limit ?? null,
    };
    const answer = await this.asker.ask(Kind.CKPT_LIST, (seq) => dumpJson({ seq, ...fields }));
    yield* await readTuples(answer.body, this);
  }

  /** @param {{config: Config, channels: string[]}} options */
  async getDeltaChannelHistory({ config, channels }) {
    if (channels.length === 0) return {};
    const where = placeOf(config).checkpoint_id ? config : (await this.getTuple(config))?.config;
    if (where === undefined) return Object.fromEntries(channels.map((channel) => [channel, { writes: [] }]));
    const { thread_id, checkpoint_ns = "", checkpoint_id } = placeOf(where);
    const fields = { thread_id: String(thread_id), ns: checkpoint_ns, id: checkpoint_id, channels };
    const answer = await this.asker.ask(Kind.DELTA_GET, (seq) => dumpJson({ seq, ...fields }));
    return await readDelta(answer.body, this.serde);
  }

  // Changes

  /**
   * @param {Config} config
   * @param {Checkpoint} checkpoint
   * @param {CheckpointMetadata} metadata
   * @param {Record<string, number | string>} newVersions
   */
  async put(config, checkpoint, metadata, newVersions) {
    const where = placeOf(config, "thread_id");
    await this.tell(Kind.CKPT_PUT, await putBody(where, checkpoint, metadataOf(config, metadata), newVersions, this.serde));
    return configOf(where.thread_id, where.checkpoint_ns ?? "", checkpoint.id);
  }

  /**
   * @param {Config} config
   * @param {PendingWrite[]} writes
   * @param {string} taskId
   * @param {string} [taskPath]
   */
  async putWrites(config, writes, taskId, taskPath = "") {
    const where = placeOf(config, "thread_id", "checkpoint_id");
    const body = await writesBody(where, /** @type {any} */ (writes), taskId, taskPath, this.serde);
    await this.tell(Kind.WRITES_PUT, body);
  }

  /**
   * Numbers as in LangGraph's own savers, with a fraction by which two branches of a thread that both count on from the
   * same version differ: a channel value is stored once under its version.
   * @param {number | string | undefined} current
   */
  getNextVersion(current) {
    const fraction = Math.floor(Math.random() * 1e9) / 1e9;
    return Number.parseInt(String(current ?? 0), 10) + 1 + fraction; // a Python graph's versions are texts
  }

  /**
   * A put; returns when the server has committed it.
   * @param {number} kind
   * @param {BodyOf} body
   * @returns {Promise<unknown>}
   */
  tell(kind, body) {
    return this.asker.ask(kind, body);
  }

  // Whole threads and runs

  /** @param {string} threadId */
  async deleteThread(threadId) {
    await this.#operate("delete_thread", { thread_id: String(threadId) });
  }

  /** @param {string[]} runIds */
  async deleteForRuns(runIds) {
    await this.#operate("delete_for_runs", { run_ids: runIds.map(String) });
  }

  /**
   * @param {string} sourceThreadId
   * @param {string} targetThreadId
   */
  async copyThread(sourceThreadId, targetThreadId) {
    await this.#operate("copy_thread", { source: String(sourceThreadId), target: String(targetThreadId) });
  }

  /**
   * @param {string[]} threadIds
   * @param {{strategy?: "keep_latest" | "delete"}} [options]
   */
  async prune(threadIds, { strategy = "keep_latest" } = {}) {
    if (strategy !== "keep_latest" && strategy !== "delete") throw new Error(`Unknown prune strategy: ${strategy}`);
    await this.#operate("prune", { thread_ids: threadIds.map(String), strategy });
  }

  /**
   * @param {string} op
   * @param {Record<string, unknown>} fields
   */
  #operate(op, fields) {
    return this.asker.ask(Kind.SAVER_OP, (seq) => dumpJson({ seq, op, ...fields }));
  }
}

/**
 * @param {Config} config
 * @param {string[]} needed
 * @returns {Record<string, any>}
 */
export function placeOf(config, ...needed) {
  if (config.configurable === undefined) throw new Error('Missing "configurable" field in "config" param');
  for (const name of needed) {
    if (config.configurable[name] === undefined) throw new Error(`Missing "${name}" in config.configurable`);
  }
  return config.configurable;
}

const NOT_METADATA = new Set([
  ...["thread_id", "checkpoint_id", "checkpoint_ns", "checkpoint_map"],
  ...["langgraph_step", "langgraph_node", "langgraph_triggers", "langgraph_path", "langgraph_checkpoint_ns"],
]);

/**
 * What a checkpoint says of itself, with the plain values of its config's metadata: LangGraph for Python adds these
 * itself, and filters over the history rely on them in both languages.
 * @param {Config} config
 * @param {Record<string, any>} metadata
 */
export function metadataOf(config, metadata) {
  const added = Object.entries(config.metadata ?? {}).filter(
    ([name, value]) =>
      !name.startsWith("__") && !NOT_METADATA.has(name) && ["string", "number", "boolean"].includes(typeof value),
  );
  return { ...Object.fromEntries(added), ...metadata };
}
