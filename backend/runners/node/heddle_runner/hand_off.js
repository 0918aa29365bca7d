// SPDX-License-Identifier: Apache-2.0
/** Stopping a run between two steps, so that another replica goes on from its last checkpoint. */

import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import * as langgraph from "@langchain/langgraph";

/** Undefined in a LangGraph that cannot stop between steps: its runs go on until they are cancelled. */
const Control = /** @type {typeof langgraph.RunControl | undefined} */ (langgraph.RunControl);

/**
 * For one run. Lets it stop where nothing is lost: in front of a step of the outermost graph. Between the steps of a graph
 * inside a node LangGraph would stop as well, but what that node has done so far would be done again.
 */
export class StepBoundary {
  /** @type {import("@langchain/langgraph").RunControl | undefined} */
  control;
  handler;

  /** @param {string} runId */
  constructor(runId) {
    const nodes = (this.handler = new OutermostNodes(runId));
    if (Control === undefined) return;
    this.control = new (class extends Control {
      get drainRequested() {
        return super.drainRequested && nodes.size === 0;
      }
    })();
  }

  /** @param {string} reason */
  request(reason) {
    this.control?.requestDrain(reason);
  }
}

/** Knows how many nodes of the outermost graph are at work: those that its run has started itself. */
class OutermostNodes extends BaseCallbackHandler {
  name = "heddle-nodes";
  awaitHandlers = true;
  #runId;
  /** @type {Set<string>} */
  #open = new Set();

  /** @param {string} runId */
  constructor(runId) {
    super();
    this.#runId = runId;
  }

  get size() {
    return this.#open.size;
  }

  /**
   * @param {unknown} _chain
   * @param {unknown} _inputs
   * @param {string} runId
   * @param {string} [parentRunId]
   */
  handleChainStart(_chain, _inputs, runId, parentRunId) {
    if (parentRunId === this.#runId) this.#open.add(runId);
  }

  /**
   * @param {unknown} _outputs
   * @param {string} runId
   */
  handleChainEnd(_outputs, runId) {
    this.#open.delete(runId);
  }

  /**
   * @param {unknown} _error
   * @param {string} runId
   */
  handleChainError(_error, runId) {
    this.#open.delete(runId);
  }
}
