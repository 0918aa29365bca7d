// SPDX-License-Identifier: Apache-2.0
/** The official JavaScript SDK against the real server, with graphs of both languages. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Client } from "@langchain/langgraph-sdk";

import { Server } from "../support/heddle_server.js";

let server;
let client;
before(async () => {
  server = await Server.start();
  client = new Client({ apiUrl: server.url, apiKey: null });
});
after(() => server.stop());

const QUESTION = { messages: [{ role: "user", content: "hello there" }] };

async function collect(stream) {
  const events = [];
  for await (const event of stream) events.push(event);
  return events;
}

const newThread = async () => (await client.threads.create()).thread_id;

for (const graph of ["chat_js", "chat"]) {
  test(`${graph}: every mode streams`, async () => {
    const thread = await newThread();
    const streamMode = ["values", "updates", "messages-tuple", "custom", "tasks", "checkpoints", "debug", "events"];
    const events = await collect(client.runs.stream(thread, graph, { input: QUESTION, streamMode }));
    const found = new Set(events.map(({ event }) => event));
    const expected = ["metadata", "values", "updates", "messages", "tasks", "checkpoints", "debug", "events"];
    assert.deepEqual([...found].sort(), expected.sort());
    const tokens = events.filter(({ event }) => event === "messages").map(({ data }) => data[0].content);
    const last = events.findLast(({ event }) => event === "values").data;
    assert.equal(tokens.join(""), last.messages.at(-1).content);
    const state = await client.threads.getState(thread);
    assert.deepEqual(state.values, last);
    assert.ok(state.checkpoint.checkpoint_id);
    const history = await client.threads.getHistory(thread);
    assert.deepEqual(history.map(({ metadata }) => metadata.step), [1, 0, -1]);
  });
}

for (const graph of ["approval_ts", "approval"]) {
  test(`${graph}: interrupt and resume`, async () => {
    const thread = await newThread();
    const first = await client.runs.wait(thread, graph, { input: { topic: "looms" } });
    assert.equal(first.__interrupt__[0].value.question, "Is this text good to go?");
    assert.equal((await client.threads.get(thread)).status, "interrupted");
    const second = await client.runs.wait(thread, graph, { command: { resume: "a better text" } });
    assert.equal(second.__interrupt__[0].value.question, "Send it to this address?");
    const done = await client.runs.wait(thread, graph, { command: { resume: true } });
    assert.deepEqual([done.draft, done.sent], ["a better text", "sent to team@example.com"]);
    assert.equal((await client.threads.get(thread)).status, "idle");
  });
}

test("an interrupt is announced on a stream of values, and the state can be edited before the resume", async () => {
  const thread = await newThread();
  const events = await collect(client.runs.stream(thread, "approval_ts", { input: {}, streamMode: ["values"] }));
  const announced = events.filter(({ data }) => data?.__interrupt__ !== undefined);
  assert.ok(announced.length > 0);
  await client.threads.updateState(thread, { values: { draft: "by hand", decisions: [] }, asNode: "write_draft" });
  const asked = await client.runs.wait(thread, "approval_ts", { input: null });
  assert.equal(asked.__interrupt__[0].value.draft, "by hand");
});

test("cancel", async () => {
  const thread = await newThread();
  // Streamed, the model takes its time for each word: the cancel finds it running, however busy the machine is.
  const input = { messages: [{ role: "user", content: "word ".repeat(2000) }] };
  const { run_id } = await client.runs.create(thread, "chat_js", { input, streamMode: "messages-tuple" });
  await client.runs.cancel(thread, run_id, true);
  assert.equal((await client.runs.get(thread, run_id)).status, "interrupted");
});

test("join, list and wait without a thread", async () => {
  const thread = await newThread();
  const { run_id } = await client.runs.create(thread, "chat_js", { input: QUESTION });
  const values = await client.runs.join(thread, run_id);
  assert.match(values.messages.at(-1).content, /hello there/);
  assert.deepEqual((await client.runs.list(thread)).map(({ status }) => status), ["success"]);
  const stateless = await client.runs.wait(null, "chat_js", { input: QUESTION });
  assert.equal(stateless.messages.length, 2);
});

test("graph, schemas and subgraphs", async () => {
  const [assistant] = await client.assistants.search({ graphId: "approval_ts" });
  const drawn = await client.assistants.getGraph(assistant.assistant_id);
  assert.ok(drawn.nodes.some(({ id }) => id === "approve_text"));
  const schemas = await client.assistants.getSchemas(assistant.assistant_id);
  assert.deepEqual(schemas.input_schema.properties.topic, { type: "string" });
  assert.deepEqual(await client.assistants.getSubgraphs(assistant.assistant_id), {});
});
