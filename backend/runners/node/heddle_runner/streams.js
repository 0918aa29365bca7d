// SPDX-License-Identifier: Apache-2.0
/** From what a graph streams to the events of the HTTP API (semantics: event names). */

import { checkpointOf } from "./thread_state.js";

/** @typedef {Record<string, any>} Dict */
/** @typedef {{mode: string, namespace: string, data: unknown}} Event */

const GRAPH_MODES = ["values", "updates", "custom", "tasks", "checkpoints", "debug", "tools"];
const INTERRUPT = "__interrupt__";

/**
 * The modes a client asked for. `updates` is always taken from the graph, because an interrupt is announced there even
 * to clients that did not ask for updates.
 */
export class Modes {
  #messages = new MessageLog();
  /** Whether a message that was streamed is told once more when it is whole. */
  #completes;

  /** @param {string[]} wanted */
  constructor(wanted) {
    this.wanted = new Set(wanted);
    this.traced = this.wanted.has("events");
    const ofGraph = new Set(["updates", ...GRAPH_MODES.filter((mode) => this.wanted.has(mode))]);
    if (this.wanted.has("messages") || this.wanted.has("messages-tuple")) ofGraph.add("messages");
    this.ofGraph = [...ofGraph];
    this.#completes = this.wanted.has("messages") && !this.wanted.has("messages-tuple");
  }

  /**
   * @param {string[]} path
   * @param {string} mode
   * @param {any} data
   * @returns {Iterable<Event>}
   */
  *events(path, mode, data) {
    const namespace = path.join("|");
    if (mode === "updates" && this.#completes) yield* this.#messages.completed(namespace, data);
    if (mode === "messages") yield* this.#messageEvents(namespace, data);
    else if (isEmptyInterrupt(data) && !(mode === "updates" && this.wanted.has("updates"))) return;
    else if (mode === "updates" && !this.wanted.has("updates")) {
      if (data?.[INTERRUPT] !== undefined) yield { mode, namespace, data };
    } else if (mode === "checkpoints") yield { mode, namespace, data: checkpointPayload(data) };
    else if (mode === "debug") yield { mode, namespace, data: debugPayload(data) };
    else yield { mode, namespace, data };
  }

  /**
   * @param {string} namespace
   * @param {[any, Dict]} data
   * @returns {Iterable<Event>}
   */
  *#messageEvents(namespace, [message, metadata]) {
    // also when both are asked for
    if (this.wanted.has("messages-tuple")) yield { mode: "messages", namespace, data: [message, metadata] };
    else yield* this.#messages.events(namespace, message, metadata);
  }
}

/**
 * What LangGraph says at a breakpoint, in `updates` and, without the values, in `values`, where it would hide them.
 * @param {any} data
 */
function isEmptyInterrupt(data) {
  return Array.isArray(data?.[INTERRUPT]) && data[INTERRUPT].length === 0;
}

/** Mode `messages`: chunks of one message are added up, and each event shows the message so far. */
class MessageLog {
  /** @type {Map<string, any>} */
  #seen = new Map();
  /** @type {Set<string>} streamed, and not yet whole */
  #growing = new Set();

  /**
   * @param {string} namespace
   * @param {any} message
   * @param {Dict} metadata
   * @returns {Iterable<Event>}
   */
  *events(namespace, message, metadata) {
    const key = String(message.id);
    const known = this.#seen.get(key);
    if (known === undefined) yield { mode: "messages/metadata", namespace, data: { [key]: { metadata } } };
    const total = isChunk(message) && isChunk(known) ? known.concat(message) : message;
    this.#seen.set(key, total);
    if (isChunk(message)) this.#growing.add(key);
    yield { mode: isChunk(message) ? "messages/partial" : "messages/complete", namespace, data: [total] };
  }

  /**
   * A streamed message ends when its node has written it.
   * @param {string} namespace
   * @param {unknown} update
   * @returns {Iterable<Event>}
   */
  *completed(namespace, update) {
    if (this.#growing.size === 0) return;
    for (const message of messagesIn(update)) {
      if (this.#growing.delete(String(message.id))) yield { mode: "messages/complete", namespace, data: [whole(message)] };
    }
  }
}

/**
 * The messages that a step's nodes wrote, under whatever names.
 * @param {unknown} update by node
 * @returns {Dict[]}
 */
function messagesIn(update) {
  if (typeof update !== "object" || update === null) return [];
  return Object.values(update)
    .flatMap((written) => (typeof written === "object" && written !== null ? Object.values(written) : []))
    .flat()
    .filter((value) => typeof value?.getType === "function");
}

/**
 * What a model streamed stays a chunk for the graph; a message that is told as complete is none.
 * @param {any} message
 */
function whole(message) {
  const { type, data } = message.toDict();
  const { tool_call_chunks: _pieces, ...rest } = data;
  return { ...rest, type };
}

/**
 * By what it can do and not by its class: a CommonJS graph has LangChain's classes a second time.
 * @param {any} message
 */
function isChunk(message) {
  return typeof message?.concat === "function";
}

/** @param {any} data */
function debugPayload(data) {
  return data?.type === "checkpoint" ? { ...data, payload: checkpointPayload(data.payload) } : data;
}

/**
 * Names its checkpoint the way the state endpoints do, beside the configs.
 * @param {any} payload
 */
function checkpointPayload(payload) {
  const { parentConfig, config, tasks = [], ...rest } = payload;
  return {
    ...rest,
    config: publicConfig(config),
    parent_config: publicConfig(parentConfig),
    tasks: tasks.map(taskPayload),
    checkpoint: checkpointOf(config),
    parent_checkpoint: checkpointOf(parentConfig),
  };
}

/** @param {Dict} task */
function taskPayload({ state, ...rest }) {
  if (state === undefined) return rest;
  return "configurable" in state ? { ...rest, checkpoint: checkpointOf(state) } : { ...rest, state };
}

/**
 * A config without the objects LangGraph carries in it: callbacks, and what begins with two underscores.
 * @param {any} config
 */
function publicConfig(config) {
  if (config === undefined || config === null) return null;
  const { callbacks: _callbacks, configurable = {}, ...rest } = config;
  const open = Object.entries(configurable).filter(([name]) => !name.startsWith("__"));
  return { ...rest, configurable: Object.fromEntries(open) };
}
