// SPDX-License-Identifier: Apache-2.0
/** JSON of a request as LangGraph's input objects. */

import { Command, Send } from "@langchain/langgraph";

/** @typedef {Record<string, any>} Dict */

/**
 * `{resume, update, goto, graph}`; goto is a node, `{node, input}` or a list of these.
 * @param {Dict} value
 */
export function commandOf(value) {
  /** @type {Dict} */
  const fields = {};
  if (value.goto != null) fields.goto = Array.isArray(value.goto) ? value.goto.map(target) : target(value.goto);
  if (value.update != null) fields.update = value.update;
  if ("resume" in value) fields.resume = value.resume;
  if (value.graph != null) fields.graph = value.graph;
  return new Command(fields);
}

/** @param {string | Dict} value */
function target(value) {
  return typeof value === "string" ? value : new Send(value.node, value.input ?? value.args ?? value.arg ?? null);
}
