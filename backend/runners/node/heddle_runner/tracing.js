// SPDX-License-Identifier: Apache-2.0
/** What LangSmith has to do with a run: which project its trace goes to, and where people may say what they think of it. */

import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";

/** The run's own outcome does not wait longer for a LangSmith that does not answer. */
const PATIENCE_MS = 5000;

/** The variables by which LangChain decides whether it traces. */
const SWITCHES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"];

const traced = () => SWITCHES.some((name) => process.env[name] === "true");

/**
 * The run's tracer, where runs are traced; `wanted` is `langsmith_tracer` of its creation. LangChain would make one itself,
 * and as all callbacks of ours it would be waited for: with a LangSmith that is slow or away, so would each step.
 * @param {{project_name?: string, example_id?: string} | undefined} wanted
 */
export function callbacksFor(wanted) {
  if (!traced()) return [];
  // Given this way, and not set afterwards, it also holds for the copies that LangChain makes.
  return [new LangChainTracer({ projectName: wanted?.project_name, exampleId: wanted?.example_id, _awaitHandler: false })];
}

/**
 * One URL for each key, with which feedback on the run can be left without a key of LangSmith's. Nothing where runs are not
 * traced. Rejects as LangSmith's client does.
 * @param {string} runId
 * @param {string[] | undefined} keys
 * @returns {Promise<Record<string, string>>}
 */
export async function feedbackUrls(runId, keys) {
  if (keys === undefined || !traced()) return {};
  const { Client } = await import("langsmith"); // LangChain's own; not every layout of packages lets us see it
  const client = new Client({ timeout_ms: PATIENCE_MS, callerOptions: { maxRetries: 0 } });
  const ask = async (/** @type {string} */ key) => [key, (await client.createPresignedFeedbackToken(runId, key)).url];
  return Object.fromEntries(await Promise.all(keys.map(ask)));
}
