// SPDX-License-Identifier: Apache-2.0
/** Checkpoints as saver frames, in the layout of @langchain/langgraph-checkpoint-postgres: every channel value is a blob
 * of its own version, and the checkpoint's JSON holds the rest. */

import { TASKS, WRITES_IDX_MAP, maxChannelVersion } from "@langchain/langgraph-checkpoint";

import { Unpacker, dumpJson, pack } from "./frames.js";

/**
 * @typedef {import("@langchain/langgraph-checkpoint").SerializerProtocol} Serde
 * @typedef {import("@langchain/langgraph-checkpoint").CheckpointTuple} CheckpointTuple
 * @typedef {import("@langchain/langgraph-checkpoint").Checkpoint} Checkpoint
 * @typedef {import("./asking.js").BodyOf} BodyOf
 * @typedef {Record<string, any>} Dict
 * @typedef {{serde: Serde, getNextVersion: (current: any) => any}} Saver
 */

/**
 * @param {Dict} where `configurable` of the checkpoint's parent
 * @param {Checkpoint} checkpoint
 * @param {Dict} metadata
 * @param {Dict} newVersions
 * @param {Serde} serde
 * @returns {Promise<BodyOf>}
 */
export async function putBody(where, checkpoint, metadata, newVersions, serde) {
  const values = checkpoint.channel_values;
  const changed = Object.keys(newVersions).filter((channel) => channel in values);
  const dumped = await Promise.all(changed.map((channel) => serde.dumpsTyped(values[channel])));
  const blobs = changed.map((channel, at) => ({
    channel,
    version: String(newVersions[channel]),
    type: dumped[at][0],
    len: dumped[at][1].length,
  }));
  const head = {
    ...place(where, checkpoint.id),
    parent_id: where.checkpoint_id ?? null,
    checkpoint: { ...checkpoint, channel_values: {} },
    metadata: await asJson(metadata, serde),
    blobs,
  };
  return (seq) => pack(dumpJson({ seq, ...head }), dumped.map(([, data]) => data));
}

/**
 * @param {Dict} where
 * @param {[string, unknown][]} writes
 * @param {string} taskId
 * @param {string} taskPath
 * @param {Serde} serde
 * @returns {Promise<BodyOf>}
 */
export async function writesBody(where, writes, taskId, taskPath, serde) {
  const dumped = await Promise.all(writes.map(([, value]) => serde.dumpsTyped(value)));
  const entries = writes.map(([channel], at) => ({
    idx: writeIndex(channel, at),
    channel,
    type: dumped[at][0],
    len: dumped[at][1].length,
  }));
  const head = { ...place(where, where.checkpoint_id), task_id: taskId, task_path: taskPath, writes: entries };
  return (seq) => pack(dumpJson({ seq, ...head }), dumped.map(([, data]) => data));
}

/**
 * Special writes have places of their own, so that they do not collide with ordinary ones.
 * @param {string} channel
 * @param {number} at
 */
export function writeIndex(channel, at) {
  return /** @type {Record<string, number>} */ (WRITES_IDX_MAP)[channel] ?? at;
}

/**
 * @param {Dict} where
 * @param {string} id
 */
function place(where, id) {
  return { thread_id: String(where.thread_id), ns: where.checkpoint_ns ?? "", id };
}

/**
 * The serializer's own JSON, which has a form for messages and errors among the metadata. It is what threads are found by,
 * so it is not encrypted.
 * @param {Dict} metadata
 * @param {Serde} serde
 */
async function asJson(metadata, serde) {
  const [, data] = await plainOf(serde).dumpsTyped(metadata);
  return JSON.parse(Buffer.from(data).toString());
}

/**
 * The tuples of a CKPT_DATA body; `saver` gives the serializer and the version rule.
 * @param {Buffer} body
 * @param {Saver} saver
 * @returns {Promise<CheckpointTuple[]>}
 */
