// SPDX-License-Identifier: Apache-2.0
/** One run, from its RUN frame to its END. */

import { setTimeout as pause } from "node:timers/promises";

import { Fenced } from "./asking.js";
import { passHead } from "./clock.js";
import { commandOf } from "./commands.js";
import { contextFor } from "./context.js";
import { Kind, event } from "./frames.js";
import { StepBoundary } from "./hand_off.js";
import { Pacing } from "./pacing.js";
import { PROTOCOL, protocolEvents } from "./protocol.js";
import { HeadSaver, RunSaver } from "./run_saver.js";
import { HeddleStore } from "./store.js";
import { Modes } from "./streams.js";
import { pendingInterrupts, threadState } from "./thread_state.js";
import { callbacksFor, feedbackUrls } from "./tracing.js";
import { runAs } from "./user_code.js";
import { dumps, errorName } from "./wire_json.js";

/**
 * @typedef {Record<string, any>} Dict
 * @typedef {import("./entry.js").Pregel} Pregel
 * @typedef {import("./session.js").Services} Services
 */

/** How long code that was told to stop may take before its run ends without it. */
const STOP_PATIENCE_MS = 1000;

/** LangGraph's own name for it; one that is too old for it lets the answer pass. */
const STRICT_RESUME = "__pregel_strict_resume";

/** LangGraph's own steps, which no trace shows. */
const HIDDEN = "langsmith:hidden";

/** Owned by the session while its channel is open. */
export class Run {
  #services;
  #channel;
  #frame;
  #asker;
  #saver;
  #pacing;
  #stop = new AbortController();
  #boundary;
  #handsOff = false;
  /** @type {Dict | undefined} */
  #cancelled;
  #fenced = false;
  /** @type {{error: unknown} | undefined} */
  #failure;
  /** @type {Pregel | undefined} */
  #graph;

  /**
   * @param {Services} services
   * @param {number} channel
   * @param {Dict} frame
   */
  constructor(services, channel, frame) {
    this.#services = services;
    this.#channel = channel;
    this.#frame = frame;
    this.#asker = services.asker(channel);
    this.#asker.onFenced = () => this.fence();
    this.#saver = new RunSaver(this.#asker, String(frame.thread_id), { ahead: frame.durability !== "sync" });
    this.#boundary = new StepBoundary(this.runId);
    this.#pacing = new Pacing(services.windows, channel);
  }

