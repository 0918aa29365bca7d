// SPDX-License-Identifier: Apache-2.0
/** Runner frames as bytes (backend/wire/frames.md): pure functions, no I/O. */

export const VERSION = 1;
export const CHUNK = 256 * 1024;
export const MAX_BODY = 128 * 1024 * 1024;
const MORE = 1;
const HEADER = 12;

/** @enum {number} */
export const Kind = Object.freeze({
  HELLO: 1,
  WELCOME: 2,
  GRAPHS: 3,
  RUN: 4,
  STARTED: 5,
  EVENT: 6,
  CREDIT: 7,
  CKPT_PUT: 8,
  WRITES_PUT: 9,
  ACK: 10,
  FENCED: 11,
  CKPT_GET: 12,
  CKPT_LIST: 13,
  CKPT_DATA: 14,
  SAVER_OP: 15,
  DELTA_GET: 16,
  DELTA_DATA: 17,
  STORE: 18,
  CANCEL: 19,
  END: 20,
  CALL: 21,
  REPLY: 22,
  PING: 23,
  PONG: 24,
  LOG: 25,
  DRAIN: 26,
  BYE: 27,
});

/** @type {Map<number, string>} */
const NAMES = new Map(Object.entries(Kind).map(([name, number]) => [number, name]));

/** @param {number} kind */
export function nameOf(kind) {
  return NAMES.get(kind) ?? `kind ${kind}`;
}

/** The peer broke the frame rules; the session cannot go on. */
export class FrameError extends Error {
  name = "FrameError";
}

/**
 * A whole body, put together from its frames.
 * @typedef {{kind: number, channel: number, body: Buffer}} Message
 */

/**
 * The frames of one body, in order, cut at CHUNK bytes.
 * @param {number} kind
 * @param {number} channel
 * @param {Buffer} body
 * @returns {Buffer[]}
 */
export function encode(kind, channel, body) {
  if (body.length > MAX_BODY) {
    throw new FrameError(`a ${nameOf(kind)} body of ${body.length} bytes is above the limit of ${MAX_BODY}`);
  }
  if (body.length <= CHUNK) return [frame(kind, 0, channel, body)];
  const frames = [];
  for (let start = 0; start < body.length; start += CHUNK) {
    const more = start + CHUNK < body.length ? MORE : 0;
    frames.push(frame(kind, more, channel, body.subarray(start, start + CHUNK)));
  }
  return frames;
}

/**
 * @param {number} kind
 * @param {number} flags
 * @param {number} channel
 * @param {Buffer} body
 */
function frame(kind, flags, channel, body) {
  const made = Buffer.allocUnsafe(HEADER + body.length);
  made.writeUInt32LE(8 + body.length, 0);
  made[4] = VERSION;
  made[5] = kind;
  made.writeUInt16LE(flags, 6);
  made.writeUInt32LE(channel, 8);
  body.copy(made, HEADER);
  return made;
}

/** Turns a byte stream, cut anywhere, into messages. Throws FrameError at the first broken frame. */
export class Decoder {
  /** @type {Buffer[]} */
  #pieces = [];
  #size = 0;
  /** @type {Map<string, {parts: Buffer[], size: number}>} */
  #open = new Map();

