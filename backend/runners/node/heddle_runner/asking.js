// SPDX-License-Identifier: Apache-2.0
/** Questions to the server that belong to one channel. */

import { Kind, loadJson } from "./frames.js";

/** @typedef {import("./frames.js").Message} Message */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {(seq: number) => Buffer} BodyOf */

/** The server wrote nothing. `reason` is "fenced", "out_of_order" or "busy". */
export class Refused extends Error {
  name = "Refused";

  /**
   * @param {string} reason
   * @param {string} message
   */
  constructor(reason, message) {
    super(message || reason);
    this.reason = reason;
  }
}

/** The run belongs to somebody else by now; it must stop without a word. */
export class Fenced extends Refused {
  name = "Fenced";
}

/** Code of a run that has ended still asks for something. */
export class RunOver extends Error {
  name = "RunOver";
}

const MOST_AHEAD = 64;

/**
 * Asks on one channel. Remembers what is unanswered, because a run may end only after all its puts were answered, even
 * if it was cancelled in the middle of one.
 *
 * `tell` does not wait for the answer, so that puts of several steps share one commit on the server, which keeps their
 * order; a refusal shows in `failure`.
 */
export class Asker {
  /** @type {Asker | undefined} */
  static #default;
  #link;
  #channel;
  /** @type {Set<Promise<Message>>} oldest first */
  #open = new Set();
  #over = false;
  /** @type {Refused | undefined} */
  failure;
  onFenced = () => {};

  /**
   * @param {Link} link
   * @param {number} channel
   */
  constructor(link, channel = 0) {
    this.#link = link;
    this.#channel = channel;
  }

  /** @param {Asker} asker */
  static setDefault(asker) {
    Asker.#default = asker;
  }

  /** Channel 0, for savers and stores that user code makes itself. */
  static default() {
    if (Asker.#default === undefined) {
      throw new Error("there is no heddle-server here; this class works inside its runner only");
    }
    return Asker.#default;
  }

  /**
   * @param {number} kind
   * @param {BodyOf} bodyOf
   */
  #send(kind, bodyOf) {
    if (this.#over) throw new RunOver("the run has ended; its code must not go on");
    const answer = this.#link.ask(kind, this.#channel, bodyOf);
    this.#open.add(answer);
    const forget = () => void this.#open.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  /**
   * @param {number} kind
   * @param {BodyOf} bodyOf
   */
  async ask(kind, bodyOf) {
    return this.#checked(await this.#send(kind, bodyOf));
  }

  /**
   * @param {number} kind
   * @param {BodyOf} bodyOf
   */
  async tell(kind, bodyOf) {
    this.#send(kind, bodyOf).then((message) => this.#look(message), () => {});
    while (this.#open.size > MOST_AHEAD) await this.#oldest();
  }

  #oldest() {
    const [first] = this.#open;
    return first?.catch(() => {});
  }

  /** @param {Message} message */
  #look(message) {
    try {
      this.#checked(message);
    } catch (error) {
      this.failure ??= /** @type {Refused} */ (error);
    }
  }

  /** Returns when everything asked so far has been answered. */
  async settled() {
    while (this.#open.size > 0) await Promise.allSettled(this.#open);
  }

  /** The channel closes: what code left behind by a cancelled run still asks is refused here. */
  end() {
    this.#over = true;
  }

  /** @param {Message} message */
  #checked(message) {
    if (message.kind !== Kind.FENCED) return message;
    const { reason = "fenced", message: text = "" } = loadJson(message.body);
    if (reason !== "fenced") throw new Refused(reason, text);
    this.onFenced();
    throw new Fenced(reason, text);
  }
}
