// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";

import { uuidTime } from "../../backend/runners/node/heddle_runner/clock.js";
import { Kind } from "../../backend/runners/node/heddle_runner/frames.js";
import { Peer, ofMode } from "./peer.js";
import { runners } from "./runners.js";

const start = runners();
let graphs;
before(async () => {
  graphs = await start({ graphs: Peer.from("./working.js") });
});

test("values and END", async () => {
  const run_id = randomUUID();
  const { events, end, thread } = await graphs.run("echo", { text: "hi" }, { run_id });
  assert.deepEqual(ofMode(events, "values"), [{ text: "hi", seen: [] }, { text: "hi", count: "hi!", seen: [] }]);
  const { status, error, values, next, interrupts, state } = end;
  assert.deepEqual([status, error, next, interrupts], ["success", null, [], {}]);
  assert.deepEqual(values, { text: "hi", count: "hi!", seen: [] });
  assert.deepEqual(state.values, values);
  assert.equal(state.checkpoint.thread_id, thread);
  assert.equal(state.metadata.source, "loop");
  assert.deepEqual(graphs.storage.of(thread).map((head) => head.metadata.run_id), [run_id, run_id, run_id]);
});

test("all modes at once", async () => {
  const wanted = ["values", "updates", "messages-tuple", "custom", "tasks", "checkpoints", "debug", "tools"];
  const { events, end } = await graphs.run("chat", { messages: [{ role: "user", content: "hello" }] }, { stream_mode: wanted });
  assert.equal(end.status, "success", end.error?.traceback);
  assert.deepEqual(new Set(events.map(({ mode }) => mode)), new Set(["values", "updates", "messages", "tasks", "checkpoints", "debug", "tools"]));
  assert.deepEqual(ofMode(events, "updates").map((update) => Object.keys(update)), [["model"], ["tools"]]);
  const tokens = ofMode(events, "messages").filter(([, meta]) => meta.langgraph_node === "model").map(([message]) => message.content);
  assert.equal(tokens.join(""), end.values.messages[1].content);
  assert.ok(tokens.length > 10);
  assert.deepEqual(end.values.messages.map((message) => message.type), ["human", "ai", "ai"]);
  assert.deepEqual(ofMode(events, "tools").map(({ event, name }) => [event, name]), [["on_tool_start", "look_up"], ["on_tool_end", "look_up"]]);
});

test("messages mode adds chunks up", async () => {
  const question = { messages: [{ role: "user", content: "hello" }] };
  const { events, end } = await graphs.run("chat", question, { stream_mode: ["messages"] });
  const partial = ofMode(events, "messages/partial").map(([message]) => message.content);
  assert.deepEqual(partial, [...partial].sort((left, right) => left.length - right.length));
  assert.equal(partial.at(-1), end.values.messages[1].content);
  const [metadata] = ofMode(events, "messages/metadata");
  assert.deepEqual(Object.keys(metadata), [end.values.messages[1].id]);
  assert.equal(metadata[end.values.messages[1].id].metadata.langgraph_node, "model");
  // the streamed one when it is whole, and one that no model made
  const named = (messages) => messages.map(({ id, type, content }) => [id, type, content]);
  const complete = ofMode(events, "messages/complete").flat();
  assert.deepEqual(named(complete), named(end.values.messages.slice(1)));
  assert.ok(complete.every((message) => !("tool_call_chunks" in message)));
  const order = events.map(({ mode }) => mode);
  assert.ok(order.indexOf("messages/complete") > order.lastIndexOf("messages/partial"));
  assert.deepEqual(ofMode(events, "messages"), []);
});

test("custom events", async () => {
  const { events } = await graphs.run("custom", {}, { stream_mode: ["custom"] });
  assert.deepEqual(events.map(({ mode, data }) => [mode, data]), [["custom", { progress: 1 }]]);
});

