// SPDX-License-Identifier: Apache-2.0
/** Stopping a run between two steps, so that another replica goes on from its last checkpoint. */

import * as langgraph from "@langchain/langgraph";

/** Absent from a LangGraph that cannot stop between steps: its runs go on until they are cancelled. */
const RunControl = /** @type {any} */ (langgraph).RunControl;

/**
 * For one run. Unlike the Python runner's it also stops between the steps of a graph inside a node, because nothing tells
 * the two apart here; the next attempt then runs that node anew, and a graph in it with a memory goes on from there.
 * @returns {{requestDrain(reason: string): void} | undefined}
 */
export function stepBoundary() {
  return RunControl === undefined ? undefined : new RunControl();
}

/** @param {any} raised */
export function isHandedOff(raised) {
  return raised?.name === "GraphDrained";
}
