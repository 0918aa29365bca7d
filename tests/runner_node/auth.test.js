// SPDX-License-Identifier: Apache-2.0
/** The project's own auth handlers, asked as the server asks them. */

import assert from "node:assert/strict";
import path from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Peer } from "./peer.js";
import { runners } from "./runners.js";

const GUARD = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../e2e/projects/auth_js/guard.ts:auth");
const start = runners();
let graphs;
before(async () => {
  graphs = await start({ graphs: Peer.from("./working.js") });
});

const requestOf = (name) => ({
  method: "POST",
  path: "/threads",
  path_params: {},
  query: [["a", "1"]],
  headers: [["host", "h:1"], ["content-length", "2"], ...(name ? [["authorization", `Bearer ${name}`]] : [])],
  body: "{}",
});
const authorize = (name, questions = [], more = {}) =>
  graphs.call("authorize", { path: GUARD, request: requestOf(name), user: null, studio: false, questions, ...more });

test("a user is what the handler says, completed", async () => {
  const { ok } = await authorize("alice");
  assert.deepEqual(ok, {
    user: { is_authenticated: true, display_name: "alice", identity: "alice", permissions: ["weave"], path: "/threads", sent: 2 },
    answers: [],
  });
  const known = { identity: "bob", permissions: [] };
  assert.deepEqual((await authorize(undefined, [], { user: known })).ok.user, known);
});

test("refusals have their status and headers, failures are ours", async () => {
  assert.deepEqual((await authorize()).ok, {
    denied: { status: 401, detail: "Who are you?", headers: { "www-authenticate": "Bearer" } },
  });
  const { error } = await authorize("broken");
  assert.deepEqual(error, { code: "internal", message: "the project's auth handler failed" });
});

test("answers are filters and what was changed", async () => {
  const value = { metadata: { a: 1 }, thread_id: "t" };
  const [created, deleted] = (
    await authorize("alice", [
      { resource: "threads", action: "create", value },
      { resource: "threads", action: "delete", value: { thread_id: "t" } },
    ])
  ).ok.answers;
  assert.deepEqual(created, { filter: { owner: "alice" }, changes: { metadata: { a: 1, owner: "alice" } } });
  assert.deepEqual(deleted, { filter: { owner: { $eq: "alice" } }, changes: {} });
  const { denied } = (await authorize("alice", [{ resource: "crons", action: "create", value: {} }])).ok;
  assert.deepEqual(denied, { status: 403, detail: "Forbidden", headers: {} });
});

test("a path that names no Auth is told", async () => {
  const { error } = await graphs.call("auth_describe", { path: "./working.js:echo" });
  assert.equal(error.code, "bad_request");
  assert.match(error.message, /is not an Auth of/);
});
