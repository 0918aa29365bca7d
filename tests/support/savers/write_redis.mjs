// SPDX-License-Identifier: Apache-2.0
/** Fills a Redis with threads as LangGraph's JavaScript Redis savers leave them: `write_redis.mjs FOLDER URL KIND`. FOLDER
 * has the packages, KIND is `full` or `shallow`. Prints one JSON line per thread: its id and its values as LangGraph reads
 * them back. */

import { createRequire } from "node:module";

const [folder, url, kind] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const { AIMessage, HumanMessage } = require("@langchain/core/messages");
const { Annotation, END, MessagesAnnotation, START, StateGraph, interrupt } = require("@langchain/langgraph");
const { RedisSaver } = require("@langchain/langgraph-checkpoint-redis");
const { ShallowRedisSaver } = require("@langchain/langgraph-checkpoint-redis/shallow");
const { RedisStore } = require("@langchain/langgraph-checkpoint-redis/store");
const { createClient } = require("redis");

const State = Annotation.Root({ ...MessagesAnnotation.spec, count: Annotation(), facts: Annotation(), answer: Annotation() });

const inner = new StateGraph(State)
  .addNode("think", (state) => ({ answer: `${state.answer}?` }))
  .addEdge(START, "think")
  .addEdge("think", END)
  .compile();

const graph = (saver, interruptBefore) =>
  new StateGraph(State)
    .addNode("greet", () => ({ messages: [new AIMessage({ id: "m2", content: "hello" })], count: 1, answer: "so" }))
    .addNode("inner", inner)
    .addNode("close", (state) => ({ count: state.count + 1, facts: { big: 9007199254740991, text: "ä\u0000" } }))
    .addEdge(START, "greet")
    .addEdge("greet", "inner")
    .addEdge("inner", "close")
    .addEdge("close", END)
    .compile({ checkpointer: saver, interruptBefore });

const asking = (saver) =>
  new StateGraph(State)
    .addNode("ask", () => ({ answer: interrupt({ question: "really?" }) }))
    .addEdge(START, "ask")
    .addEdge("ask", END)
    .compile({ checkpointer: saver });

// fromUrl() knows no Unix sockets.
const client = createClient({ socket: { path: url.slice("unix://".length) } });
await client.connect();
const saver = new (kind === "shallow" ? ShallowRedisSaver : RedisSaver)(client);
for (const [thread, compiled] of [
  ["conversation/ä 1", graph(saver)],
  ["waiting", graph(saver, ["close"])],
  ["asking", asking(saver)],
]) {
  const config = { configurable: { thread_id: thread }, metadata: { graph_id: "support_js" } };
  await compiled.invoke({ messages: [new HumanMessage({ id: "m1", content: "hi" })] }, config);
  const { values, next } = await compiled.getState(config);
  const messages = values.messages.map(({ id }) => id);
  console.log(JSON.stringify({ thread, values: { ...values, messages }, next }));
}
if (kind === "full") {
  const store = new RedisStore(client);
  await store.setup();
  await store.put(["users", "grace"], "prefs", { theme: "grey" });
}
await client.quit();
