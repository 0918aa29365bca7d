// SPDX-License-Identifier: Apache-2.0
/** JavaScript values as the JSON a LangGraph server sends. */

const MAX_DEPTH = 400;

/**
 * Compact JSON of anything a graph may put into its state. Messages become flat objects, lone surrogates U+FFFD; of
 * objects JSON has no form for, their text.
 * @param {unknown} value
 * @returns {string}
 */
export function dumps(value) {
  try {
    return JSON.stringify(value, plain) ?? "null";
  } catch {
    return JSON.stringify(tree(value, 0, new Set()), plain) ?? "null"; // a cycle, or deeper than the stack
  }
}

/**
 * Called by JSON.stringify after the value's own toJSON, which would turn a message into LangChain's constructor form;
 * the holder has the original.
 * @this {any}
 * @param {string} key
 * @param {unknown} value
 */
function plain(key, value) {
  if (typeof value === "string") return value.toWellFormed();
  const original = this[key];
  if (original === null || typeof original !== "object") return typeof value === "bigint" ? bigint(value) : value;
  return Array.isArray(original) ? original : ofObject(original, value);
}

/**
 * @param {any} original
 * @param {unknown} value what its toJSON made of it
 */
function ofObject(original, value) {
  if (typeof original.toDict === "function") {
    const { type, data } = original.toDict();
    return { ...data, type };
  }
  if (original.lg_name === "Send") return { node: original.node, args: original.args };
  if (original instanceof Error) return { error: errorName(original), message: original.message };
  if (original instanceof Map) return Object.fromEntries(original);
  if (original instanceof Set) return [...original];
  if (original instanceof RegExp) return original.source;
  if (original instanceof Uint8Array) return Buffer.from(original).toString("base64");
  return value;
}

/** A number while it is one exactly, else its digits. @param {bigint} value */
function bigint(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/**
 * A copy that JSON.stringify can take: cycles and what lies too deep become text.
 * @param {any} value
 * @param {number} depth
 * @param {Set<unknown>} above
 * @returns {unknown}
 */
function tree(value, depth, above) {
  if (value === null || typeof value !== "object") return value;
  if (above.has(value) || depth > MAX_DEPTH) return `<${value.constructor?.name ?? "object"}>`;
  const flat = Array.isArray(value) ? value : ofObject(value, value.toJSON?.() ?? value);
  if (flat === null || typeof flat !== "object") return flat;
  above.add(value);
  const made = Array.isArray(flat)
    ? flat.map((item) => tree(item, depth + 1, above))
    : Object.fromEntries(Object.entries(flat).map(([name, item]) => [name, tree(item, depth + 1, above)]));
  above.delete(value);
  return made;
}

/** A subclass that set no name of its own is known by its class. @param {any} error */
export function errorName(error) {
  if (!(error instanceof Error)) return typeof error;
  const { name } = error;
  return name && name !== "Error" ? name : error.constructor?.name || "Error";
}
