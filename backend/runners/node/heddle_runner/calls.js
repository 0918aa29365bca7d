// SPDX-License-Identifier: Apache-2.0
/** Questions that only the loaded graph can answer (frames.md: CALL methods). */

import { Refused } from "./asking.js";
import { authorize, describe } from "./auth.js";
import { commandOf } from "./commands.js";
import { Kind } from "./frames.js";
import { GraphMissing } from "./registry.js";
import { HeddleSaver } from "./saver.js";
import { schemasOf } from "./schemas.js";
import { EntryError } from "./source.js";
import { HeddleStore } from "./store.js";
import { checkpointOf, pendingInterrupts, threadState } from "./thread_state.js";
import { dumps, errorName } from "./wire_json.js";

/**
 * @typedef {Record<string, any>} Dict
 * @typedef {import("./entry.js").Pregel} Pregel
 * @typedef {import("./session.js").Services} Services
 * @typedef {(graph: Pregel, config: Dict, params: Dict) => Promise<unknown>} Method
 */

class BadRequest extends Error {
  name = "BadRequest";
}

/**
 * Sends exactly one REPLY.
 * @param {Services} services
 * @param {number} channel
 * @param {Dict} frame
 */
export async function answer(services, channel, frame) {
  const asker = services.asker(channel);
  let reply;
  try {
    reply = { ok: await call(services, asker, frame.method, frame.params ?? {}) };
  } catch (error) {
    const code = codeOf(error, frame.method);
    if (code === "internal") services.log("error", "heddle.call", `${frame.method} failed`, undefined, error);
    reply = { error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
  await asker.settled();
  asker.end();
  services.link.send(Kind.REPLY, channel, Buffer.from(dumps(reply)));
}

const COMPLAINTS = new Set(["InvalidUpdateError", "GraphValueError", "EmptyInputError", "BadRequest"]);
const UPDATES = new Set(["update_state", "bulk_update_state"]);

/**
 * @param {unknown} error
 * @param {string} method
 */
function codeOf(error, method) {
  if (error instanceof GraphMissing) return "not_found";
  if (error instanceof EntryError || error instanceof Refused || COMPLAINTS.has(errorName(error))) return "bad_request";
  // LangGraph complains about updates it cannot make with bare Errors too.
  return UPDATES.has(method) && errorName(error) === "Error" ? "bad_request" : "internal";
}

/**
 * @param {Services} services
 * @param {import("./asking.js").Asker} asker
 * @param {string} name
 * @param {Dict} params
 */
async function call(services, asker, name, params) {
  if (name === "auth_describe") return await describe(params, services.baseDir);
  if (name === "authorize") return await authorize(params, services.baseDir);
  const method = METHODS.get(name);
  if (method === undefined) throw new BadRequest(`there is no method '${name}'`);
  const entry = services.registry.entry(params.graph_id);
  const config = { ...params.config, configurable: { ...params.config?.configurable } };
  const graph = await entry.open(config, new HeddleSaver(asker), new HeddleStore(asker));
  return await method(graph, config, params);
}

/** @type {Method} */
async function state(graph, config, params) {
  return threadState(await graph.getState(config, { subgraphs: Boolean(params.subgraphs) }));
}

/** @type {Method} */
async function history(graph, config, params) {
  const options = { limit: params.limit ?? undefined, before: beforeOf(params.before), filter: params.filter ?? undefined };
  const states = [];
  for await (const snapshot of graph.getStateHistory(config, options)) states.push(threadState(snapshot));
  return states;
}

/** @param {string | Dict | null | undefined} before an id, a checkpoint or a config */
function beforeOf(before) {
  if (!before) return undefined;
  if (typeof before === "string") return { configurable: { checkpoint_id: before } };
  return "configurable" in before ? before : { configurable: before };
}

/** @type {Method} */
async function updateState(graph, config, params) {
  const made = await graph.updateState(config, params.values ?? null, params.as_node ?? undefined);
  return await afterUpdate(graph, config, made);
}

/** @type {Method} */
async function bulkUpdateState(graph, config, params) {
  const steps = (params.supersteps ?? []).map((/** @type {Dict} */ step) => ({ updates: step.updates.map(updateOf) }));
  return await afterUpdate(graph, config, await graph.bulkUpdateState(config, steps));
}

/** @param {Dict} one */
function updateOf({ command, values, as_node }) {
  return { values: command == null ? (values ?? null) : commandOf(command), asNode: as_node ?? undefined };
}

/**
 * The state shown is the root's head, also when a subgraph was edited.
 * @param {Pregel} graph
 * @param {Dict} config
 * @param {Dict} made
 */
async function afterUpdate(graph, config, made) {
  const snapshot = await graph.getState({ configurable: { thread_id: config.configurable.thread_id } });
  return {
    checkpoint: checkpointOf(made),
    state: threadState(snapshot),
    values: snapshot.values,
    next: snapshot.next,
    interrupts: pendingInterrupts(snapshot),
  };
}

/** @type {Method} */
async function drawGraph(graph, config, params) {
  const drawn = await graph.getGraphAsync(/** @type {any} */ ({ ...config, xray: params.xray || false }));
  const { nodes, edges } = /** @type {{nodes: Dict[], edges: Dict[]}} */ (drawn.toJSON());
  // `data.id` is the class of the node, which tells clients nothing.
  return { nodes: nodes.map(({ data, ...rest }) => (isNamed(data) ? { ...rest, data: { name: data.name } } : rest)), edges };
}

/** @param {any} data */
function isNamed(data) {
  return data !== null && typeof data === "object" && "name" in data;
}

/** @type {Method} */
async function schemas(graph, _config, params) {
  return { graph_id: params.graph_id, ...(await schemasOf(graph)) };
}

/** @type {Method} */
async function subgraphs(graph, _config, params) {
  /** @type {Dict} */
  const found = {};
  for await (const [name, subgraph] of graph.getSubgraphsAsync(params.namespace || undefined, Boolean(params.recurse))) {
    found[name] = await schemasOf(subgraph);
  }
  return found;
}

/** @type {Map<string, Method>} */
const METHODS = new Map(
  Object.entries({
    state,
    history,
    update_state: updateState,
    bulk_update_state: bulkUpdateState,
    graph: drawGraph,
    schemas,
    subgraphs,
  }),
);