test("checkpoint and debug events name their checkpoints and carry nothing internal", async () => {
  const { events, thread } = await graphs.run("echo", { text: 1 }, { stream_mode: ["checkpoints", "debug"] });
  const shown = ofMode(events, "checkpoints");
  const stored = graphs.storage.of(thread);
  assert.deepEqual(shown.map(({ checkpoint }) => checkpoint.checkpoint_id), stored.map(({ id }) => id));
  assert.deepEqual(shown.map(({ parent_checkpoint }) => parent_checkpoint?.checkpoint_id ?? null), stored.map(({ parent_id }) => parent_id));
  assert.deepEqual(ofMode(events, "debug").filter(({ type }) => type === "checkpoint").map(({ payload }) => payload), shown);
  assert.doesNotMatch(JSON.stringify(events), /__pregel_(?!pull|push)/);
});

test("events of subgraphs carry their namespace when asked for", async () => {
  const { events } = await graphs.run("nested", {}, { stream_mode: ["updates"], subgraphs: true });
  const inside = events.filter(({ namespace }) => namespace !== "");
  assert.deepEqual(inside.map(({ data }) => Object.keys(data)[0]), ["inner_first", "inner_second"]);
  assert.ok(inside.every(({ namespace }) => namespace.startsWith("outer:")));
  const without = await graphs.run("nested", {}, { stream_mode: ["updates"] });
  assert.deepEqual(new Set(without.events.map(({ namespace }) => namespace)), new Set([""]));
});

test("events mode", async () => {
  const { events, end } = await graphs.run("echo", { text: 1 }, { stream_mode: ["events", "values"] });
  assert.deepEqual(ofMode(events, "values").at(-1), end.values);
  const traced = ofMode(events, "events");
  assert.equal(traced[0].event, "on_chain_start");
  assert.equal(traced.at(-1).event, "on_chain_end");
  const steps = traced.filter(({ event }) => event === "on_chain_start").map(({ metadata }) => metadata.langgraph_node);
  assert.ok(steps.length > 1 && !steps.includes("__start__"), String(steps));
  assert.doesNotMatch(JSON.stringify(traced), /__pregel_(?!pull|push)/);
});

test("interrupt and resume", async () => {
  const { events, end, thread } = await graphs.run("approval", {}, { stream_mode: ["values"] });
  const [announced] = ofMode(events, "updates");
  const [question] = announced.__interrupt__;
  assert.deepEqual(question.value, { question: "text?", draft: "a draft" });
  assert.deepEqual([end.status, end.next, Object.values(end.interrupts)], ["success", ["gate_text"], [[question]]]);
  assert.deepEqual(end.state.interrupts, [question]);
  const resumed = await graphs.run("approval", null, { thread_id: thread, command: { resume: "yes" } });
  assert.deepEqual([resumed.end.next, resumed.end.values.seen], [["gate_recipient"], ["text: yes"]]);
  const done = await graphs.run("approval", null, { thread_id: thread, command: { resume: "me" } });
  assert.deepEqual([done.end.next, done.end.values.seen], [[], ["text: yes", "recipient: me"]]);
});

test("a breakpoint is told in updates to who asked for them", async () => {
  const { events, end } = await graphs.run("goto", { text: "a" }, { interrupt_before: ["third"], stream_mode: ["updates", "values"] });
  assert.deepEqual(events.at(-1), { mode: "updates", namespace: "", data: { __interrupt__: [] } });
  assert.deepEqual(ofMode(events, "values").at(-1), end.values);
  const values = await graphs.run("goto", { text: "a" }, { interrupt_before: ["third"], stream_mode: ["values"] });
  assert.deepEqual(ofMode(values.events, "updates"), []);
});

test("a retried resume does not answer the next gate", async () => {
  const { thread } = await graphs.run("approval", {});
  const run_id = randomUUID();
  await graphs.run("approval", null, { thread_id: thread, run_id, command: { resume: true } });
  const retried = { thread_id: thread, run_id, attempt: 2, resumed: true, command: { resume: true } };
  const { end } = await graphs.run("approval", { text: "anew" }, retried);
  assert.deepEqual([end.next, end.values.seen, end.values.text], [["gate_recipient"], ["text: true"], "a draft"]);
});

test("a retry goes on from the head and not from the checkpoint first asked for", async () => {
  const { thread } = await graphs.run("goto", { text: "a" }, { interrupt_before: ["third"] });
  const early = graphs.storage.of(thread)[0].id;
  const config = { configurable: { checkpoint_id: early } };
  const { end } = await graphs.run("goto", null, { thread_id: thread, resumed: true, checkpoint_id: early, config });
  assert.deepEqual([end.values.seen, end.next], [["first", "second a", "third"], []]);
});