  get runId() {
    return String(this.#frame.run_id);
  }

  /**
   * Ends the run as interrupted at the next place where its code awaits; a hand-off waits for the next step and disturbs
   * nothing.
   * @param {Dict} order
   */
  cancel(order) {
    if (order.action === "hand_off") {
      this.#handsOff = true;
      this.#boundary.request(order.reason);
      return;
    }
    this.#cancelled ??= order;
    this.#stop.abort();
  }

  /** Somebody else owns the run: stop, and send no END. */
  fence() {
    this.#fenced = true;
    this.#stop.abort();
  }

  /**
   * Code of the run threw where nobody could catch it.
   * @param {unknown} error
   */
  fail(error) {
    if (this.stopping) return; // it fails because it was told to stop
    this.#failure = { error };
    this.#stop.abort();
  }

  get stopping() {
    return this.#stop.signal.aborted;
  }

  /** Settles when END was sent, or when none is owed. */
  async main() {
    const { status, error } = await this.#outcome();
    await this.#asker.settled();
    if (!this.#fenced) await this.#end(status, error);
    this.#asker.end();
  }

  /** @returns {Promise<{status: string, error: Dict | null}>} */
  async #outcome() {
    try {
      await this.#untilStopped(runAs(this, () => this.#execute()));
      await this.#asker.settled();
      if (this.#asker.failure !== undefined) throw this.#asker.failure;
      return { status: "success", error: null };
    } catch (raised) {
      if (this.#handsOff && errorName(raised) === "GraphDrained") return await this.#handedOff();
      if (raised instanceof Fenced) this.#fenced = true;
      if (this.#fenced || (this.#cancelled !== undefined && this.#failure === undefined)) {
        return { status: "interrupted", error: null };
      }
      const error = errorFields(this.#failure === undefined ? raised : this.#failure.error);
      this.#services.log("error", "heddle.run", error.traceback, this.runId);
      return { status: "error", error };
    }
  }

  async #handedOff() {
    await this.#asker.settled();
    const refused = this.#asker.failure;
    return refused === undefined ? { status: "handed_off", error: null } : { status: "error", error: errorFields(refused) };
  }

  /**
   * The outcome of the work; once the run is told to stop, work that goes on all the same is left behind.
   * @param {Promise<void>} work
   */
  async #untilStopped(work) {
    const { signal } = this.#stop;
    /** @type {Promise<void>} */
    const stopped = new Promise((_resolve, reject) => {
      const giveUp = () => void pause(STOP_PATIENCE_MS, undefined, { ref: false }).then(() => reject(signal.reason));
      signal.addEventListener("abort", giveUp, { once: true });
    });
    await Promise.race([work, stopped]);
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #execute() {
    const frame = this.#frame;
    await passHead(frame.head_time);
    this.#services.link.sendJson(Kind.STARTED, this.#channel, {});
    const config = this.#config();
    const modes = new Modes(frame.stream_mode ?? ["values"]);
    const graph = (this.#graph = await this.#open(config));
    this.#stop.signal.throwIfAborted();
    for await (const made of this.#events(graph, config, modes)) await this.#emit(made.mode, made.namespace, made.data);
    await this.#tellWhereFeedbackGoes();
  }

  async #tellWhereFeedbackGoes() {
    try {
      const urls = await feedbackUrls(this.runId, this.#frame.feedback_keys);
      if (Object.keys(urls).length > 0) await this.#emit("feedback", "", urls);
    } catch (raised) {
      // LangSmith's troubles are none of the run's
      this.#services.log("warning", "heddle.run", `no place for feedback: ${raised}`, this.runId);
    }
  }

  /** @param {Dict} config */
  #open(config) {
    const entry = this.#services.registry.entry(this.#frame.graph_id);
    return entry.open(config, this.#saver, new HeddleStore(this.#asker));
  }

  #config() {
    const frame = this.#frame;
    const { recursion_limit, max_concurrency, run_name, ...given } = frame.config ?? {};
    const configurable = { ...given.configurable };
    if (frame.resumed) {
      delete configurable.checkpoint_id;
      delete configurable.checkpoint_map;
    } else if (frame.checkpoint_id != null) {
      configurable.checkpoint_id = frame.checkpoint_id;
    }
    if (frame.strict_resume) configurable[STRICT_RESUME] = true;
    const metadata = {
      ...frame.metadata,
      ...given.metadata,
      run_id: this.runId,
      run_attempt: frame.attempt ?? 1,
      langgraph_version: this.#services.packages["@langchain/langgraph"],
    };
    return {
      ...given,
      ...(recursion_limit != null && { recursionLimit: recursion_limit }),
      ...(max_concurrency != null && { maxConcurrency: max_concurrency }),
      ...(run_name != null && { runName: run_name }),
      runId: this.runId,
      configurable,
      metadata,
    };
  }

  #input() {
    const { resumed, command, input = null } = this.#frame;
    if (resumed) return null;
    return command == null ? input : commandOf(command);
  }

  /**
   * @param {Pregel} graph
   * @param {Dict} config
   * @param {Modes} modes
   * @returns {AsyncGenerator<import("./streams.js").Event>}
   */
  async *#events(graph, config, modes) {
    const options = this.#options(graph, config, modes);
    if (modes.wanted.has(PROTOCOL)) {
      yield* protocolEvents(graph, this.#input(), options);
      return;
    }
    for await (const { path, mode, data } of this.#stream(graph, options, modes)) yield* modes.events(path, mode, data);
  }

  /**
   * @param {Pregel} graph
   * @param {Dict} config
   * @param {Modes} modes
   * @returns {any}
   */
  #options(graph, config, modes) {
    const frame = this.#frame;
    const context = contextFor(/** @type {any} */ (graph).builder?._configRuntimeSchema, frame.context);
    return {
      ...config,
      ...(context !== undefined && { context }),
      callbacks: [this.#pacing.handler, this.#boundary.handler, ...callbacksFor(frame.langsmith_tracer)],
      signal: this.#stop.signal,
      streamMode: modes.ofGraph,
      subgraphs: Boolean(frame.subgraphs),
      ...(frame.interrupt_before != null && { interruptBefore: frame.interrupt_before }),
      ...(frame.interrupt_after != null && { interruptAfter: frame.interrupt_after }),
      durability: frame.durability ?? "async",
      ...(this.#boundary.control !== undefined && { control: this.#boundary.control }),
    };
  }

  /**
   * @param {Pregel} graph
   * @param {any} options
   * @param {Modes} modes
   * @returns {AsyncGenerator<{path: string[], mode: string, data: unknown}>}
   */
  async *#stream(graph, options, modes) {
    if (!modes.traced) {
      const chunks = /** @type {AsyncIterable<any>} */ (await graph.stream(this.#input(), options));
      for await (const chunk of chunks) yield chunkOf(chunk, options.subgraphs);
      return;
    }
    /** @type {any} */
    const traces = graph.streamEvents(this.#input(), { ...options, version: "v2" });
    for await (const traced of traces) {
      if (traced.tags?.includes(HIDDEN)) continue; // LangChain for Python leaves them out by itself
      const isRoot = traced.event === "on_chain_stream" && traced.run_id === this.runId;
      if (isRoot) yield chunkOf(traced.data.chunk, options.subgraphs);
      else yield { path: [], mode: "events", data: traced };
    }
  }

  /**
   * @param {string} mode
   * @param {string} namespace
   * @param {unknown} data
   */
  async #emit(mode, namespace, data) {
    const body = event(mode, namespace, dumps(data));
    await this.#pacing.spend(body.length);
    this.#services.link.send(Kind.EVENT, this.#channel, body);
  }

  /**
   * @param {string} status
   * @param {Dict | null} error
   */
  async #end(status, error) {
    /** @type {Dict} */
    let end = { status, error, values: null, next: [], interrupts: {}, state: null };
    if (this.#cancelled?.action !== "rollback" && status !== "handed_off") {
      try {
        end = { ...end, ...(await runAs(this, () => this.#head())) };
      } catch (raised) {
        if (raised instanceof Fenced) return;
        // the run's own outcome matters more than a picture of its state
        this.#services.log("warning", "heddle.run", `no final state: ${raised}`, this.runId);
      }
    }
    this.#services.link.send(Kind.END, this.#channel, Buffer.from(dumps(end)));
  }

  async #head() {
    // Without a graph it failed before the graph was there; the thread may have a state all the same.
    const graph = this.#graph ?? (await this.#open(this.#config()));
    const head = this.#saver.head();
    if (head !== undefined) graph.checkpointer = new HeadSaver(this.#asker, head);
    const snapshot = await graph.getState({ configurable: { thread_id: String(this.#frame.thread_id) } });
    return {
      values: snapshot.values,
      next: snapshot.next,
      interrupts: pendingInterrupts(snapshot),
      state: threadState(snapshot),
    };
  }
}

/**
 * @param {any} chunk
 * @param {boolean} subgraphs
 */
function chunkOf(chunk, subgraphs) {
  const [path, mode, data] = subgraphs ? chunk : [[], ...chunk];
  return { path, mode, data };
}

/** @param {unknown} raised */
function errorFields(raised) {
  const message = raised instanceof Error ? raised.message : String(raised);
  const traceback = raised instanceof Error ? (raised.stack ?? message) : message;
  return { error: errorName(raised), message, traceback };
}
