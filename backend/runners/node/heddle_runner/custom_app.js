// SPDX-License-Identifier: Apache-2.0
/** The project's own HTTP app (`http.app`): whatever has a `fetch(request)`, as a Hono app does, served on a Unix socket
 * in a process of its own. heddle-server sends what comes for it there, byte by byte. */

import { existsSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { loadFailure } from "./load_failure.js";
import { EntryError, load, prepareTypescript } from "./source.js";

/**
 * @typedef {import("node:http").IncomingMessage} IncomingMessage
 * @typedef {import("node:http").ServerResponse} ServerResponse
 * @typedef {{fetch: (request: Request, env?: object) => Response | Promise<Response>}} App
 * @typedef {(message: string, error: unknown) => void} Complain
 */

const USER = "x-heddle-user";

/**
 * Answers what the server is told, and how to end: after the requests in hand.
 * @param {{path: string, folder: string, root_path: string}} spec
 * @param {string} baseDir
 * @param {Complain} complain
 */
export async function serveApp(spec, baseDir, complain) {
  try {
    const app = await loadApp(spec.path, baseDir);
    const socket = path.join(spec.folder, `app-${process.pid}.sock`);
    removeLeftovers(spec.folder);
    const server = createServer((incoming, outgoing) => answer(app, spec.root_path, incoming, outgoing, complain));
    await listen(server, socket);
    const close = () => new Promise((resolve) => server.close(resolve));
    return { report: { socket, error: null, traceback: null }, close };
  } catch (raised) {
    return { report: { socket: null, ...loadFailure(raised, baseDir) }, close: async () => {} };
  }
}

/**
 * @param {string} entry
 * @param {string} baseDir
 */
async function loadApp(entry, baseDir) {
  await prepareTypescript([entry]);
  const app = /** @type {any} */ (await load(entry, baseDir));
  if (typeof app?.fetch !== "function") throw new EntryError(`http.app: '${entry}' has no fetch(request), as a Hono app has`);
  return /** @type {App} */ (app);
}

/**
 * @param {import("node:http").Server} server
 * @param {string} socket
 */
function listen(server, socket) {
  return new Promise((resolve, reject) => {
    rmSync(socket, { force: true });
    const before = process.umask(0o177); // ours alone
    server.once("error", reject).listen(socket, () => resolve(undefined));
    process.umask(before);
  });
}

/**
 * @param {App} app
 * @param {string} rootPath what stands before its paths outside
 * @param {IncomingMessage} incoming
 * @param {ServerResponse} outgoing
 * @param {Complain} complain
 */
async function answer(app, rootPath, incoming, outgoing, complain) {
  try {
    const user = incoming.headers[USER];
    const env = { incoming, outgoing, rootPath, user: typeof user === "string" ? JSON.parse(utf8(user)) : undefined };
    const response = await app.fetch(requestOf(incoming, outgoing), env);
    outgoing.writeHead(response.status, headersOf(response));
    if (response.body === null) outgoing.end();
    else await pipeline(Readable.fromWeb(/** @type {any} */ (response.body)), outgoing);
  } catch (error) {
    if (outgoing.destroyed) return; // the client went away
    complain(`http.app failed at ${incoming.method} ${incoming.url}`, error);
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(500, { "content-type": "text/plain" }).end("Internal Server Error");
  }
}

/** Node reads the bytes of headers as latin1. @param {string} header */
function utf8(header) {
  return Buffer.from(header, "latin1").toString("utf8");
}

/**
 * @param {IncomingMessage} incoming
 * @param {ServerResponse} outgoing
 */
function requestOf(incoming, outgoing) {
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const headers = new Headers();
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    if (incoming.rawHeaders[at].toLowerCase() !== USER) headers.append(incoming.rawHeaders[at], incoming.rawHeaders[at + 1]);
  }
  const bodiless = incoming.method === "GET" || incoming.method === "HEAD";
  // Joined as text: resolved against a base, a path that starts with two slashes would name another host.
  const { origin } = new URL(`http://${incoming.headers.host ?? "localhost"}`);
  return new Request(new URL(origin + (incoming.url ?? "/")), {
    method: incoming.method,
    headers,
    signal: gone.signal,
    body: bodiless ? undefined : /** @type {any} */ (Readable.toWeb(incoming)),
    .../** @type {object} */ ({ duplex: "half" }),
  });
}

/** @param {Response} response */
function headersOf(response) {
  /** @type {Record<string, string | string[]>} */
  const headers = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  return headers;
}

/**
 * Sockets of apps that were killed.
 * @param {string} folder
 */
function removeLeftovers(folder) {
  for (const name of readdirSync(folder)) {
    const number = /^app-(\d+)\.sock$/.exec(name)?.[1];
    if (number !== undefined && !existsSync(`/proc/${number}`)) rmSync(path.join(folder, name), { force: true });
  }
}
