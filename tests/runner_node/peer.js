// SPDX-License-Identifier: Apache-2.0
/** The server's end of a runner's two sockets, for tests of the runner alone. */

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

import { Decoder, Kind, encode, loadJson, nameOf, packedHead, readEvent } from "../../backend/runners/node/heddle_runner/frames.js";
import { MemoryCheckpoints } from "./memory_checkpoints.js";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const MAIN = path.join(HERE, "../../backend/runners/node/heddle_runner/main.js");
const SAVER_KINDS = new Set(
  [Kind.CKPT_PUT, Kind.WRITES_PUT, Kind.CKPT_GET, Kind.CKPT_LIST, Kind.SAVER_OP, Kind.STORE, Kind.DELTA_GET],
);
const PUTS = new Set([Kind.CKPT_PUT, Kind.WRITES_PUT]);
const PATIENCE_MS = 30000;

export const GRAPHS = path.join(HERE, "graphs");

export function graphsOf(folder) {
  return JSON.parse(readFileSync(path.join(folder, "langgraph.json"), "utf8")).graphs;
}

/** Talks to a real runner process. Saver frames are answered as they come; credit is given back as events are read
 * unless `giveCredit` is false. */
export class Peer {
  storage = new MemoryCheckpoints();
  giveCredit = true;
  fencePuts = false;
  fenceReason = "fenced";
  held; // a list: puts wait in it for release()
  logs = [];
  output = "";
  #channels = 0;
  #messages = [];
  #waiting;

  /** Those of the graphs whose file is `file`, so that a runner need not load the others. */
  static from(file, folder = GRAPHS) {
    const named = Object.entries(graphsOf(folder)).filter(([, spec]) => String(spec.path ?? spec).startsWith(file));
    return Object.fromEntries(named);
  }

  /** @returns {Promise<Peer>} of a runner that has loaded its graphs */
  static async start({ folder = GRAPHS, graphs = graphsOf(folder), ...welcome } = {}) {
    const peer = new Peer(folder);
    peer.hello = await peer.expect(Kind.HELLO);
    peer.send(Kind.WELCOME, 0, {
      role: "executor",
      generation: 1,
      base_dir: folder,
      graphs,
      env: {},
      concurrency: 4,
      run_window: 1 << 20,
      total_window: 16 << 20,
      reload: false,
      ...welcome,
    });
    const loaded = await peer.expect(Kind.GRAPHS);
    peer.app = loaded.app;
    peer.graphs = Object.fromEntries(loaded.graphs.map((graph) => [graph.id, graph]));
    return peer;
  }

  constructor(folder) {
    // "pipe" above 2 is a Unix socket pair.
    this.process = spawn(process.execPath, ["--enable-source-maps", MAIN], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    });
    this.exited = new Promise((resolve) => this.process.once("exit", (code, signal) => resolve({ code, signal })));
    for (const stream of [this.process.stdout, this.process.stderr]) stream.on("data", (data) => (this.output += data));
    this.sock = this.#listen(this.process.stdio[3]);
    this.pulse = this.#listen(this.process.stdio[4]);
  }

  #listen(socket) {
    const decoder = new Decoder();
    socket.on("data", (data) => decoder.feed(data).forEach((message) => this.#arrive(message)));
    socket.on("error", () => {}); // a runner that is leaving needs no credit
    socket.on("close", () => socket === this.sock && this.#arrive(undefined));
    return socket;
  }

  #arrive(message) {
    if (message !== undefined && SAVER_KINDS.has(message.kind)) return this.#answer(message);
    if (message?.kind === Kind.LOG) return void this.logs.push(loadJson(message.body));
    this.#messages.push(message);
    this.#waiting?.();
  }

  #answer(message) {
    if (this.fencePuts && PUTS.has(message.kind)) {
      const { seq } = loadJson(packedHead(message.body));
      return this.send(Kind.FENCED, message.channel, { seq, reason: this.fenceReason, message: "lost" });
    }
    if (this.held !== undefined && PUTS.has(message.kind)) return void this.held.push(message);
    const { kind, body } = this.storage.answer(message);
    this.send(kind, message.channel, body);
  }

  release() {
    const { held } = this;
    this.held = undefined;
    for (const message of held) this.#answer(message);
  }

  send(kind, channel, value, socket = this.sock) {
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
    for (const frame of encode(kind, channel, body)) socket.write(frame);
  }

  /** The next message that is not a saver question, or undefined at the end of the connection. */
  async receive() {
    if (this.#messages.length === 0) {
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`the runner said nothing; it printed: ${this.output}`)), PATIENCE_MS);
      });
      await Promise.race([late, new Promise((resolve) => (this.#waiting = resolve))]);
      clearTimeout(timer);
    }
    const message = this.#messages.shift();
    if (message?.kind === Kind.EVENT && this.giveCredit) {
      this.send(Kind.CREDIT, message.channel, { bytes: message.body.length });
    }
    return message;
  }

  async expect(kind, channel = 0) {
    for (let message; (message = await this.receive()) !== undefined; ) {
      if (message.kind === kind && message.channel === channel) return loadJson(message.body);
    }
    throw new Error(`the connection ended before ${nameOf(kind)}; the runner printed: ${this.output}`);
  }

  async expectEvent(channel) {
    for (let message; (message = await this.receive()) !== undefined; ) {
      if (message.kind === Kind.EVENT && message.channel === channel) return eventOf(message);
    }
    throw new Error("the connection ended before an event");
  }

  /** One PING; the PONG comes on the second socket. */
  ping(seq) {
    this.send(Kind.PING, 0, { seq }, this.pulse);
    return this.expect(Kind.PONG);
  }

  startRun(graph_id, input, { thread_id = randomUUID(), run_id = randomUUID(), config = {}, ...fields } = {}) {
    const channel = ++this.#channels;
    const names = { run_id, thread_id, graph_id, assistant_id: randomUUID() };
    const whole = { ...config, configurable: { ...config.configurable, ...names } };
    this.send(Kind.RUN, channel, { ...names, attempt: 1, fence: 1, input, config: whole, ...fields });
    return { channel, thread: thread_id };
  }

  /** The run's events and its END. */
  async finish(channel) {
    const events = [];
    for (let message; (message = await this.receive()) !== undefined; ) {
      if (message.channel !== channel) continue;
      if (message.kind === Kind.EVENT) events.push(eventOf(message));
      else if (message.kind === Kind.END) return { events, end: loadJson(message.body) };
    }
    throw new Error(`the connection ended before END; the runner printed: ${this.output}`);
  }

  async run(graphId, input, fields) {
    const { channel, thread } = this.startRun(graphId, input, fields);
    return { ...(await this.finish(channel)), thread };
  }

  call(method, params = {}) {
    const channel = ++this.#channels;
    this.send(Kind.CALL, channel, { method, params });
    return this.expect(Kind.REPLY, channel);
  }

  async close() {
    this.sock.destroy();
    this.pulse.destroy();
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 10000);
    await this.exited;
    clearTimeout(timer);
  }
}

function eventOf(message) {
  const { mode, namespace, json } = readEvent(message.body);
  return { mode, namespace, data: JSON.parse(json) };
}

/** The data of the events of one mode. */
export function ofMode(events, mode) {
  return events.filter((event) => event.mode === mode).map((event) => event.data);
}
