// SPDX-License-Identifier: Apache-2.0
/** The checkpointer of one run: remembers the head it wrote, so that the run's end asks nothing of the server. */

import { copyCheckpoint } from "@langchain/langgraph-checkpoint";

import { configOf, writeIndex } from "./checkpoint_codec.js";
import { HeddleSaver, metadataOf, placeOf } from "./saver.js";

/**
 * @typedef {import("@langchain/langgraph-checkpoint").CheckpointTuple} CheckpointTuple
 * @typedef {import("./saver.js").Config} Config
 * @typedef {import("./asking.js").Asker} Asker
 * @typedef {{key: [string, string, number], channel: string, value: unknown}} Write
 */

/** `head` gives the newest checkpoint of the run's thread as this run wrote it, or undefined if it wrote none. */
export class RunSaver extends HeddleSaver {
  #threadId;
  #ahead;
  /** @type {CheckpointTuple | undefined} */
  #head;
  /**
   * By checkpoint: LangGraph may hand out a checkpoint's writes before the checkpoint itself, which waits for its
   * forerunner to be stored.
   * @type {Map<string, Map<string, Write>>}
   */
  #writes = new Map();

  /**
   * With `ahead` puts are sent without waiting for their commit; the run's end waits for all of them.
   * @param {Asker} asker
   * @param {string} threadId
   * @param {{ahead?: boolean}} [options]
   */
  constructor(asker, threadId, { ahead = false } = {}) {
    super(asker);
    this.#threadId = threadId;
    this.#ahead = ahead;
  }

  /** @returns {CheckpointTuple | undefined} */
  head() {
    if (this.#head === undefined) return undefined;
    const own = [...(this.#writes.get(this.#head.checkpoint.id)?.values() ?? [])];
    own.sort((left, right) => inTheirOrder(left.key, right.key));
    return {
      ...this.#head,
      checkpoint: copyCheckpoint(this.#head.checkpoint),
      pendingWrites: own.map(({ key, channel, value }) => [key[1], channel, value]),
    };
  }

  /** @type {HeddleSaver["put"]} */
  async put(config, checkpoint, metadata, newVersions) {
    this.#remember(config, checkpoint, metadata);
    return await super.put(config, checkpoint, metadata, newVersions);
  }

  /** @type {HeddleSaver["putWrites"]} */
  async putWrites(config, writes, taskId, taskPath = "") {
    this.#rememberWrites(config, writes, taskId, taskPath);
    await super.putWrites(config, writes, taskId, taskPath);
  }

  /** @type {HeddleSaver["tell"]} */
  tell(kind, body) {
    return this.#ahead ? this.asker.tell(kind, body) : this.asker.ask(kind, body);
  }

  /**
   * Whether it is a checkpoint of the run's own root, and none that a newer one has replaced.
   * @param {Record<string, any>} where
   * @param {string} id
   */
  #counts(where, id) {
    const isRoot = String(where.thread_id) === this.#threadId && (where.checkpoint_ns ?? "") === "";
    return isRoot && !(this.#head !== undefined && id < this.#head.checkpoint.id);
  }

  /**
   * @param {Config} config
   * @param {import("./saver.js").Checkpoint} checkpoint
   * @param {import("./saver.js").CheckpointMetadata} metadata
   */
  #remember(config, checkpoint, metadata) {
    const where = placeOf(config);
    if (!this.#counts(where, checkpoint.id)) return;
    for (const known of this.#writes.keys()) if (known < checkpoint.id) this.#writes.delete(known);
    this.#head = {
      config: configOf(this.#threadId, "", checkpoint.id),
      checkpoint,
      metadata: /** @type {any} */ (metadataOf(config, metadata)),
      parentConfig: where.checkpoint_id ? configOf(this.#threadId, "", where.checkpoint_id) : undefined,
    };
  }

  /**
   * @param {Config} config
   * @param {import("./saver.js").PendingWrite[]} writes
   * @param {string} taskId
   * @param {string} taskPath
   */
  #rememberWrites(config, writes, taskId, taskPath) {
    const where = placeOf(config);
    if (!this.#counts(where, where.checkpoint_id)) return;
    let own = this.#writes.get(where.checkpoint_id);
    if (own === undefined) this.#writes.set(where.checkpoint_id, (own = new Map()));
    for (const [at, [name, value]] of writes.entries()) {
      const channel = String(name);
      const index = writeIndex(channel, at);
      const key = JSON.stringify([taskPath, taskId, index]);
      if (index < 0 || !own.has(key)) own.set(key, { key: [taskPath, taskId, index], channel, value }); // made once
    }
  }
}

/**
 * The order in which a step's writes are applied. By bytes, as the server sorts them: plain < goes by UTF-16 units.
 * @param {Write["key"]} left
 * @param {Write["key"]} right
 */
function inTheirOrder(left, right) {
  const by = (/** @type {0 | 1} */ at) => Buffer.compare(Buffer.from(left[at]), Buffer.from(right[at]));
  return by(0) || by(1) || left[2] - right[2];
}

/** Answers the question for the newest root checkpoint from memory, everything else by the server. */
export class HeadSaver extends HeddleSaver {
  #known;

  /**
   * @param {Asker} asker
   * @param {CheckpointTuple} head
   */
  constructor(asker, head) {
    super(asker);
    this.#known = head;
  }

  /** @type {HeddleSaver["getTuple"]} */
  async getTuple(config) {
    const where = placeOf(config);
    const isHead = !where.checkpoint_id && (where.checkpoint_ns ?? "") === "";
    if (isHead && String(where.thread_id) === this.#known.config.configurable?.thread_id) return this.#known;
    return await super.getTuple(config);
  }
}
