// SPDX-License-Identifier: Apache-2.0
/** Answers saver frames from memory: the other half of the protocol, for tests of the runner alone. */

import { Kind, Unpacker, loadJson, pack } from "../../backend/runners/node/heddle_runner/frames.js";

export class MemoryCheckpoints {
  checkpoints = new Map(); // [thread, ns, id] -> head of CKPT_PUT
  blobs = new Map(); // [thread, ns, channel, version] -> {type, data}
  writes = new Map(); // [thread, ns, id] -> Map of [path, task, idx] -> {task, path, idx, channel, type, data}
  items = new Map();

  /** The heads of a thread's checkpoints, oldest first. */
  of(thread) {
    return [...this.checkpoints.values()].filter((head) => head.thread_id === thread);
  }

  /** {kind, body} that answers a saver or store frame. */
  answer({ kind, body }) {
    if (kind === Kind.CKPT_PUT) return { kind: Kind.ACK, body: { seq: this.#put(body) } };
    if (kind === Kind.WRITES_PUT) return { kind: Kind.ACK, body: { seq: this.#putWrites(body) } };
    const asked = loadJson(body);
    const { seq } = asked;
    if (kind === Kind.CKPT_GET) return { kind: Kind.CKPT_DATA, body: this.#data(seq, this.#find({ ...asked, limit: 1 })) };
    if (kind === Kind.CKPT_LIST) return { kind: Kind.CKPT_DATA, body: this.#data(seq, this.#find(asked)) };
    if (kind === Kind.DELTA_GET) return { kind: Kind.DELTA_DATA, body: this.#delta(asked) };
    if (kind === Kind.SAVER_OP) return { kind: Kind.ACK, body: { seq: this.#operate(asked) } };
    return { kind: Kind.ACK, body: { seq, result: asked.ops.map((op) => this.#store(op)) } };
  }

  #put(body) {
    const unpacker = new Unpacker(body);
    const { head } = unpacker;
    for (const blob of head.blobs) {
      const key = keyOf(head.thread_id, head.ns, blob.channel, blob.version);
      const stored = { type: blob.type, data: unpacker.take(blob) };
      if (!this.blobs.has(key)) this.blobs.set(key, stored);
    }
    this.checkpoints.set(keyOf(head.thread_id, head.ns, head.id), head);
    return head.seq;
  }

  #putWrites(body) {
    const unpacker = new Unpacker(body);
    const { head } = unpacker;
    const place = keyOf(head.thread_id, head.ns, head.id);
    if (!this.writes.has(place)) this.writes.set(place, new Map());
    const stored = this.writes.get(place);
    for (const write of head.writes) {
      const key = keyOf(head.task_path, head.task_id, write.idx);
      const row = { ...write, task: head.task_id, path: head.task_path, data: unpacker.take(write) };
      if (write.idx < 0 || !stored.has(key)) stored.set(key, row);
    }
    return head.seq;
  }

  #operate({ seq, op, thread_id }) {
    if (op !== "delete_thread") throw new Error(`${op} is not played here`);
    for (const map of [this.checkpoints, this.writes, this.blobs]) {
      for (const key of map.keys()) if (JSON.parse(key)[0] === thread_id) map.delete(key);
    }
    return seq;
  }

  #find({ thread_id, ns, id, before = null, filter, limit }) {
    const found = [...this.checkpoints.values()].filter(
      (head) =>
        (thread_id === null || head.thread_id === thread_id) &&
        (ns === null || head.ns === ns) &&
        (id === null || head.id === id) &&
        (before === null || head.id < before) &&
        Object.entries(filter ?? {}).every(([name, value]) => head.metadata[name] === value),
    );
    found.sort((left, right) => (left.id < right.id ? 1 : -1));
    return found.slice(0, limit ?? undefined);
  }

  #rows(head) {
    const rows = [...(this.writes.get(keyOf(head.thread_id, head.ns, head.id))?.values() ?? [])];
    const order = (row) => [row.path, row.task, String(row.idx + 10).padStart(5, "0")].join("\0");
    return rows.sort((left, right) => (order(left) < order(right) ? -1 : 1));
  }

  #data(seq, heads) {
    const parts = [];
    const tuples = heads.map((head) => {
      const { thread_id, ns, id, parent_id, checkpoint, metadata } = head;
      const blobs = Object.entries(checkpoint.channel_versions).flatMap(([channel, version]) => {
        const blob = this.blobs.get(keyOf(thread_id, ns, channel, String(version)));
        if (blob === undefined) return [];
        parts.push(blob.data);
        return [{ channel, version: String(version), type: blob.type, len: blob.data.length }];
      });
      const writes = this.#rows(head).map(({ task, channel, type, data }) => {
        parts.push(data);
        return { task_id: task, channel, type, len: data.length };
      });
      return { thread_id, ns, id, parent_id, checkpoint, metadata, blobs, writes, parent_sends: [] };
    });
    return pack(Buffer.from(JSON.stringify({ seq, tuples })), parts);
  }

  #delta({ seq, thread_id, ns, id, channels: names }) {
    const parts = [];
    const channels = names.map((channel) => {
      let seed = null;
      let tail = [];
      let at = this.checkpoints.get(keyOf(thread_id, ns, id)).parent_id;
      while (at !== null && seed === null) {
        const head = this.checkpoints.get(keyOf(thread_id, ns, at));
        tail = [...this.#rows(head).filter((row) => row.channel === channel), ...tail];
        seed = this.blobs.get(keyOf(thread_id, ns, channel, String(head.checkpoint.channel_versions[channel]))) ?? null;
        at = head.parent_id;
      }
      if (seed !== null) parts.push(seed.data);
      parts.push(...tail.map((row) => row.data));
      const writes = tail.map((row) => ({ task_id: row.task, type: row.type, len: row.data.length }));
      return { channel, seed: seed && { type: seed.type, len: seed.data.length }, writes };
    });
    return pack(Buffer.from(JSON.stringify({ seq, channels })), parts);
  }

  #store(op) {
    const now = "2026-01-02T03:04:05+00:00";
    const { namespace, key, value } = op;
    if (op.op === "put" && value === null) return void this.items.delete(keyOf(namespace, key)) ?? null;
    if (op.op === "put") {
      this.items.set(keyOf(namespace, key), { namespace, key, value, created_at: now, updated_at: now });
      return null;
    }
    if (op.op === "get") return this.items.get(keyOf(namespace, key)) ?? null;
    const all = [...this.items.values()];
    if (op.op === "list_namespaces") return all.map((item) => item.namespace);
    return all.filter((item) => op.namespace_prefix.every((part, at) => item.namespace[at] === part));
  }
}

function keyOf(...parts) {
  return JSON.stringify(parts);
}
