// SPDX-License-Identifier: Apache-2.0
/**
 * LANGGRAPH_AES_KEY: checkpoint values in the form of LangGraph's EncryptedSerializer for Python: type `…+aes`, and nonce,
 * tag and ciphertext of AES in EAX mode. Values from before the key stay readable.
 */

import { createCipheriv, randomBytes, timingSafeEqual } from "node:crypto";

const BLOCK = 16;
const SUFFIX = "+aes";
const KEY_LENGTHS = [16, 24, 32];

/** @typedef {import("@langchain/langgraph-checkpoint").SerializerProtocol} Serde */

/**
 * EAX (Bellare, Rogaway, Wagner 2004) without associated data, put together from OpenSSL's CTR and CBC, because Node offers
 * no EAX of its own: a CMAC of the nonce starts the counter, and the tag is that CMAC, one of nothing, and one of the
 * ciphertext, each told apart by a block in front.
 */
export class Eax {
  #key;
  #name;
  #whole;
  #padded;
  #ofNothing;

  /** @param {Buffer} key */
  constructor(key) {
    this.#key = key;
    this.#name = `aes-${key.length * 8}`;
    const zero = createCipheriv(`${this.#name}-ecb`, key, null).setAutoPadding(false).update(Buffer.alloc(BLOCK));
    this.#whole = doubled(zero);
    this.#padded = doubled(this.#whole);
    this.#ofNothing = this.#mac(1, Buffer.alloc(0));
  }

  /**
   * @param {Uint8Array} plain
   * @param {Buffer} [nonce] for tests alone: a nonce must never come twice
   */
  encrypt(plain, nonce = randomBytes(BLOCK)) {
    const start = this.#mac(0, nonce);
    const cipher = this.#count(start, plain);
    return Buffer.concat([nonce, this.#tag(start, cipher), cipher]);
  }

  /** @param {Uint8Array} data */
  decrypt(data) {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (bytes.length < 2 * BLOCK) throw new Error("MAC check failed: an encrypted value is too short");
    const start = this.#mac(0, bytes.subarray(0, BLOCK));
    const cipher = bytes.subarray(2 * BLOCK);
    if (!timingSafeEqual(this.#tag(start, cipher), bytes.subarray(BLOCK, 2 * BLOCK))) {
      throw new Error("MAC check failed: the value was encrypted with another LANGGRAPH_AES_KEY, or was changed");
    }
    return this.#count(start, cipher);
  }

  /**
   * @param {Buffer} start
   * @param {Buffer} cipher
   */
  #tag(start, cipher) {
    return xored(xored(start, this.#ofNothing), this.#mac(2, cipher));
  }

  /**
   * @param {Buffer} start
   * @param {Uint8Array} data
   */
  #count(start, data) {
    return createCipheriv(`${this.#name}-ctr`, this.#key, start).update(data);
  }

  /**
   * CMAC (NIST SP 800-38B) of a block that ends with `what`, and of the data behind it.
   * @param {number} what
   * @param {Buffer} data
   */
  #mac(what, data) {
    const front = Buffer.alloc(BLOCK);
    front[BLOCK - 1] = what;
    const message = Buffer.concat([front, data]);
    const rest = message.length % BLOCK;
    const end = message.length - (rest || BLOCK);
    let last = message.subarray(end);
    if (rest > 0) last = Buffer.concat([last, Buffer.from([0x80]), Buffer.alloc(BLOCK - rest - 1)]);
    const chain = createCipheriv(`${this.#name}-cbc`, this.#key, Buffer.alloc(BLOCK)).setAutoPadding(false);
    chain.update(message.subarray(0, end));
    return chain.update(xored(last, rest === 0 ? this.#whole : this.#padded));
  }
}

/** A serializer whose values nobody reads without the key. `plain` is the one it is made of. */
export class EncryptedSerializer {
  #cipher;

  /**
   * @param {Serde} plain
   * @param {Buffer} key
   */
  constructor(plain, key) {
    this.plain = plain;
    this.#cipher = new Eax(key);
  }

  /**
   * @param {unknown} value
   * @returns {Promise<[string, Uint8Array]>}
   */
  async dumpsTyped(value) {
    const [type, data] = await this.plain.dumpsTyped(value);
    return [type + SUFFIX, this.#cipher.encrypt(data)];
  }

  /**
   * @param {string} type
   * @param {Uint8Array | string} data
   */
  async loadsTyped(type, data) {
    if (!type.endsWith(SUFFIX)) return await this.plain.loadsTyped(type, data);
    const plain = this.#cipher.decrypt(Buffer.from(/** @type {Uint8Array} */ (data)));
    return await this.plain.loadsTyped(type.slice(0, -SUFFIX.length), plain);
  }
}

/**
 * The serializer for every saver of this process.
 * @param {Serde} plain
 * @returns {Serde}
 */
export function serializer(plain) {
  const key = process.env.LANGGRAPH_AES_KEY;
  return key === undefined ? plain : new EncryptedSerializer(plain, Buffer.from(key));
}

/**
 * One sentence on why no graph may run, or undefined: storing readable what should not be is no way out.
 * @param {Record<string, string | undefined>} env
 */
export function encryptionRefusal({ LANGGRAPH_AES_KEY: key }) {
  if (key === undefined || KEY_LENGTHS.includes(Buffer.byteLength(key))) return undefined;
  return "checkpoints cannot be encrypted: LANGGRAPH_AES_KEY must be 16, 24, or 32 bytes long.";
}

/** @param {Buffer} block times x in GF(2^128) */
function doubled(block) {
  const out = Buffer.alloc(BLOCK);
  for (let at = 0; at < BLOCK; at += 1) out[at] = (block[at] << 1) | ((block[at + 1] ?? 0) >> 7);
  if (block[0] & 0x80) out[BLOCK - 1] ^= 0x87;
  return out;
}

/**
 * @param {Buffer} left
 * @param {Buffer} right
 */
function xored(left, right) {
  const out = Buffer.alloc(BLOCK);
  for (let at = 0; at < BLOCK; at += 1) out[at] = left[at] ^ right[at];
  return out;
}
