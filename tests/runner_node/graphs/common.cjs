// SPDX-License-Identifier: Apache-2.0
const { Annotation, START, StateGraph } = require("@langchain/langgraph");

const State = Annotation.Root({ text: Annotation() });
exports.graph = new StateGraph(State).addNode("make", () => ({ text: "commonjs" })).addEdge(START, "make").compile();
