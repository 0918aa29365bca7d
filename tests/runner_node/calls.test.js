// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";

import { Peer } from "./peer.js";
import { runners } from "./runners.js";

const start = runners();
let graphs;
before(async () => {
  graphs = await start({ graphs: Peer.from("./working.js") });
});

const configOf = (thread_id, more = {}) => ({ configurable: { thread_id, ...more } });

test("the state of an unknown thread is empty", async () => {
  const { ok } = await graphs.call("state", { graph_id: "echo", config: configOf(randomUUID()) });
  assert.deepEqual([ok.next, ok.tasks, ok.checkpoint, ok.created_at], [[], [], null, null]);
});

test("history is newest first and bounded", async () => {
  const { thread } = await graphs.run("echo", { text: 1 });
  const history = async (fields) => (await graphs.call("history", { graph_id: "echo", config: configOf(thread), ...fields })).ok;
  const steps = (states) => states.map(({ metadata }) => metadata.step);
  const all = await history({ limit: 10 });
  assert.deepEqual(steps(all), [1, 0, -1]);
  const checkpoint_id = all[0].checkpoint_id;
  for (const before of [checkpoint_id, { checkpoint_id }, configOf(thread, { checkpoint_id })]) {
    assert.deepEqual(steps(await history({ limit: 1, before })), [0]);
  }
  assert.deepEqual(steps(await history({ limit: 9, filter: { source: "input" } })), [-1]);
});

test("state at a checkpoint", async () => {
  const { thread } = await graphs.run("echo", { text: 1 });
  const [, early] = graphs.storage.of(thread);
  const { ok } = await graphs.call("state", { graph_id: "echo", config: configOf(thread, { checkpoint_id: early.id }) });
  assert.deepEqual([ok.next, ok.values], [["echo"], { text: 1, seen: [] }]);
});

test("state with subgraphs", async () => {
  const { thread } = await graphs.run("nested_gate", { text: "a" });
  const question = { graph_id: "nested_gate", config: configOf(thread) };
  const flat = (await graphs.call("state", question)).ok.tasks[0];
  assert.match(flat.checkpoint.checkpoint_ns, /^outer:/);
  assert.equal(flat.state, null);
  const deep = (await graphs.call("state", { ...question, subgraphs: true })).ok.tasks[0];
  assert.equal(deep.checkpoint, null);
  assert.deepEqual([deep.state.next, deep.state.values.seen], [["ask"], ["first"]]);
});

test("update_state", async () => {
  const { end, thread } = await graphs.run("approval", {});
  const { ok } = await graphs.call("update_state", {
    graph_id: "approval",
    config: configOf(thread),
    values: { text: "edited", seen: ["by hand"] },
    as_node: "gate_text",
  });
  assert.deepEqual([ok.checkpoint.thread_id, ok.checkpoint.checkpoint_ns], [thread, ""]);
  assert.deepEqual([ok.values.text, ok.state.values.seen, ok.state.metadata.source], ["edited", ["by hand"], "update"]);
  assert.deepEqual(ok.state.parent_checkpoint, end.state.checkpoint);
});

test("updates that cannot be made are bad requests", async () => {
  const { thread } = await graphs.run("echo", { text: 1 });
  const unknown = await graphs.call("update_state", { graph_id: "echo", config: configOf(thread), values: {}, as_node: "nobody" });
  assert.equal(unknown.error?.code, "bad_request");
  assert.match(unknown.error.message, /nobody/);
  const empty = await graphs.call("bulk_update_state", { graph_id: "echo", config: configOf(thread), supersteps: [] });
  assert.deepEqual(empty.error?.code, "bad_request");
});

test("bulk_update_state", async () => {
  const supersteps = [
    { updates: [{ values: { text: "one" }, as_node: "__start__" }] },
    { updates: [{ values: { count: "two" }, as_node: "echo" }] },
  ];
  const { ok } = await graphs.call("bulk_update_state", { graph_id: "echo", config: configOf(randomUUID()), supersteps });
  assert.deepEqual([ok.values, ok.next], [{ text: "one", count: "two", seen: [] }, []]);
});

test("graph", async () => {
  for (const [xray, inner] of [[false, undefined], [true, "outer:inner_first"], [1, "outer:inner_first"]]) {
    const { ok } = await graphs.call("graph", { graph_id: "nested", config: {}, xray });
    const ids = ok.nodes.map(({ id }) => id);
    assert.deepEqual([ids[0], ids.at(-1)], ["__start__", "__end__"]);
    assert.ok(ids.includes(inner ?? "outer"), `${xray}: ${ids}`);
    assert.ok(ok.edges.every(({ source, target }) => ids.includes(source) && ids.includes(target)));
    assert.ok(ok.nodes.every(({ data }) => data === undefined || data.id === undefined));
  }
});

test("schemas say as much as LangGraph knows at run time", async () => {
  const ofZod = (await graphs.call("schemas", { graph_id: "zod_state", config: {} })).ok;
  assert.equal(ofZod.graph_id, "zod_state");
  assert.equal(ofZod.input_schema.properties.topic.type, "string");
  assert.equal(ofZod.state_schema.properties.hits.type, "number");
  const annotated = (await graphs.call("schemas", { graph_id: "with_context", config: {} })).ok;
  assert.deepEqual(annotated.input_schema, { type: "object", properties: { text: {}, count: {}, seen: {} } });
  assert.equal(annotated.context_schema.properties.language.type, "string");
  const chat = (await graphs.call("schemas", { graph_id: "chat", config: {} })).ok;
  assert.equal(chat.input_schema.properties.messages.type, "array");
  assert.equal(chat.context_schema, null);
});

test("subgraphs", async () => {
  const { ok } = await graphs.call("subgraphs", { graph_id: "nested", config: {} });
  assert.deepEqual(Object.keys(ok), ["outer"]);
  assert.deepEqual(Object.keys(ok.outer.state_schema.properties), ["text", "count", "seen"]);
  const none = await graphs.call("subgraphs", { graph_id: "nested", config: {}, namespace: "nobody" });
  assert.deepEqual(none.ok, {});
});

test("unknown questions", async () => {
  assert.equal((await graphs.call("dance", { graph_id: "echo" })).error.code, "bad_request");
  assert.equal((await graphs.call("toString", { graph_id: "echo" })).error.code, "bad_request");
  assert.equal((await graphs.call("state", { graph_id: "nobody", config: configOf("t") })).error.code, "not_found");
});

for (const graphId of ["parallel_gates", "goto", "nested_gate", "failing"]) {
  test(`the state in END of ${graphId} is what the server stores`, async () => {
    const state = async (thread) => (await graphs.call("state", { graph_id: graphId, config: configOf(thread) })).ok;
    let { end, thread } = await graphs.run(graphId, { text: "a" }, { interrupt_before: ["second"] });
    assert.deepEqual(await state(thread), end.state);
    ({ end } = await graphs.run(graphId, null, { thread_id: thread, stream_mode: ["updates"] }));
    assert.deepEqual(await state(thread), end.state);
    const asked = Object.values(end.interrupts).flat();
    if (asked.length === 0) return;
    ({ end } = await graphs.run(graphId, null, { thread_id: thread, command: { resume: { [asked[0].id]: 1 } } }));
    assert.equal(end.next.length, asked.length - 1);
    assert.deepEqual(await state(thread), end.state);
  });
}
