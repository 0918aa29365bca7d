// SPDX-License-Identifier: Apache-2.0
/** What this project and this runner have installed, and whether they work together. Imports none of it. */

import { readFileSync } from "node:fs";
import path from "node:path";

import { homeOf } from "./libraries.js";

export const PROTOCOL = 1;
const REPORTED = [
  "@langchain/langgraph",
  "@langchain/langgraph-checkpoint",
  "@langchain/langgraph-sdk",
  "@langchain/core",
  "langchain",
];
const OLDEST_NODE = [20, 9];

/**
 * @param {string} projectFolder
 * @returns {Record<string, string>}
 */
export function packageVersions(projectFolder) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of REPORTED) {
    const home = homeOf(name, projectFolder);
    if (home !== undefined) found[name] = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")).version;
  }
  return found;
}

/**
 * One sentence on why no graph can run here, or undefined.
 * @param {Record<string, string>} packages
 * @param {string} node
 */
export function refusal(packages, node = process.versions.node) {
  const [major, minor] = node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    return `Node ${node} at ${process.execPath} is too old; use Node ${OLDEST_NODE.join(".")} or newer.`;
  }
  const version = packages["@langchain/langgraph"];
  if (version === undefined) {
    return "@langchain/langgraph is not installed; run: npm install @langchain/langgraph@1 @langchain/core@1";
  }
  if (Number(version.split(".")[0]) !== 1) {
    return `@langchain/langgraph ${version} is not supported; run: npm install @langchain/langgraph@1`;
  }
  return undefined;
}

/** @param {Record<string, string>} packages */
export function hello(packages) {
  return {
    protocol: PROTOCOL,
    language: "node",
    version: process.versions.node,
    executable: process.execPath,
    pid: process.pid,
    packages,
  };
}
