// SPDX-License-Identifier: Apache-2.0
const { FakeListChatModel } = require("@langchain/core/utils/testing");
const { Annotation, MessagesAnnotation, START, StateGraph } = require("@langchain/langgraph");

const State = Annotation.Root({ text: Annotation() });
exports.graph = new StateGraph(State).addNode("make", () => ({ text: "commonjs" })).addEdge(START, "make").compile();

const model = new FakeListChatModel({ responses: ["hello"] });
exports.chat = new StateGraph(MessagesAnnotation)
  .addNode("say", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, "say")
  .compile();
