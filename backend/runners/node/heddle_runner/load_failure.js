// SPDX-License-Identifier: Apache-2.0
/** Why a project's code could not be loaded, told to the person who wrote it. */

import { EntryError } from "./source.js";
import { errorName } from "./wire_json.js";

/** Of imports by a package's name; a missing file is a mistake of another kind. */
const MISSING_PACKAGE = /Cannot find (?:module|package) '((?!\.|\/|file:)[^']+)'/;

/**
 * @param {unknown} raised
 * @param {string} baseDir
 * @returns {{error: string, traceback: string | null}}
 */
export function loadFailure(raised, baseDir) {
  if (!(raised instanceof Error)) return { error: `${errorName(raised)}: ${String(raised)}`, traceback: String(raised) };
  if (raised instanceof EntryError) return { error: raised.message, traceback: null };
  const error = `${errorName(raised)}: ${raised.message}`;
  const missing = MISSING_PACKAGE.exec(raised.message);
  if (missing === null) return { error, traceback: raised.stack ?? raised.message };
  const advice = `${missing[0]}: install what package.json names (npm install in ${baseDir}), or add it there`;
  return { error: `${errorName(raised)}: ${advice}`, traceback: raised.stack ?? raised.message };
}
