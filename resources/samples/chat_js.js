// SPDX-License-Identifier: Apache-2.0
/** A chat in JavaScript: one node that calls the model, which streams its answer. */

import { MessagesAnnotation, START, StateGraph } from "@langchain/langgraph";

import { WordsModel } from "./words_model.js";

const model = new WordsModel({});

export const graph = new StateGraph(MessagesAnnotation)
  .addNode("model", async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
  .addEdge(START, "model")
  .compile();
