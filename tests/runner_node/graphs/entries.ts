// SPDX-License-Identifier: Apache-2.0
/** Every kind of thing that langgraph.json may name, in TypeScript that Node's own type stripping cannot read. */

import { InMemoryStore, MemorySaver, START, StateGraph, entrypoint, type LangGraphRunnableConfig } from "@langchain/langgraph";

import { State } from "./working.js";
import { NAME } from "@/shade";

enum Made {
  Compiled = "compiled",
  Builder = "builder",
}

const graphOf = (text: string) =>
  new StateGraph(State).addNode("make", () => ({ text })).addEdge(START, "make");

export const compiled = graphOf(Made.Compiled).compile();
export const builder = graphOf(Made.Builder);
export const syncFactory = () => graphOf("sync factory").compile();
export const builderFactory = () => graphOf("builder factory");
export const asyncFactory = async () => graphOf("async factory").compile();
export const configFactory = (config: LangGraphRunnableConfig) =>
  graphOf(`config ${config.configurable?.flavour ?? "plain"}`).compile();
export const later = Promise.resolve(graphOf("a promise").compile());
export const holder = { graph: graphOf("attribute").compile() };
export const aliased = graphOf(NAME).compile();
export const env = graphOf(`${process.env.COLOUR}`).compile();
export const ownParts = graphOf("own parts").compile({ checkpointer: new MemorySaver(), store: new InMemoryStore() });
export const functional = entrypoint("functional", async (input: { text: string }) => ({ text: `functional ${input.text}` }));
export default graphOf("default").compile();
