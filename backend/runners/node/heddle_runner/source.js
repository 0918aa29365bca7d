// SPDX-License-Identifier: Apache-2.0
/** Finds the object that an entry of langgraph.json names: "./file.ts:graph" or "package/module:graph". */

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** The entry cannot be loaded; the text tells the author of langgraph.json why. */
export class EntryError extends Error {
  name = "EntryError";
}

const PLAIN = /\.[mc]?js$/;
const FILE = /\.[mc]?[jt]sx?$/;

let prepared = false;

/**
 * Teaches Node the TypeScript (and JSX) that its own type stripping does not read: enums, path aliases of tsconfig.json,
 * imports without extension. Takes a moment, so plain JavaScript projects go without.
 * @param {(string | {path?: string})[]} graphs all of them
 */
export async function prepareTypescript(graphs) {
  const paths = graphs.map((graph) => (typeof graph === "string" ? graph : (graph.path ?? "")));
  if (prepared || paths.every((one) => PLAIN.test(split(one).where))) return;
  prepared = true;
  process.env.TSX_DISABLE_CACHE ??= "1"; // it would stay in the folder for temporary files
  const { register } = await import("tsx/esm/api");
  register();
  const { register: registerRequire } = await import("tsx/cjs/api");
  registerRequire();
}

/** @param {string} entry */
function split(entry) {
  const at = entry.lastIndexOf(":");
  return { where: entry.slice(0, Math.max(at, 0)), name: entry.slice(at + 1) };
}

/**
 * The object behind `entry`. Throws EntryError, or whatever the module throws while it is imported.
 * @param {string} entry
 * @param {string} baseDir
 * @returns {Promise<unknown>}
 */
export async function load(entry, baseDir) {
  const { where, name } = split(entry);
  if (!where || !name) {
    throw new EntryError(`'${entry}' does not name an object; write './file.ts:graph' or 'package/module:graph'`);
  }
  const module = await import(pathToFileURL(locate(where, baseDir)).href);
  let value = select(module, name);
  if (value === undefined) value = select(module.default, name); // CommonJS whose names Node could not see
  if (value === undefined) {
    throw new EntryError(`'${where}' does not export '${name}'; it exports: ${Object.keys(module).join(", ") || "nothing"}`);
  }
  return await value;
}

/**
 * @param {any} value
 * @param {string} name dotted
 */
function select(value, name) {
  for (const part of name.split(".")) value = value?.[part];
  return value;
}

/**
 * @param {string} where
 * @param {string} baseDir
 */
function locate(where, baseDir) {
  const file = path.resolve(baseDir, where);
  if (existsSync(file)) return file;
  if (where.startsWith(".") || path.isAbsolute(where) || FILE.test(where)) throw new EntryError(`there is no file ${file}`);
  try {
    return createRequire(path.join(baseDir, "_")).resolve(where);
  } catch {
    throw new EntryError(`there is no module '${where}'; is its package installed?`);
  }
}
