// SPDX-License-Identifier: Apache-2.0
/** libraries.js for a Node whose module hooks run on a thread of their own. */

import { resolverFor } from "./libraries.js";

/** @type {ReturnType<typeof resolverFor>} */
export let resolve = (specifier, context, next) => next(specifier, context);

/** @param {{projectFolder: string}} data */
export function initialize({ projectFolder }) {
  resolve = resolverFor(projectFolder);
}