  /**
   * @param {Buffer} data
   * @returns {Message[]}
   */
  feed(data) {
    this.#pieces.push(data);
    this.#size += data.length;
    const messages = [];
    while (this.#size >= HEADER) {
      const head = this.#front(HEADER);
      const length = head.readUInt32LE(0);
      if (head[4] !== VERSION) throw new FrameError(`frame version ${head[4]} is not ${VERSION}`);
      if (length < 8 || length > 8 + CHUNK) throw new FrameError(`frame length ${length} is outside 8…${8 + CHUNK}`);
      if (this.#size < 4 + length) break;
      const whole = this.#take(4 + length);
      const message = this.#join(whole[5], whole.readUInt16LE(6), whole.readUInt32LE(8), whole.subarray(HEADER));
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  /**
   * The first bytes in one piece; they stay. Pieces are joined only when a frame lies across them.
   * @param {number} size
   */
  #front(size) {
    if (this.#pieces[0].length < size) this.#pieces = [Buffer.concat(this.#pieces, this.#size)];
    return this.#pieces[0];
  }

  /** @param {number} size */
  #take(size) {
    const front = this.#front(size);
    if (front.length === size) this.#pieces.shift();
    else this.#pieces[0] = front.subarray(size);
    this.#size -= size;
    return front.subarray(0, size);
  }

  /**
   * @param {number} kind
   * @param {number} flags
   * @param {number} channel
   * @param {Buffer} body
   * @returns {Message | undefined}
   */
  #join(kind, flags, channel, body) {
    if (!NAMES.has(kind)) throw new FrameError(`frame kind ${kind} is unknown`);
    const key = `${kind}/${channel}`;
    const more = (flags & MORE) !== 0;
    let open = this.#open.get(key);
    if (open === undefined && !more) return { kind, channel, body };
    if (open === undefined) this.#open.set(key, (open = { parts: [], size: 0 }));
    open.parts.push(body);
    open.size += body.length;
    if (open.size > MAX_BODY) {
      throw new FrameError(`a ${nameOf(kind)} body is above the limit of ${MAX_BODY} bytes`);
    }
    if (more) return undefined;
    this.#open.delete(key);
    return { kind, channel, body: Buffer.concat(open.parts, open.size) };
  }
}

/**
 * Control JSON. Lone surrogates travel as escapes: JSON.stringify writes them so.
 * @param {unknown} value
 */
export function dumpJson(value) {
  return Buffer.from(JSON.stringify(value));
}

/**
 * @param {Buffer} body
 * @returns {Record<string, any>}
 */
export function loadJson(body) {
  let value;
  try {
    value = JSON.parse(body.toString());
  } catch (error) {
    throw new FrameError(`a body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new FrameError("a JSON body is not an object");
  }
  return value;
}

/**
 * Packed body: a JSON object, then the raw bytes its "len" fields announce, in their order.
 * @param {Buffer} head
 * @param {Uint8Array[]} parts
 */
export function pack(head, parts) {
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32LE(head.length);
  return Buffer.concat([size, head, ...parts]);
}

/**
 * The JSON of a packed body, as bytes.
 * @param {Buffer} body
 */
export function packedHead(body) {
  if (body.length < 4) throw new FrameError("a packed body is shorter than its length field");
  const end = 4 + body.readUInt32LE(0);
  if (end > body.length) throw new FrameError("a packed body is shorter than its JSON");
  return body.subarray(4, end);
}

/** Reads a packed body: `head`, then `take(entry)` for each entry in the order in which they stand. */
export class Unpacker {
  #body;
  #at;

  /** @param {Buffer} body */
  constructor(body) {
    const head = packedHead(body);
    this.#body = body;
    this.#at = 4 + head.length;
    this.head = loadJson(head);
  }

  /**
   * @param {{len?: number | null}} entry
   * @returns {Buffer | undefined}
   */
  take(entry) {
    const size = entry.len ?? undefined;
    if (size === undefined) return undefined;
    const end = this.#at + size;
    if (size < 0 || end > this.#body.length) throw new FrameError("a packed body is shorter than its parts");
    const data = this.#body.subarray(this.#at, end);
    this.#at = end;
    return data;
  }
}

/**
 * EVENT body: mode, namespace (parts joined by '|'), finished JSON.
 * @param {string} mode
 * @param {string} namespace
 * @param {string} json
 */
export function event(mode, namespace, json) {
  const modeSize = Buffer.byteLength(mode);
  const namespaceSize = Buffer.byteLength(namespace);
  const body = Buffer.allocUnsafe(3 + modeSize + namespaceSize + Buffer.byteLength(json));
  body[0] = modeSize;
  body.write(mode, 1);
  body.writeUInt16LE(namespaceSize, 1 + modeSize);
  body.write(namespace, 3 + modeSize);
  body.write(json, 3 + modeSize + namespaceSize);
  return body;
}

/**
 * @param {Buffer} body
 * @returns {{mode: string, namespace: string, json: string}}
 */
export function readEvent(body) {
  if (body.length < 1 || body.length < 3 + body[0]) throw new FrameError("an event body is shorter than its mode");
  const at = 1 + body[0];
  const start = at + 2;
  const end = start + body.readUInt16LE(at);
  if (body.length < end) throw new FrameError("an event body is shorter than its namespace");
  return {
    mode: body.toString("utf8", 1, at),
    namespace: body.toString("utf8", start, end),
    json: body.toString("utf8", end),
  };
}
