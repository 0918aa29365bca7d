// SPDX-License-Identifier: Apache-2.0
/** Stopping a run between two steps, so that another replica goes on from its last checkpoint. */

import * as langgraph from "@langchain/langgraph";
import { AsyncLocalStorageProviderSingleton } from "@langchain/core/singletons";

/** @typedef {import("@langchain/langgraph").RunControl} RunControl */

/** Undefined in a LangGraph that cannot stop between steps: its runs go on until they are cancelled. */
const Control = /** @type {typeof langgraph.RunControl | undefined} */ (langgraph.RunControl);

/**
 * For one run. Lets it stop where nothing is lost: in front of a step of the outermost graph. Between the steps of a graph
 * inside a node LangGraph would stop as well, but what that node has done so far would be done again.
 * @returns {RunControl | undefined}
 */
export function stepBoundary() {
  if (Control === undefined) return undefined;
  return new (class extends Control {
    get drainRequested() {
      return super.drainRequested && !insideANode();
    }
  })();
}

function insideANode() {
  return Boolean(AsyncLocalStorageProviderSingleton.getRunnableConfig()?.configurable?.checkpoint_ns);
}
