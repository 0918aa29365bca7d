// SPDX-License-Identifier: Apache-2.0
/** Parts of the runner that need no process: credit, JSON, what a run remembers of its head. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { HumanMessage } from "@langchain/core/messages";
import { emptyCheckpoint, uuid6 } from "@langchain/langgraph-checkpoint";

import { Windows } from "../../backend/runners/node/heddle_runner/credit.js";
import { Kind } from "../../backend/runners/node/heddle_runner/frames.js";
import { RunSaver } from "../../backend/runners/node/heddle_runner/run_saver.js";
import { HeddleStore } from "../../backend/runners/node/heddle_runner/store.js";
import { dumps } from "../../backend/runners/node/heddle_runner/wire_json.js";

test("credit of one run and of all", async () => {
  const windows = new Windows(100, 150);
  windows.open(1);
  windows.open(2);
  assert.deepEqual([windows.trySpend(1, 90), windows.trySpend(1, 20), windows.trySpend(2, 70)], [true, false, false]);
  const turn = windows.spend(2, 70);
  windows.grant(1, 30);
  await turn;
  windows.grant(1, 1000);
  windows.close(2);
  assert.ok(windows.trySpend(1, 100), "a grant above what is owed adds nothing, a closed channel gives its part back");
  const lost = windows.spend(1, 50);
  windows.close(1);
  await assert.rejects(lost, /channel 1 is closed/);
});

test("messages are flat objects at any depth", () => {
  const message = new HumanMessage({ content: "hi", id: "m" });
  const { type, content, id } = JSON.parse(dumps({ deep: [{ message }] })).deep[0].message;
  assert.deepEqual([type, content, id], ["human", "hi", "m"]);
});

test("JSON of what JSON has no form for", () => {
  const circle = { a: 1 };
  circle.self = circle;
  assert.equal(dumps(circle), '{"a":1,"self":"<Object>"}');
  let deep = {};
  const top = deep;
  for (let depth = 0; depth < 50000; depth += 1) deep = deep.x = {};
  assert.match(dumps(top), /"<Object>"/);
  assert.equal(dumps({ text: "\ud800x", left: undefined, made() {} }), '{"text":"\ufffdx"}');
  assert.equal(dumps(new (class OutOfStock extends Error {})("gone")), '{"error":"OutOfStock","message":"gone"}');
  assert.equal(dumps(undefined), "null");
  assert.equal(dumps([9007199254740993n, 7n]), '["9007199254740993",7]');
});

// The head of a run, in every order in which LangGraph may call its saver

const SILENT = { ask: async () => {}, tell: async () => {} };
const IDS = [0, 1, 2].map((step) => uuid6(step));
const configAt = (checkpoint_id, checkpoint_ns = "", thread_id = "t") => ({ configurable: { thread_id, checkpoint_ns, checkpoint_id } });
const put = (number, ns, thread) => (saver) =>
  saver.put(configAt(IDS[number - 1], ns, thread), { ...emptyCheckpoint(), id: IDS[number] }, { step: number }, {});
const write = (number, value, { task = "task", path = "", channel = "n" } = {}) => (saver) =>
  saver.putWrites(configAt(IDS[number]), [[channel, value]], task, path);

async function headAfter(...calls) {
  const saver = new RunSaver(SILENT, "t");
  for (const call of calls) await call(saver);
  return saver.head();
}

function* orders(items) {
  if (items.length < 2) yield items;
  for (const [at, item] of items.entries()) for (const rest of orders(items.toSpliced(at, 1))) yield [item, ...rest];
}

test("writes may come before their checkpoint", async () => {
  for (const order of orders([put(0), put(1), write(0, "old"), write(1, "new")])) {
    const head = await headAfter(...order);
    assert.deepEqual([head.checkpoint.id, head.pendingWrites, head.metadata], [IDS[1], [["task", "n", "new"]], { step: 1 }]);
    assert.equal(head.parentConfig.configurable.checkpoint_id, IDS[0]);
  }
});

test("writes stand in the order of their step, are made once, and a resume replaces", async () => {
  const inOrder = await headAfter(put(0), write(0, "b", { task: "1", path: "~2" }), write(0, "a", { task: "2", path: "~1" }));
  assert.deepEqual(inOrder.pendingWrites.map(([, , value]) => value), ["a", "b"]);
  const resume = { channel: "__resume__" };
  const head = await headAfter(put(0), write(0, "first"), write(0, "second"), write(0, ["a"], resume), write(0, ["a", "b"], resume));
  const found = Object.fromEntries(head.pendingWrites.map(([, channel, value]) => [channel, value]));
  assert.deepEqual(found, { n: "first", __resume__: ["a", "b"] });
});

test("other namespaces and threads are no head", async () => {
  assert.equal(await headAfter(put(0, "inner:1"), put(1, "", "other"), write(0, 1)), undefined);
});

test("versions rise, and two branches that count on from one version differ", () => {
  const saver = new RunSaver(SILENT, "t");
  const first = saver.getNextVersion(undefined);
  assert.equal(Math.floor(first), 1);
  assert.equal(Math.floor(saver.getNextVersion(first)), 2);
  assert.equal(Math.floor(saver.getNextVersion("00000000000000000000000000000007.0.123")), 8);
  assert.equal(new Set(Array.from({ length: 20 }, () => saver.getNextVersion(first))).size, 20);
});

test("store operations on the wire and back", async () => {
  const at = "2026-01-02T03:04:05.678+00:00";
  const item = { namespace: ["a"], key: "k", value: { v: 1 }, created_at: at, updated_at: at };
  let asked;
  const result = [item, null, null, [{ ...item, score: 0.5 }], [["a"], ["b"]]];
  const ask = async (kind, bodyOf) => {
    asked = JSON.parse(bodyOf(1));
    assert.equal(kind, Kind.STORE);
    return { body: Buffer.from(JSON.stringify({ seq: 1, result })) };
  };
  const found = await new HeddleStore({ ask }).batch([
    { namespace: ["a"], key: "k" },
    { namespace: ["a"], key: "none" },
    { namespace: ["a"], key: "k", value: null },
    { namespacePrefix: ["a"], filter: { v: { $gt: 0 } }, query: "q" },
    { matchConditions: [{ matchType: "prefix", path: ["a"] }], maxDepth: 2, limit: 5, offset: 1 },
  ]);
  assert.deepEqual(asked.ops, [
    { op: "get", namespace: ["a"], key: "k", refresh_ttl: null },
    { op: "get", namespace: ["a"], key: "none", refresh_ttl: null },
    { op: "put", namespace: ["a"], key: "k", value: null, index: null, ttl: null },
    { op: "search", namespace_prefix: ["a"], filter: { v: { $gt: 0 } }, limit: 10, offset: 0, query: "q", refresh_ttl: null },
    { op: "list_namespaces", match_conditions: [{ match_type: "prefix", path: ["a"] }], max_depth: 2, limit: 5, offset: 1 },
  ]);
  const date = new Date(at);
  const own = { namespace: ["a"], key: "k", value: { v: 1 }, createdAt: date, updatedAt: date };
  assert.deepEqual(found, [own, null, undefined, [{ ...own, score: 0.5 }], [["a"], ["b"]]]);
});