test("parallel interrupts are answered by id", async () => {
  const { end, thread } = await graphs.run("parallel_gates", {});
  const asked = Object.values(end.interrupts).flat();
  assert.equal(asked.length, 2);
  const resume = Object.fromEntries(asked.map(({ id, value }) => [id, `to ${value.gate}`]));
  const done = await graphs.run("parallel_gates", null, { thread_id: thread, command: { resume } });
  assert.deepEqual([done.end.values.seen.sort(), done.end.interrupts], [["left to left", "right to right"], {}]);
});

test("breakpoints and continue", async () => {
  const { events, end, thread } = await graphs.run("goto", { text: "a" }, { interrupt_before: ["second"] });
  assert.deepEqual([end.next, end.interrupts], [["second"], {}]);
  assert.deepEqual(ofMode(events, "values").at(-1), end.values, "an interrupt without a question is no value");
  const after = await graphs.run("goto", null, { thread_id: thread, interrupt_after: ["second"] });
  assert.deepEqual(after.end.next, ["third"]);
  const done = await graphs.run("goto", null, { thread_id: thread });
  assert.deepEqual(done.end.values.seen, ["first", "second a", "third"]);
});

test("command with update and goto", async () => {
  const { thread } = await graphs.run("goto", { text: "a" }, { interrupt_before: ["second"] });
  const moved = await graphs.run("goto", null, { thread_id: thread, command: { update: [["text", "b"]], goto: "third" } });
  assert.ok(moved.end.values.seen.includes("third"));
  assert.equal(moved.end.values.text, "b");
  const sent = { goto: [{ node: "second", input: { text: "sent" } }] };
  assert.ok((await graphs.run("goto", null, { thread_id: thread, command: sent })).end.values.seen.includes("second sent"));
});

test("a fork does not read what the other branch stored", async () => {
  const { end: before, thread } = await graphs.run("stamps", {});
  const beforeSecond = graphs.storage.of(thread).find(({ metadata }) => metadata.step === 1);
  const { end } = await graphs.run("stamps", null, { thread_id: thread, checkpoint_id: beforeSecond.id });
  assert.equal(end.values.seen[0], before.values.seen[0]);
  assert.notEqual(end.values.seen[1], before.values.seen[1]);
  const { ok } = await graphs.call("state", { graph_id: "stamps", config: { configurable: { thread_id: thread } } });
  assert.deepEqual(ok.values, end.values, "both branches count their versions on from the same one");
  assert.ok(graphs.storage.of(thread).some(({ parent_id }) => parent_id === beforeSecond.id));
});

test("an exception ends the run as error", async () => {
  const { end } = await graphs.run("failing", {});
  assert.equal(end.status, "error");
  assert.deepEqual([end.error.error, end.error.message], ["OutOfStock", "'heddle hooks' is out of stock"]);
  assert.match(end.error.traceback, /working\.js/);
  assert.deepEqual([end.values.seen, end.next], [["checked"], ["ship"]]);
  assert.match(end.state.tasks[0].error, /out of stock/);
  const logged = graphs.logs.at(-1);
  assert.deepEqual([logged.level, logged.run_id], ["error", end.state.metadata.run_id]);
});

for (const [graphId, message] of [["throwing_later", "nobody catches this"], ["rejecting", "nobody awaits this"]]) {
  test(`${graphId}: what nobody caught ends its run and nothing else`, async () => {
    const other = graphs.startRun("sleeper", {}, { stream_mode: ["custom"] });
    await graphs.expectEvent(other.channel);
    const { end } = await graphs.run(graphId, {});
    assert.deepEqual([end.status, end.error.error, end.error.message], ["error", "OutOfStock", message]);
    graphs.send(Kind.CANCEL, other.channel, { action: "interrupt", reason: "test" });
    assert.equal((await graphs.finish(other.channel)).end.status, "interrupted");
    assert.equal((await graphs.run("echo", { text: "still here" })).end.status, "success");
  });
}

test("recursion limit", async () => {
  const { end } = await graphs.run("loop", {}, { config: { recursion_limit: 5 } });
  assert.equal(end.error.error, "GraphRecursionError");
  assert.match(end.error.message, /limit of 5/);
});

