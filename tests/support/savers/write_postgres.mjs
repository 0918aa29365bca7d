// SPDX-License-Identifier: Apache-2.0
/** Fills a database with threads as LangGraph's JavaScript Postgres saver leaves them: `write_postgres.mjs URI SCHEMA`.
 * Prints one JSON line per thread: its id and its values as LangGraph reads them back. */

import { AIMessage, HumanMessage } from "@langchain/core/messages";
import { Annotation, END, MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";
import { PostgresSaver } from "@langchain/langgraph-checkpoint-postgres";

const [uri, schema] = process.argv.slice(2);
const State = Annotation.Root({ ...MessagesAnnotation.spec, count: Annotation(), facts: Annotation() });
const facts = { when: new Map([["a", 1]]), tags: new Set(["x"]), raw: new Uint8Array([0, 255]), rx: /a+/gi };

const graph = (saver, interruptBefore) =>
  new StateGraph(State)
    .addNode("greet", () => ({ messages: [new AIMessage({ id: "m2", content: "hello" })], count: 1 }))
    .addNode("close", (state) => ({ count: state.count + 1, facts }))
    .addEdge(START, "greet")
    .addEdge("greet", "close")
    .addEdge("close", END)
    .compile({ checkpointer: saver, interruptBefore });

const saver = PostgresSaver.fromConnString(uri, schema ? { schema } : undefined);
await saver.setup();
for (const [thread, before] of [["js thread", undefined], ["waiting", ["close"]]]) {
  const config = { configurable: { thread_id: thread }, metadata: { graph_id: "support_js" } };
  const compiled = graph(saver, before);
  await compiled.invoke({ messages: [new HumanMessage({ id: "m1", content: "hi" })] }, config);
  const { values, next } = await compiled.getState(config);
  console.log(JSON.stringify({ thread, count: values.count, messages: values.messages.map(({ id }) => id), next }));
}
await saver.end();