export async function readTuples(body, saver) {
  const unpacker = new Unpacker(body);
  const tuples = [];
  for (const entry of unpacker.head.tuples) tuples.push(await readTuple(entry, unpacker, saver));
  return tuples;
}

/**
 * @param {Dict} entry
 * @param {Unpacker} unpacker
 * @param {Saver} saver
 * @returns {Promise<CheckpointTuple>}
 */
async function readTuple(entry, unpacker, saver) {
  const values = { ...entry.checkpoint.channel_values };
  for (const blob of entry.blobs) {
    const data = unpacker.take(blob);
    if (data !== undefined && blob.type !== "empty") values[blob.channel] = await loads(saver.serde, blob.type, data);
  }
  const pendingWrites = [];
  for (const write of entry.writes) {
    pendingWrites.push([write.task_id, write.channel, await loads(saver.serde, write.type, unpacker.take(write))]);
  }
  const sends = [];
  for (const send of entry.parent_sends) sends.push(await loads(saver.serde, send.type, unpacker.take(send)));
  const checkpoint = { channel_versions: {}, versions_seen: {}, ...entry.checkpoint, channel_values: values };
  if (sends.length > 0 && (checkpoint.v ?? 1) < 4) adoptSends(checkpoint, sends, saver);
  const { thread_id, ns, parent_id } = entry;
  return {
    config: configOf(thread_id, ns, entry.id),
    checkpoint,
    metadata: await saver.serde.loadsTyped("json", JSON.stringify(entry.metadata)),
    parentConfig: parent_id ? configOf(thread_id, ns, parent_id) : undefined,
    pendingWrites: /** @type {any} */ (pendingWrites),
  };
}

/** @param {any} serde */
function plainOf(serde) {
  return /** @type {Serde} */ (serde.plain ?? serde);
}

/**
 * Values that a Python graph of the same thread wrote have a form of their own.
 * @param {Serde} serde
 * @param {string} type
 * @param {Buffer} data
 */
async function loads(serde, type, data = Buffer.alloc(0)) {
  if (type.startsWith("null")) return null; // encrypted or not
  if (/^(msgpack|pickle)\b/.test(type)) {
    throw new Error("this thread was written by a Python graph; a JavaScript graph cannot read its checkpoints");
  }
  return await serde.loadsTyped(type, data);
}

/**
 * Before format 4 a step's sends were pending writes of the parent; now they are a channel.
 * @param {Dict} checkpoint
 * @param {unknown[]} sends
 * @param {Saver} saver
 */
function adoptSends(checkpoint, sends, saver) {
  checkpoint.channel_values[TASKS] = sends;
  const versions = Object.values(checkpoint.channel_versions);
  checkpoint.channel_versions[TASKS] =
    versions.length > 0 ? maxChannelVersion(...versions) : saver.getNextVersion(undefined);
}

/**
 * @param {string} thread_id
 * @param {string} checkpoint_ns
 * @param {string} checkpoint_id
 */
export function configOf(thread_id, checkpoint_ns, checkpoint_id) {
  return { configurable: { thread_id, checkpoint_ns, checkpoint_id } };
}

/**
 * The channels of a DELTA_DATA body as LangGraph's DeltaChannelHistory.
 * @param {Buffer} body
 * @param {Serde} serde
 */
export async function readDelta(body, serde) {
  const unpacker = new Unpacker(body);
  /** @type {Dict} */
  const histories = {};
  for (const entry of unpacker.head.channels) {
    /** @type {Dict} */
    const history = { writes: [] };
    if (entry.seed != null) {
      const data = unpacker.take(entry.seed);
      if (data !== undefined && entry.seed.type !== "empty") history.seed = await loads(serde, entry.seed.type, data);
    }
    for (const write of entry.writes) {
      history.writes.push([write.task_id, entry.channel, await loads(serde, write.type, unpacker.take(write))]);
    }
    histories[entry.channel] = history;
  }
  return histories;
}