test("the context is cut to its schema", async () => {
  const { end } = await graphs.run("with_context", {}, { context: { language: "de", stray: 1 } });
  assert.deepEqual(end.values.text, { language: "de" });
});

test("the authenticated user reaches the graph", async () => {
  const config = { configurable: { langgraph_auth_user: { identity: "ada", permissions: [] } } };
  assert.equal((await graphs.run("user", {}, { config })).end.values.text, "ada");
});

test("odd values are JSON", async () => {
  const { end } = await graphs.run("values", {});
  assert.deepEqual(end.values?.text, {
    set: [3],
    map: { a: 1 },
    at: "1970-01-01T00:00:00.000Z",
    raw: "YWI=",
    big: "1180591620717411303424",
    nan: null,
  });
});

test("store", async () => {
  const { end } = await graphs.run("store", { text: 5 });
  assert.deepEqual(end.values?.text, [5, true, null, 1, null], end.error?.traceback);
});

test("durability decides when checkpoints are written", async () => {
  for (const [durability, count] of [["sync", 3], ["async", 3], ["exit", 1]]) {
    const { thread } = await graphs.run("echo", { text: 1 }, { durability });
    assert.equal(graphs.storage.of(thread).length, count, durability);
  }
});

for (const stream_mode of [["values"], ["values", "events"]]) {
  test(`a hand-off waits for the next step: ${stream_mode}`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "held-"));
    const text = { log: path.join(folder, "log"), gate: path.join(folder, "gate") };
    const run_id = randomUUID();
    const { channel, thread } = graphs.startRun("held", { text }, { run_id, stream_mode });
    const ask = () => graphs.call("schemas", { graph_id: "echo", config: {} }); // the peer answers puts meanwhile
    while (!existsSync(text.log) || !readFileSync(text.log, "utf8").includes("first")) await ask();
    graphs.send(Kind.CANCEL, channel, { action: "hand_off", reason: "shutdown" });
    await ask(); // answered behind the order
    writeFileSync(text.gate, "");
    const { end } = await graphs.finish(channel);
    assert.deepEqual([end.status, end.error, end.state], ["handed_off", null, null]);
    const again = await graphs.run("held", null, { run_id, thread_id: thread, resumed: true });
    assert.equal(again.end.status, "success", again.end.error?.traceback);
    assert.deepEqual(again.end.values.seen, ["first", "third"]);
    assert.equal(readFileSync(text.log, "utf8"), "first\n");
    rmSync(folder, { recursive: true });
  });
}

test("console lines name their run", async () => {
  const run_id = randomUUID();
  await graphs.run("printer", {}, { run_id });
  const lines = graphs.logs.filter((line) => line.run_id === run_id);
  assert.deepEqual(lines.map(({ level, logger, message }) => [level, logger, message]), [
    ["info", "console", "hello from { a: 'run' }"],
    ["warning", "console", "careful"],
  ]);
  assert.match(graphs.output, /straight to stdout/);
});

test("children of user code inherit no socket", async () => {
  const { end } = await graphs.run("child_descriptors", {});
  const open = [...end.values.text.matchAll(/ (\d+) -> (\w+):/g)].map(([, fd, kind]) => `${fd} ${kind}`);
  assert.deepEqual(open.filter((one) => one.endsWith("socket")), ["1 socket"], "its own stdout");
});

test("a runner whose clock is behind the head starts nothing", async () => {
  const late = (uuidTime() + 10_000 * 60_000);
  const { channel } = graphs.startRun("echo", { text: 1 }, { head_time: late });
  const first = await graphs.receive();
  assert.deepEqual([first.kind, first.channel], [Kind.END, channel], "no STARTED before it");
  assert.equal(JSON.parse(first.body).error.error, "ClockBehind");
});

test("a runner waits until its clock is past the head", async () => {
  const head_time = uuidTime() + 10_000 * 200;
  const { end } = await graphs.run("echo", { text: 1 }, { head_time });
  const id = end.state.checkpoint.checkpoint_id.replaceAll("-", "");
  const time = (BigInt(`0x${id.slice(0, 12)}`) << 12n) | BigInt(`0x${id.slice(13, 16)}`);
  assert.ok(time > BigInt(head_time));
});
