// SPDX-License-Identifier: Apache-2.0
/** client.threads.stream() of the official JavaScript SDK, over both transports, with graphs of both languages. */

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

const LIMIT = { timeout: 60_000 };

async function collect(stream) {
  const all = [];
  for await (const each of stream) all.push(each);
  return all;
}

/** The SDK's WebSocket transport sends no headers of its own, so it wants a client without any. */
const clientFor = (transport) =>
  transport === "websocket" ? new Client({ apiUrl: server.url, apiKey: null, defaultHeaders: {} }) : client;

for (const transport of ["sse", "websocket"]) {
  for (const assistantId of ["chat_js", "chat"]) {
    test(`${assistantId} over ${transport}`, LIMIT, async () => {
      const thread = clientFor(transport).threads.stream({ assistantId, transport });
      const words = collect(thread.messages).then((messages) => Promise.all(messages.map((message) => message.text)));
      const values = collect(thread.values);
      const started = await thread.run.start({ input: { messages: [{ role: "user", content: "hello there" }] } });
      assert.ok(started.run_id);
      const output = await thread.output;
      const last = output.messages.at(-1);
      assert.equal((await words).at(-1), typeof last.content === "string" ? last.content : last.content[0].text);
      assert.deepEqual((await values).at(-1).messages.length, output.messages.length);
      await thread.close();
    });
  }

  for (const assistantId of ["approval_ts", "approval"]) {
    test(`${assistantId} over ${transport}: an interrupt and its answer`, LIMIT, async () => {
      const thread = clientFor(transport).threads.stream({ assistantId, transport });
      await thread.run.start({ input: { topic: "looms" } });
      await thread.output;
      assert.equal(thread.interrupted, true);
      const [{ interruptId, payload, namespace }] = thread.interrupts;
      assert.equal(payload.question, "Is this text good to go?");
      await thread.input.respond({ namespace: namespace ?? [], interrupt_id: interruptId, response: false });
      for await (const event of await thread.subscribe({ channels: ["lifecycle"] })) {
        if (event.params.data.event === "completed") break;
      }
      assert.equal((await client.threads.getState(thread.threadId)).values.sent, "not sent");
      await thread.close();
    });
  }
}

test("the tree of a run's graphs, and its state", LIMIT, async () => {
  const thread = client.threads.stream({ assistantId: "research" });
  const { run_id } = await thread.run.start({ input: { topic: "tea" } });
  const found = await collect(thread.subgraphs);
  assert.equal(found.length, 3);
  const { tree } = await thread.agent.getTree({ run_id });
  assert.deepEqual(tree.children.map(({ graph_name }) => graph_name), ["researcher", "researcher", "researcher"]);
  const { values } = await thread.state.get({ namespace: [], keys: ["topic"] });
  assert.deepEqual(values, { topic: "tea" });
  await thread.close();
});
