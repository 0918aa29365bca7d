// SPDX-License-Identifier: Apache-2.0
/**
 * Mode `protocol`: what a run says in LangGraph's event protocol. Its events carry the names of the other modes where
 * they mean the same, so that whoever joins the run as usual reads them too; the rest is called `protocol:<method>`.
 */

/** @typedef {Record<string, any>} Dict */
/** @typedef {{mode: string, namespace: string, data: unknown}} Event */

export const PROTOCOL = "protocol";

/**
 * The run's events from the root down. LangGraph finds subgraphs and adds the graph's own channels.
 * @param {import("@langchain/langgraph").Pregel<any, any>} graph
 * @param {unknown} input
 * @param {Dict} options
 * @returns {AsyncGenerator<Event>}
 */
export async function* protocolEvents(graph, input, options) {
  const { streamMode: _modes, subgraphs: _always, ...rest } = options;
  /** @type {any} */
  const run = await graph.streamEvents(/** @type {any} */ (input), /** @type {any} */ ({ ...rest, version: "v3" }));
  /** @type {Map<string, string>} */
  const messages = new Map();
  for await (const event of run) yield* wireEvents(event, messages);
}

/**
 * One protocol event of LangGraph as ours.
 * @param {Dict} event
 * @param {Map<string, string>} messages ids of those that are being said, by their run
 * @returns {Iterable<Event>}
 */
export function* wireEvents({ method, params }, messages) {
  const namespace = params.namespace.join("|");
  const { data } = params;
  if (method === "messages") {
    yield { mode: "protocol:messages", namespace, data: messagePiece(data, params.node, messages) };
  } else if (method === "updates") {
    yield { mode: method, namespace, data: { [data.node]: data.values } };
  } else if (method === "tools" || method === "checkpoints") {
    yield { mode: `protocol:${method}`, namespace, data };
  } else if (method === "lifecycle") {
    if (params.namespace.length > 0) yield { mode: "protocol:lifecycle", namespace, data };
  } else if (method === "custom" && data?.name === undefined) {
    yield { mode: method, namespace, data: data?.payload };
  } else if (method === "custom" || method.startsWith("custom:")) {
    const named = method === "custom" ? data : { name: method.slice("custom:".length), payload: data };
    yield { mode: "protocol:custom", namespace, data: named };
  } else if (method === "values" || method === "tasks") {
    yield { mode: method, namespace, data };
  }
}

/**
 * Of messages that come at the same time, JavaScript clients tell the pieces apart by `run_id`, Python ones by
 * `message_id`; the first piece names the message as `id`.
 * @param {Dict} data
 * @param {string | undefined} node
 * @param {Map<string, string>} messages
 */
function messagePiece(data, node, messages) {
  const run = String(data.run_id);
  if (data.event === "message-start") {
    const id = String(data.id ?? run);
    messages.set(run, id);
    return { ...data, id, ...(node !== undefined && { metadata: { ...data.metadata, langgraph_node: node } }) };
  }
  const piece = { ...data, message_id: messages.get(run) ?? run };
  if (data.event === "message-finish" || data.event === "error") messages.delete(run);
  return piece;
}
