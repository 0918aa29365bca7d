// SPDX-License-Identifier: Apache-2.0
/** The socket to the server. PING does not come here: pulse.js answers it on a thread of its own. */

import net from "node:net";

import { Decoder, Kind, dumpJson, encode, loadJson, packedHead } from "./frames.js";

/** @typedef {import("./frames.js").Message} Message */

const WRITE_SIZE = 256 * 1024;
/** @type {Set<number>} */
const ANSWERS = new Set([Kind.ACK, Kind.FENCED, Kind.CKPT_DATA, Kind.DELTA_DATA]);
/** @type {Set<number>} */
const PACKED = new Set([Kind.CKPT_DATA, Kind.DELTA_DATA]);

/** The server is gone or the session has ended. */
export class LinkClosed extends Error {
  name = "LinkClosed";

  constructor() {
    super("the connection to heddle-server is closed");
  }
}

/**
 * Answers settle promises; everything else goes to `onMessage`. Lives on the main thread; `onClose` is called once.
 */
export class Link {
  #socket;
  #decoder = new Decoder();
  /** @type {Map<number, Buffer[]>} frames by channel; channels take turns in the map's order */
  #queues = new Map();
  #blocked = false;
  #closing = false;
  #closed = false;
  /** @type {Map<number, {resolve: (message: Message) => void, reject: (error: Error) => void}>} */
  #answers = new Map();
  #seq = 0;

  /** @type {(message: Message) => void} */
  onMessage = () => {};
  onClose = () => {};

  /** @param {number} fd a connected Unix socket; Node has set its close-on-exec flag when it started */
  constructor(fd) {
    this.#socket = new net.Socket({ fd, readable: true, writable: true, allowHalfOpen: false });
    this.#socket.on("data", (data) => this.#read(data));
    this.#socket.on("drain", () => this.#unblock());
    this.#socket.on("error", () => {}); // "close" follows and reports it once
    this.#socket.on("close", () => this.#shut());
  }

  /**
   * Queues the frames behind the channel's earlier ones. Channels take turns frame by frame.
   * @param {number} kind
   * @param {number} channel
   * @param {Buffer} body
   */
  send(kind, channel, body) {
    if (this.#closed || this.#closing) return;
    const frames = encode(kind, channel, body);
    const queue = this.#queues.get(channel);
    if (queue === undefined) this.#queues.set(channel, frames);
    else queue.push(...frames);
    this.#flush();
  }

  /**
   * @param {number} kind
   * @param {number} channel
   * @param {unknown} value
   */
  sendJson(kind, channel, value) {
    this.send(kind, channel, dumpJson(value));
  }

  /**
   * Sends a request whose body carries the sequence number; the promise settles with the answering message.
   * @param {number} kind
   * @param {number} channel
   * @param {(seq: number) => Buffer} bodyOf
   * @returns {Promise<Message>}
   */
  ask(kind, channel, bodyOf) {
    if (this.#closed || this.#closing) return Promise.reject(new LinkClosed());
    const seq = ++this.#seq;
    const body = bodyOf(seq);
    return new Promise((resolve, reject) => {
      this.#answers.set(seq, { resolve, reject });
      this.send(kind, channel, body);
    });
  }

  /** Sends what is queued, then closes. */
  close() {
    this.#closing = true;
    this.#finish();
  }

  // Sending

  /** Each frame is written at once while the socket takes it: what a run said before it crashed has arrived. */
  #flush() {
    while (!this.#blocked && this.#queues.size > 0) this.#blocked = !this.#socket.write(this.#nextFrames());
  }

  #unblock() {
    this.#blocked = false;
    this.#flush();
    this.#finish();
  }

  #finish() {
    if (this.#closing && this.#queues.size === 0) this.#socket.end();
  }

  #nextFrames() {
    const frames = [];
    let size = 0;
    for (const [channel, queue] of this.#queues) {
      const next = /** @type {Buffer} */ (queue.shift());
      frames.push(next);
      size += next.length;
      this.#queues.delete(channel);
      if (queue.length > 0) this.#queues.set(channel, queue); // behind the others; the loop comes to it again
      if (size >= WRITE_SIZE) break;
    }
    return frames.length === 1 ? frames[0] : Buffer.concat(frames, size);
  }

  // Receiving

  /** @param {Buffer} data */
  #read(data) {
    for (const message of this.#decoder.feed(data)) {
      if (ANSWERS.has(message.kind)) this.#answer(message);
      else this.onMessage(message);
    }
  }

  /** @param {Message} message */
  #answer(message) {
    const head = PACKED.has(message.kind) ? packedHead(message.body) : message.body;
    const seq = loadJson(head).seq;
    const waiting = this.#answers.get(seq);
    this.#answers.delete(seq);
    if (waiting === undefined) this.onMessage(message); // a run fenced while it asks for nothing
    else waiting.resolve(message);
  }

  #shut() {
    this.#closed = true;
    this.#queues.clear();
    const waiting = [...this.#answers.values()];
    this.#answers.clear();
    for (const { reject } of waiting) reject(new LinkClosed());
    this.onClose();
  }
}
