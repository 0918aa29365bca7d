// SPDX-License-Identifier: Apache-2.0
/**
 * How many event bytes the server is willing to take: a window per run and one for all runs together. A run that has no
 * credit awaits in `spend`. An event larger than the window goes out once the window is full and drives it negative.
 */
export class Windows {
  #runWindow;
  #totalWindow;
  /** @type {Map<number, number>} */
  #spent = new Map();
  #totalSpent = 0;
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * @param {number} runWindow
   * @param {number} totalWindow
   */
  constructor(runWindow, totalWindow) {
    this.#runWindow = runWindow;
    this.#totalWindow = totalWindow;
  }

  /** @param {number} channel */
  open(channel) {
    this.#spent.set(channel, 0);
  }

  /**
   * The channel's credit returns to the total; nothing is owed for a closed channel.
   * @param {number} channel
   */
  close(channel) {
    this.#totalSpent -= this.#spent.get(channel) ?? 0;
    this.#spent.delete(channel);
    this.#wake();
  }

  /**
   * @param {number} channel
   * @param {number} size
   */
  grant(channel, size) {
    const spent = this.#spent.get(channel);
    if (spent === undefined) return;
    const given = Math.min(size, spent);
    this.#spent.set(channel, spent - given);
    this.#totalSpent -= given;
    this.#wake();
  }

  /**
   * @param {number} channel
   * @param {number} size
   */
  trySpend(channel, size) {
    const spent = this.#spent.get(channel);
    if (spent === undefined) return false;
    if (spent > 0 && spent + size > this.#runWindow) return false;
    if (this.#totalSpent > 0 && this.#totalSpent + size > this.#totalWindow) return false;
    this.#spent.set(channel, spent + size);
    this.#totalSpent += size;
    return true;
  }

  /**
   * @param {number} channel
   * @param {number} size
   */
  async spend(channel, size) {
    while (!this.trySpend(channel, size)) {
      if (!this.#spent.has(channel)) throw new Error(`channel ${channel} is closed`);
      await new Promise((/** @type {(value?: undefined) => void} */ resolve) => this.#waiting.push(resolve));
    }
  }

  #wake() {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
