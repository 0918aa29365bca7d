// SPDX-License-Identifier: Apache-2.0
/** The project's own HTTP app, asked over its socket as heddle-server asks it. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";

import { Kind } from "../../backend/runners/node/heddle_runner/frames.js";
import { Peer } from "./peer.js";

const APP = `
enum Answer { Hello = "hello" }
export const app = {
  async fetch(request: Request, env: any): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/hello") {
      const seen = { say: Answer.Hello, query: url.search, user: env.user ?? null, forged: request.headers.get("x-heddle-user") };
      return Response.json(seen, { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
    }
    if (url.pathname === "/upper") {
      const upper = new TransformStream({ transform: (piece, out) => out.enqueue(Buffer.from(Buffer.from(piece).toString().toUpperCase())) });
      return new Response(request.body!.pipeThrough(upper));
    }
    if (url.pathname === "/broken") throw new Error("a hole in the app");
    return new Response("nothing here", { status: 404 });
  },
};
export const none = {};
`;

const folder = mkdtempSync(path.join(tmpdir(), "heddle-app-"));
writeFileSync(path.join(folder, "app.ts"), APP);
writeFileSync(path.join(folder, "langgraph.json"), '{"graphs": {}}');
const start = (entry) => {
  const peer = Peer.start({ folder, role: "app", app: { path: `./app.ts:${entry}`, folder, root_path: "" } });
  return peer;
};
let peer;
before(async () => (peer = await start("app")));
after(async () => {
  await peer.close();
  rmSync(folder, { recursive: true });
});

function ask(method, target, headers = {}) {
  return request({ socketPath: peer.app.socket, method, path: target, headers });
}

async function answerTo(asking) {
  asking.end();
  const [response] = await once(asking, "response");
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

test("requests reach its fetch, with the user the server knows", async () => {
  assert.equal(peer.app.error, null);
  const answer = await answerTo(ask("GET", "/hello?a=1", { "x-heddle-user": '{"identity":"alice"}' }));
  assert.deepEqual(JSON.parse(answer.body), { say: "hello", query: "?a=1", user: { identity: "alice" }, forged: null });
  assert.deepEqual(answer.headers["set-cookie"], ["a=1", "b=2"]);
  assert.equal((await answerTo(ask("DELETE", "/else"))).status, 404);
});

test("bodies stream both ways", async () => {
  const asking = ask("POST", "/upper");
  asking.write("warp");
  const [response] = await once(asking, "response");
  const pieces = response[Symbol.asyncIterator]();
  assert.equal(String((await pieces.next()).value), "WARP");
  asking.end("weft");
  assert.equal(String((await pieces.next()).value), "WEFT");
  assert.equal((await pieces.next()).done, true);
});

test("a failing route is a 500 and a line in the log", async () => {
  assert.equal((await answerTo(ask("GET", "/broken"))).status, 500);
  assert.ok(peer.logs.some(({ level, message }) => level === "error" && message.includes("a hole in the app")));
  assert.equal((await answerTo(ask("GET", "/hello"))).status, 200);
});

test("an app that is none is told", async () => {
  const other = await start("none");
  assert.match(other.app.error, /has no fetch/);
  await other.close();
});

test("it leaves when it is drained, once its requests are answered", async () => {
  const leaving = await start("app");
  const asking = request({ socketPath: leaving.app.socket, method: "POST", path: "/upper" });
  asking.write("x");
  const [response] = await once(asking, "response");
  leaving.send(Kind.DRAIN, 0, {});
  asking.end("y");
  assert.equal(await text(response), "XY");
  await leaving.expect(Kind.BYE);
  assert.equal((await leaving.exited).code, 0);
});
