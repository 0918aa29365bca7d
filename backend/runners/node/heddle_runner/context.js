// SPDX-License-Identifier: Apache-2.0
/** The static context of a run, cut to what the graph's context schema knows. */

/**
 * The server mirrors `configurable` into the context, so keys that the schema does not have are left out. Schemas that do
 * not list their keys take any.
 * @param {any} schema the Zod object given to StateGraph, if any
 * @param {Record<string, any> | null | undefined} given
 */
export function contextFor(schema, given) {
  const shape = schema?.shape;
  const known = Object.entries(given ?? {}).filter(([name]) => shape === undefined || shape === null || name in shape);
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}
