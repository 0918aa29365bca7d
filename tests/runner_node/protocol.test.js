// SPDX-License-Identifier: Apache-2.0
/** Mode `protocol`: what a run says in the event protocol. */
import assert from "node:assert/strict";
import { before, test } from "node:test";

import { Peer, ofMode } from "./peer.js";
import { runners } from "./runners.js";

const start = runners();
let graphs;
before(async () => {
  graphs = await start({ graphs: Peer.from("./working.js") });
});

test("a chat word by word, and its tool", async () => {
  const question = { messages: [{ role: "user", content: "hello" }] };
  const { events, end } = await graphs.run("chat", question, { stream_mode: ["protocol"] });
  assert.equal(end.status, "success", end.error?.traceback);
  assert.deepEqual(ofMode(events, "values").at(-1), end.values);
  const said = ofMode(events, "protocol:messages");
  const words = said.filter(({ delta }) => delta?.type === "text-delta").map(({ delta }) => delta.text);
  const [, answer, looked] = end.values.messages;
  assert.equal(words.join(""), answer.content[0].text + looked.content);
  assert.ok(words.length > 10);
  const [first] = said;
  assert.equal(first.event, "message-start");
  assert.equal(first.metadata.langgraph_node, "model");
  assert.ok(said.slice(1).filter(({ run_id }) => run_id === first.run_id).every(({ message_id }) => message_id === first.id));
  const tools = ofMode(events, "protocol:tools").map(({ event, tool_name }) => [event, tool_name]);
  assert.deepEqual(tools, [["tool-started", "look_up"], ["tool-finished", undefined]]);
  assert.deepEqual(ofMode(events, "updates").map((update) => Object.keys(update)), [["model"], ["tools"]]);
});

test("subgraphs begin and end", async () => {
  const { events, end } = await graphs.run("nested", { text: "x" }, { stream_mode: ["protocol"] });
  const told = events.filter(({ mode }) => mode === "protocol:lifecycle").map(({ namespace, data }) => [namespace.split(":")[0], data.event]);
  const outer = told.filter(([node]) => node === "outer");
  assert.deepEqual([outer[0], outer.at(-1)], [["outer", "started"], ["outer", "completed"]]);
  assert.deepEqual(ofMode(events, "values").at(-1), end.values);
});

test("an interrupt", async () => {
  const { events, end } = await graphs.run("approval", { text: "x" }, { stream_mode: ["protocol"] });
  const [update] = ofMode(events, "updates").filter((each) => each.__interrupt__ !== undefined);
  const [pending] = Object.values(end.interrupts);
  assert.deepEqual(update.__interrupt__.map(({ id, value }) => ({ id, value })), pending.map(({ id, value }) => ({ id, value })));
});

test("custom events and errors", async () => {
  const { events } = await graphs.run("custom", {}, { stream_mode: ["protocol"] });
  const plain = await graphs.run("custom", {}, { stream_mode: ["custom"] });
  assert.deepEqual(ofMode(events, "custom"), ofMode(plain.events, "custom"));
  const failed = await graphs.run("failing", {}, { stream_mode: ["protocol"] });
  assert.equal(failed.end.status, "error");
});
