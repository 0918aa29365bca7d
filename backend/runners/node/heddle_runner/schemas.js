// SPDX-License-Identifier: Apache-2.0
/**
 * JSON schemas of a graph's input, output, state, configuration and context.
 *
 * TypeScript's types are gone at run time: a graph made of Zod objects or a StateSchema has whole schemas, one made of
 * Annotation.Root has the names of its fields, and message lists where LangGraph's own reducer says so.
 */

/** @typedef {Record<string, any>} Dict */
/** @typedef {import("./entry.js").Pregel} Pregel */

const MESSAGE_LIST = { type: "array", items: { type: "object", title: "Message" } };

/** @returns {Promise<Dict>} of a LangGraph that can describe Zod state; empty before it could */
async function describers() {
  try {
    return await import("@langchain/langgraph/zod/schema");
  } catch {
    return {};
  }
}

/**
 * @param {Pregel} graph
 * @returns {Promise<Dict>}
 */
export async function schemasOf(graph) {
  const from = await describers();
  const builder = /** @type {any} */ (graph).builder;
  const fields = fieldsOf(graph, graph.streamChannelsAsIs);
  const context = described(() => from.getConfigTypeSchema?.(graph));
  return {
    input_schema: described(() => from.getInputTypeSchema?.(graph)) ?? objectOf(builder?._inputDefinition) ?? fields,
    output_schema: described(() => from.getOutputTypeSchema?.(graph)) ?? fieldsOf(graph, graph.outputChannels),
    state_schema: described(() => from.getStateTypeSchema?.(graph)) ?? fields,
    config_schema: context ?? {},
    context_schema: context ?? null,
  };
}

/** A schema, or undefined where the graph's types have no JSON form. @param {() => unknown} make */
function described(make) {
  try {
    return make() ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {Pregel} graph
 * @param {any} names one channel's name, which then is the whole state, or a list
 */
function fieldsOf(graph, names) {
  if (!Array.isArray(names)) return {};
  return objectOf(Object.fromEntries(names.map((name) => [name, graph.channels[name]])));
}

/** @param {Record<string, any> | undefined} channels */
function objectOf(channels) {
  if (channels === undefined || channels === null) return undefined;
  const open = Object.entries(channels).filter(([name]) => !name.startsWith("__"));
  return { type: "object", properties: Object.fromEntries(open.map(([name, channel]) => [name, fieldSchema(channel)])) };
}

/** @param {any} channel or the function that makes it */
function fieldSchema(channel) {
  const made = typeof channel === "function" ? described(channel) : channel;
  return made?.operator?.name === "messagesStateReducer" ? MESSAGE_LIST : {}; // a CommonJS graph has another copy of it
}
