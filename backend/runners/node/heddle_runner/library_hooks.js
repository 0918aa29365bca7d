// SPDX-License-Identifier: Apache-2.0
/** libraries.js for a Node whose module hooks run on a thread of their own. */

import { resolverFor } from "./libraries.js";

/** @type {ReturnType<typeof resolverFor>} */
let resolver;

/** @param {{projectFolder: string}} data */
export function initialize({ projectFolder }) {
  resolver = resolverFor(projectFolder);
}

/** @type {typeof resolver} Node keeps the function it finds at first, so it must not be another one later */
export function resolve(specifier, context, next) {
  return resolver(specifier, context, next);
}
