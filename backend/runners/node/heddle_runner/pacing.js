// SPDX-License-Identifier: Apache-2.0
/**
 * Slows a run down to what the server takes of its events. LangGraph for JavaScript pushes events into a queue that has
 * no end, so it does not help that their reader waits: what makes them has to. The handler waits where LangChain lets a
 * callback wait, before each node, model call and tool, and at each token.
 *
 * Out of reach is a node that writes custom events without ever doing one of these; its events wait in memory.
 */

import { BaseCallbackHandler } from "@langchain/core/callbacks/base";

export class Pacing {
  #windows;
  #channel;
  /** @type {Promise<void> | undefined} */
  #waiting;
  handler;

  /**
   * @param {import("./credit.js").Windows} windows
   * @param {number} channel
   */
  constructor(windows, channel) {
    this.#windows = windows;
    this.#channel = channel;
    this.handler = new PaceHandler(() => this.#waiting);
  }

  /** @param {number} size of an event's frame body */
  async spend(size) {
    if (this.#windows.trySpend(this.#channel, size)) return;
    this.#waiting = this.#windows.spend(this.#channel, size);
    try {
      await this.#waiting;
    } finally {
      this.#waiting = undefined;
    }
  }
}

class PaceHandler extends BaseCallbackHandler {
  name = "heddle-pace";
  awaitHandlers = true;
  #room;

  /** @param {() => Promise<void> | undefined} room settles when the event that waits for credit has gone out */
  constructor(room) {
    super();
    this.#room = room;
  }

  async #wait() {
    await this.#room()?.catch(() => {}); // the run is over; its reader says so
  }

  handleLLMNewToken() {
    return this.#wait();
  }

  handleChainStart() {
    return this.#wait();
  }

  handleChatModelStart() {
    return this.#wait();
  }

  handleToolStart() {
    return this.#wait();
  }
}
