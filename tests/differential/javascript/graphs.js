// SPDX-License-Identifier: Apache-2.0
/** The graphs of ../python/graphs.py, in JavaScript. */

import { FakeListChatModel } from "@langchain/core/utils/testing";
import { Annotation, END, MessagesAnnotation, START, StateGraph, interrupt } from "@langchain/langgraph";

const Echo = Annotation.Root({ text: Annotation(), echo: Annotation() });

export const echo = new StateGraph(Echo)
  .addNode("repeat", ({ text }) => ({ echo: text ?? null }))
  .addEdge(START, "repeat")
  .compile();

const Tally = Annotation.Root({
  log: Annotation({ reducer: (before, more) => before.concat(more), default: () => [] }),
  count: Annotation(),
});

const step = (name) => (state, config) => {
  config.writer?.({ at: name });
  return { log: [name], count: (state.count ?? 0) + 1 };
};

export const tally = new StateGraph(Tally)
  .addNode("first", step("first"))
  .addNode("second", step("second"))
  .addEdge(START, "first")
  .addEdge("first", "second")
  .addEdge("second", END)
  .compile();

const model = new FakeListChatModel({ responses: ["one two three"] });

export const talk = new StateGraph(MessagesAnnotation)
  .addNode("answer", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, "answer")
  .compile();

const Gates = Annotation.Root({ topic: Annotation(), first: Annotation(), second: Annotation() });

const ask = (question) => (state) => ({ [question]: interrupt({ question, topic: state.topic ?? null }) });

export const gates = new StateGraph(Gates)
  .addNode("ask_first", ask("first"))
  .addNode("ask_second", ask("second"))
  .addEdge(START, "ask_first")
  .addEdge("ask_first", "ask_second")
  .compile();

class OutOfThread extends Error {
  name = "OutOfThread";
}

export const broken = new StateGraph(Tally)
  .addNode("first", step("first"))
  .addNode("fail", () => {
    throw new OutOfThread("the bobbin is empty");
  })
  .addEdge(START, "first")
  .addEdge("first", "fail")
  .compile();

export const nested = new StateGraph(Tally)
  .addNode("before", step("before"))
  .addNode("inner", new StateGraph(Tally).addNode("deep", step("deep")).addEdge(START, "deep").compile())
  .addEdge(START, "before")
  .addEdge("before", "inner")
  .compile();

export const inside = new StateGraph(Gates)
  .addNode("inner", new StateGraph(Gates).addNode("ask_first", ask("first")).addEdge(START, "ask_first").compile())
  .addEdge(START, "inner")
  .compile();

const untilCancelled = (signal) =>
  new Promise((_, reject) => {
    const alive = setInterval(() => {}, 60_000); // a pending promise alone does not keep a process alive
    signal?.addEventListener("abort", () => (clearInterval(alive), reject(signal.reason ?? new Error("aborted"))));
  });

export const hold = new StateGraph(Tally)
  .addNode("first", step("first"))
  .addNode("wait", (_, config) => untilCancelled(config.signal))
  .addEdge(START, "first")
  .addEdge("first", "wait")
  .compile();

const Seen = Annotation.Root({ text: Annotation(), seen: Annotation() });
const Tone = Annotation.Root({ tone: Annotation() });

export const settings = new StateGraph(Seen, Tone)
  .addNode("look", (_, config) => ({
    seen: { configurable: config.configurable?.tone ?? null, context: config.context?.tone ?? null, tags: config.tags ?? null },
  }))
  .addEdge(START, "look")
  .compile();
