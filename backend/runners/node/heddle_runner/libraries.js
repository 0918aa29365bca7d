// SPDX-License-Identifier: Apache-2.0
/**
 * Which copy of LangGraph is loaded. A graph and its runner must share one, or a message of the one is no message to the
 * other. The project's copy comes first; a project without any gets the one that is installed beside the runner.
 */

import { existsSync, realpathSync } from "node:fs";
import module from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const OWN_FOLDER = path.dirname(fileURLToPath(import.meta.url));
const LANGGRAPH = "@langchain/langgraph";

/**
 * The folder of an installed package as code in `folder` finds it, or undefined.
 * @param {string} name
 * @param {string} folder
 */
export function findPackage(name, folder) {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = path.join(at, "node_modules", name);
    if (existsSync(path.join(found, "package.json"))) return realpathSync(found);
    if (at === path.dirname(at)) return undefined;
  }
}

/**
 * The folder of the package that graphs of the project and the runner share. What LangGraph itself is built on is taken
 * from where LangGraph finds it.
 * @param {string} name
 * @param {string} projectFolder
 */
export function homeOf(name, projectFolder) {
  const langgraph = findPackage(LANGGRAPH, projectFolder) ?? findPackage(LANGGRAPH, OWN_FOLDER);
  if (name === LANGGRAPH) return langgraph;
  return (langgraph && findPackage(name, langgraph)) ?? findPackage(name, projectFolder);
}

/**
 * Where an import of a shared package has to be resolved from.
 * @param {string} name
 * @param {string} importer the folder of the importing file
 * @param {string} projectFolder
 */
export function resolveFrom(name, importer, projectFolder) {
  const isOurs = importer === OWN_FOLDER;
  if (!isOurs) return findPackage(name, importer) !== undefined ? importer : OWN_FOLDER;
  const langgraph = homeOf(LANGGRAPH, projectFolder) ?? OWN_FOLDER;
  return name === LANGGRAPH || findPackage(name, langgraph) === undefined ? projectOr(name, projectFolder) : langgraph;
}

/**
 * @param {string} name
 * @param {string} projectFolder
 */
function projectOr(name, projectFolder) {
  return findPackage(name, projectFolder) !== undefined ? projectFolder : OWN_FOLDER;
}

/**
 * "@langchain/core" of "@langchain/core/messages"; undefined for what is not shared.
 * @param {string} specifier
 */
export function sharedPackage(specifier) {
  return /^(@langchain\/[^/]+|langchain|langsmith|zod)(?=\/|$)/.exec(specifier)?.[0];
}

/**
 * The resolve hook of both kinds of module hooks: it only changes where the search starts, so it need not wait for the
 * outcome.
 * @param {string} projectFolder
 */
export function resolverFor(projectFolder) {
  /**
   * @param {string} specifier
   * @param {any} context
   * @param {(specifier: string, context: any) => any} next
   */
  return (specifier, context, next) => {
    const name = sharedPackage(specifier);
    if (name === undefined || !context.parentURL?.startsWith("file:")) return next(specifier, context);
    const importer = path.dirname(fileURLToPath(context.parentURL));
    const from = resolveFrom(name, importer, projectFolder);
    if (from === importer) return next(specifier, context);
    return next(specifier, { ...context, parentURL: pathToFileURL(path.join(from, "_")).href });
  };
}

/**
 * From here on imports are resolved so.
 * @param {string} projectFolder
 */
export function shareLibraries(projectFolder) {
  const { registerHooks } = /** @type {any} */ (module);
  if (registerHooks !== undefined) {
    registerHooks({ resolve: resolverFor(projectFolder) });
  } else {
    module.register("./library_hooks.js", import.meta.url, { data: { projectFolder } }); // Node 20
  }
}
