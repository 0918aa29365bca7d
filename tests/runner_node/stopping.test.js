// SPDX-License-Identifier: Apache-2.0
/** How runs and runners end: cancel, fence, drain, lost server; and how they are slowed down. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { writeFileSync, mkdtempSync, existsSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";

import { Kind } from "../../backend/runners/node/heddle_runner/frames.js";
import { Peer, ofMode } from "./peer.js";
import { runners } from "./runners.js";

const launch = runners();
const start = (options) => launch({ graphs: Peer.from("./working.js"), ...options });
const INTERRUPT = { action: "interrupt", reason: "test" };
const ROLLBACK = { action: "rollback", reason: "test" };

async function started(peer, graphId, input = {}, fields = {}) {
  const run = peer.startRun(graphId, input, { stream_mode: ["custom"], ...fields });
  await peer.expectEvent(run.channel);
  return run;
}

/** The first PONG that shows a late loop once the graph `blocking` holds the thread. */
async function blockedPong(peer, file) {
  for (let seq = 2; ; seq += 1) {
    const pong = await peer.ping(seq);
    if (existsSync(`${file}.in`) && pong.loop_lag_ms >= 50) return pong;
  }
}

test("cancel", async () => {
  const peer = await start();
  const { channel } = await started(peer, "sleeper", { text: "kept" });
  peer.send(Kind.CANCEL, channel, INTERRUPT);
  const { end } = await peer.finish(channel);
  assert.deepEqual([end.status, end.next, end.values.text, end.error], ["interrupted", ["sleep"], "kept", null]);

  const early = peer.startRun("sleeper", {});
  peer.send(Kind.CANCEL, early.channel, ROLLBACK);
  const rolled = await peer.finish(early.channel);
  assert.deepEqual([rolled.end.status, rolled.end.state], ["interrupted", null]);

  const deaf = await started(peer, "stubborn");
  peer.send(Kind.CANCEL, deaf.channel, INTERRUPT);
  assert.equal((await peer.finish(deaf.channel)).end.status, "interrupted");
});

for (const [durability, modes] of [["sync", ["custom"]], ["async", ["custom", "events"]], ["exit", ["custom"]]]) {
  test(`a hand-off waits for the next step of the outermost graph: ${durability} ${modes}`, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
    const gate = path.join(folder, "gate");
    const peer = await start();
    const run_id = randomUUID();
    const fields = { run_id, stream_mode: modes, durability, subgraphs: true };
    const { channel, thread } = peer.startRun("handed_off", { text: gate }, fields);
    while ((await peer.expectEvent(channel)).mode !== "custom");
    peer.send(Kind.CANCEL, channel, { action: "hand_off", reason: "shutdown" });
    await peer.call("schemas", { graph_id: "echo", config: {} }); // answered behind the order
    writeFileSync(gate, "");
    const { end } = await peer.finish(channel);
    assert.deepEqual([end.status, end.error, end.state], ["handed_off", null, null]);
    const rest = await peer.run("handed_off", null, { run_id, thread_id: thread, resumed: true });
    assert.equal(rest.end.status, "success", rest.end.error?.traceback);
    assert.deepEqual(rest.end.values.seen, ["first", "inner", "after", "second"]);
    assert.equal(readFileSync(`${gate}.log`, "utf8"), "first ");
    rmSync(folder, { recursive: true });
  });
}

test("END comes only after all puts were answered", async () => {
  const peer = await start();
  peer.held = [];
  const { channel } = await started(peer, "sleeper");
  assert.ok(peer.held.length > 0);
  peer.send(Kind.CANCEL, channel, ROLLBACK);
  for (let seq = 0; seq < 20; seq += 1) assert.equal((await peer.ping(seq)).active, 1);
  peer.release();
  assert.equal((await peer.finish(channel)).end.status, "interrupted");
});

test("a fenced run stops without a word", async () => {
  const peer = await start();
  peer.fencePuts = true;
  const fenced = peer.startRun("echo", { text: 1 });
  await peer.expect(Kind.STARTED, fenced.channel);
  while ((await peer.ping(1)).active > 0);
  peer.fencePuts = false;
  const { channel } = peer.startRun("echo", { text: 2 });
  for (let message; (message = await peer.receive()).kind !== Kind.END; ) {
    assert.notDeepEqual([message.kind, message.channel], [Kind.END, fenced.channel]);
    if (message.kind === Kind.END) assert.equal(message.channel, channel);
  }
});

test("a run fenced while it asks for nothing stops too", async () => {
  const peer = await start();
  const { channel } = await started(peer, "sleeper");
  peer.send(Kind.FENCED, channel, { seq: 0, reason: "fenced", message: "lost" });
  while ((await peer.ping(1)).active > 0);
});

