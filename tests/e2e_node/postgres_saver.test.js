// SPDX-License-Identifier: Apache-2.0
/** Checkpoints of JavaScript graphs in the server's database are LangGraph's own: its Postgres saver for JavaScript sets up
 * on our schema, reads our threads and continues them, and we continue its. */

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { Command } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";
import { Client } from "@langchain/langgraph-sdk";

import { graph } from "../conformance/steps_js.js";
import { Server } from "../support/heddle_server.js";

const CONFIG = path.resolve(import.meta.dirname, "../conformance/langgraph.json");
let server;
let client;
let saver;
let theirs;
let folder;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
  server = await Server.start(CONFIG);
  client = new Client({ apiUrl: server.url, apiKey: null });
  const { database_uri } = JSON.parse(readFileSync(path.join(server.folder, "data/deployment.json"), "utf8"));
  saver = PostgresSaver.fromConnString(database_uri);
  await saver.setup();
  theirs = graph.withConfig({});
  theirs.checkpointer = saver;
});
after(async () => {
  await saver?.end();
  await server?.stop();
  rmSync(folder, { recursive: true });
});

async function gatedThread(name) {
  const ledger = path.join(folder, name);
  writeFileSync(`${ledger}.go`, "");
  const { thread_id } = await client.threads.create();
  await client.runs.wait(thread_id, "steps_js", { input: { ledger, steps: 2, gated: true } });
  return thread_id;
}

test("their saver reads our checkpoints", async () => {
  const thread = await gatedThread("read");
  const config = { configurable: { thread_id: thread } };
  const state = await theirs.getState(config);
  const ours = await client.threads.getState(thread);
  assert.deepEqual(state.values, ours.values);
  assert.deepEqual([state.next, ours.next], [["first_gate"], ["first_gate"]]);
  assert.deepEqual(state.tasks.flatMap(({ interrupts }) => interrupts.map(({ value }) => value)), ["first gate"]);
  const history = [];
  for await (const snapshot of theirs.getStateHistory(config)) history.push(snapshot.config.configurable.checkpoint_id);
  const shown = await client.threads.getHistory(thread, { limit: 100 });
  assert.deepEqual(history, shown.map(({ checkpoint }) => checkpoint.checkpoint_id));
});

test("their saver continues our thread and we continue theirs", async () => {
  const thread = await gatedThread("continue");
  const values = await theirs.invoke(new Command({ resume: "theirs" }), { configurable: { thread_id: thread } });
  assert.deepEqual(values.gates, ["first theirs"]);
  const done = await client.runs.wait(thread, "steps_js", { command: { resume: "ours" } });
  assert.deepEqual(done.gates, ["first theirs", "second ours"]);
});
