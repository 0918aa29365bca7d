// SPDX-License-Identifier: Apache-2.0
/** The project's own authentication and authorization (frames.md: CALL auth_describe and authorize). */

import { EntryError, load, prepareTypescript } from "./source.js";

/**
 * @typedef {Record<string, any>} Dict
 * @typedef {{authenticate: (request: Request) => unknown, callbacks: Record<string, (question: Dict) => unknown>}} Handlers
 */

const STUDIO = { kind: "StudioUser", identity: "langgraph-studio-user" };

/** A refusal as it goes out. */
class Denied extends Error {
  /**
   * @param {number} status
   * @param {string} detail
   * @param {Record<string, string>} [headers]
   */
  constructor(status, detail, headers = {}) {
    super(detail);
    this.fields = { status, detail, headers };
  }
}

/** @type {Map<string, Promise<Handlers>>} */
const loaded = new Map();

/**
 * @param {string} path
 * @param {string} baseDir
 */
function handlersOf(path, baseDir) {
  const known = loaded.get(path) ?? readHandlers(path, baseDir);
  loaded.set(path, known);
  return known;
}

/**
 * @param {string} path
 * @param {string} baseDir
 * @returns {Promise<Handlers>}
 */
async function readHandlers(path, baseDir) {
  await prepareTypescript([path]);
  const auth = /** @type {Dict} */ (await load(path, baseDir));
  const { authenticate, callbacks = {} } = auth?.["~handlerCache"] ?? {};
  if (typeof auth?.["~handlerCache"] !== "object") {
    throw new EntryError(`auth.path: '${path}' is not an Auth of @langchain/langgraph-sdk/auth`);
  }
  if (authenticate === undefined) throw new EntryError(`auth.path: '${path}' has no authenticate handler`);
  return { authenticate, callbacks };
}

/**
 * What the server should know before the first request. A handler gets the request itself, body and all.
 * @param {Dict} params
 * @param {string} baseDir
 */
export async function describe(params, baseDir) {
  await handlersOf(params.path, baseDir);
  return { wants_body: true };
}

/**
 * Who asks, and what each question's handler says: `{user, answers}`, or `{denied}`.
 * @param {Dict} params
 * @param {string} baseDir
 */
export async function authorize(params, baseDir) {
  const handlers = await handlersOf(params.path, baseDir);
  try {
    const user = await userOf(handlers, params);
    const answers = [];
    for (const question of params.questions) answers.push(await ask(handlers, user, question));
    return { user, answers };
  } catch (error) {
    const denied = deniedBy(error);
    if (denied === undefined) throw new Error("the project's auth handler failed", { cause: error }); // no client's fault
    return { denied: denied.fields };
  }
}

/** @param {any} error */
function deniedBy(error) {
  if (error instanceof Denied) return error;
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return undefined;
  const headers = "headers" in error && error.headers ? new Headers(/** @type {any} */ (error.headers)) : [];
  return new Denied(error.status, error.message, Object.fromEntries(headers));
}

/**
 * `user` given: the server remembers these credentials.
 * @param {Handlers} handlers
 * @param {Dict} params
 */
async function userOf(handlers, params) {
  if (params.user) return params.user;
  if (params.studio) return fieldsOf(STUDIO);
  const user = fieldsOf(await handlers.authenticate(requestOf(params.request)));
  if (!user.is_authenticated) throw new Denied(401, "Unauthorized");
  return user;
}

/** @param {any} answer text: its identity alone */
function fieldsOf(answer) {
  const given = typeof answer === "string" ? { identity: answer } : { ...answer };
  if (typeof given.identity !== "string" || given.identity === "") {
    throw new TypeError("the authenticate handler must answer a user with an 'identity'");
  }
  return {
    is_authenticated: true,
    display_name: given.identity,
    ...JSON.parse(JSON.stringify(given)),
    permissions: [...(given.permissions ?? [])],
  };
}

/** @param {Dict} request */
function requestOf({ method, path, query, headers, body }) {
  const host = headers.find((/** @type {[string, string]} */ [name]) => name === "host")?.[1] ?? "localhost";
  const url = new URL(new URL(`http://${host}`).origin + path);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const bodiless = method === "GET" || method === "HEAD" || body === "";
  return new Request(url, { method, headers, body: bodiless ? undefined : body });
}

/**
 * The most specific handler answers: nothing and true let in, false refuses, an object is a filter.
 * @param {Handlers} handlers
 * @param {Dict} user
 * @param {{resource: string, action: string, value: Dict}} question
 */
async function ask({ callbacks }, user, { resource, action, value }) {
  const event = `${resource}:${action}`;
  const handler = [event, resource, `*:${action}`, "*"].map((name) => callbacks[name]).find((one) => one !== undefined);
  if (handler === undefined) return { filter: null, changes: {} };
  const before = structuredClone(value);
  const said = await handler({ event, resource, action, value, user, permissions: user.permissions });
  if (said === false) throw new Denied(403, "Forbidden");
  if (said != null && said !== true && typeof said !== "object") {
    throw new TypeError(`the handler of ${event} answered a ${typeof said}, not nothing, a boolean or a filter`);
  }
  return { filter: typeof said === "object" ? (said ?? null) : null, changes: changesOf(before, value) };
}

/**
 * Only what differs, so that the rest of a request stays as its client wrote it.
 * @param {Dict} before
 * @param {Dict} after
 */
function changesOf(before, after) {
  const changed = different(before, after);
  if (changed.kwargs && before.kwargs) changed.kwargs = different(before.kwargs, changed.kwargs);
  return changed;
}

/**
 * @param {Dict} before
 * @param {Dict} after
 * @returns {Dict}
 */
function different(before, after) {
  const isNew = (/** @type {string} */ name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]);
  return Object.fromEntries(Object.entries(after).filter(([name]) => isNew(name)));
}