test("a refused put ends the run as error, in every durability", async () => {
  const peer = await start();
  peer.fencePuts = true;
  peer.fenceReason = "out_of_order";
  for (const durability of ["sync", "async", "exit"]) {
    const { end } = await peer.run("echo", { text: 1 }, { durability });
    assert.deepEqual([end.status, end.error.error, end.error.message], ["error", "Refused", "lost"], durability);
  }
});

test("PONG comes while user code blocks the only thread, and says how late its loop is", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
  const file = path.join(folder, "go");
  const peer = await start();
  try {
    assert.ok((await peer.ping(1)).rss_bytes > 1e7);
    const { channel } = peer.startRun("blocking", { text: file });
    let pong = await blockedPong(peer, file);
    assert.equal(pong.active, 1);
    writeFileSync(file, "");
    assert.equal((await peer.finish(channel)).end.status, "success");
    do pong = await peer.ping(0);
    while (pong.loop_lag_ms >= 50 || pong.active > 0);
  } finally {
    writeFileSync(file, "");
    rmSync(folder, { recursive: true });
  }
});

test("an event above the window goes out when the window is full", async () => {
  const peer = await start({ run_window: 1000 });
  const { events } = await peer.run("big", { count: 700000 }, { stream_mode: ["custom"] });
  assert.deepEqual(events.map(({ data }) => data.length), [700000]);
});

test("a run without credit waits, and so does what makes its events", async () => {
  const peer = await start({ run_window: 20000 });
  peer.giveCredit = false;
  const { channel } = peer.startRun("endless_tokens", {}, { stream_mode: ["messages-tuple"] });
  let spent = 0;
  const most = () => spent > 15000;
  while (!most()) spent += JSON.stringify((await peer.expectEvent(channel)).data).length;
  const made = async () => (await peer.run("tokens_made", {})).end.values.count;
  let before = -1;
  let now = await made();
  while (now !== before) [before, now] = [now, await made()];
  assert.ok(now < 40, `${now} tokens were made for a window of 20`);
  peer.send(Kind.CREDIT, channel, { bytes: 20000 });
  await peer.expectEvent(channel);
  peer.send(Kind.CANCEL, channel, INTERRUPT);
  assert.equal((await peer.finish(channel)).end.status, "interrupted");
});

test("a drained runner ends its runs, says BYE and exits", async () => {
  const peer = await start();
  const { channel } = await started(peer, "sleeper");
  peer.send(Kind.DRAIN, 0, {});
  await peer.ping(1);
  peer.send(Kind.CANCEL, channel, INTERRUPT);
  assert.equal((await peer.finish(channel)).end.status, "interrupted");
  assert.deepEqual(await peer.expect(Kind.BYE), {});
  assert.deepEqual(await peer.exited, { code: 0, signal: null });
});

test("a drained runner exits though code that ignores its end goes on", async () => {
  const peer = await start();
  const { channel } = await started(peer, "stubborn");
  peer.send(Kind.CANCEL, channel, INTERRUPT);
  await peer.finish(channel);
  peer.send(Kind.DRAIN, 0, {});
  await peer.expect(Kind.BYE);
  assert.deepEqual(await peer.exited, { code: 0, signal: null });
});

test("a runner whose server is gone exits, also when user code holds its thread", async () => {
  const idle = await start();
  await started(idle, "sleeper");
  idle.sock.destroy();
  idle.pulse.destroy();
  assert.equal((await idle.exited).code, 0);

  const folder = mkdtempSync(path.join(tmpdir(), "heddle-"));
  const peer = await start();
  const file = path.join(folder, "go");
  peer.startRun("blocking", { text: file });
  await blockedPong(peer, file);
  peer.sock.destroy();
  peer.pulse.destroy();
  assert.equal((await peer.exited).signal, "SIGKILL");
  rmSync(folder, { recursive: true });
});

test("runs share the process", async () => {
  const peer = await start();
  const sleeping = await started(peer, "sleeper");
  const others = await Promise.all([peer.run("custom", {}, { stream_mode: ["custom"] })]);
  assert.deepEqual(ofMode(others[0].events, "custom"), [{ progress: 1 }]);
  // A thread of its own answers, which may not have heard of the end yet.
  let active;
  do active = (await peer.ping(1)).active;
  while (active > 1);
  assert.equal(active, 1);
  peer.send(Kind.CANCEL, sleeping.channel, INTERRUPT);
  await peer.finish(sleeping.channel);
});
