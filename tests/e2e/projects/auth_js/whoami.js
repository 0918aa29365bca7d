// SPDX-License-Identifier: Apache-2.0
import { Annotation, START, StateGraph } from "@langchain/langgraph";

const State = Annotation.Root({ seen: Annotation() });

export const graph = new StateGraph(State)
  .addNode("look", (_state, { configurable }) => ({
    seen: { user: configurable.langgraph_auth_user ?? null, identity: configurable.langgraph_auth_user_id ?? null },
  }))
  .addEdge(START, "look")
  .compile();
