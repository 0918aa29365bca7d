// SPDX-License-Identifier: Apache-2.0
/** LANGGRAPH_AES_KEY: the form is that of LangGraph's EncryptedSerializer for Python, and nothing stays readable. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { JsonPlusSerializer } from "@langchain/langgraph-checkpoint";

import { Eax, EncryptedSerializer, encryptionRefusal } from "../../backend/runners/node/heddle_runner/encryption.js";
import { Peer } from "./peer.js";
import { runners } from "./runners.js";

const start = runners();
const KEY = "thirty-two bytes, and not a word";
const SECRET = "nightingale";

/** Made with pycryptodome: AES.new(bytes(range(length)), AES.MODE_EAX, nonce=bytes(range(100, 116))), tag and ciphertext. */
const MADE_ELSEWHERE = [
  [16, "", "0c9ef5b878d4a487596132e6a489bad6"],
  [16, "abc", "ab709e019e943df7f9119b863fee6d7d020c45"],
  [16, "sixteen bytes ok", "8aab9462c592185c08ac81a314b1660a10075ea45dc27f25e46bf035810be064"],
  [16, "a thread of words that is longer than two blocks", "22a523eb4ea1c74c6746e27b9d6793d6024e52b84ac27061a67de2708544fd6b32574bbae42b21f6a3ddc613f477d7ab3ea4ce93a3bcaa199e7724d48df896f8"],
  [24, "", "ac8fc042142b865b47b3fd1544c846de"],
  [24, "abc", "6712075d73d1aee08ca6325767c6308569a18e"],
  [24, "a thread of words that is longer than two blocks", "2f8441b1189f77cbaba2b81092e7919069e3991f546124b6de44d870102e8b6cd95f6e3e534567c5a93f7a464ea2e003e950f13acd18e74507e87b8a1445fc02"],
  [32, "", "8a2faf58fb902743fa1de0182d66a261"],
  [32, "sixteen bytes ok", "dd9249e6905273c09c3c71fd5e9a7cd0da1b1060e469c52b3f4978c0851c7204"],
  [32, "a thread of words that is longer than two blocks", "c27a79c43b3b75e7c3d7b5c7003d849ac8521c7cf369ca6f7d5f6a8581536f0bfede822a77fbb033586c82c14e9b6fe32bbe538b0113e3a409e68df8b69f92d8"],
];

const counted = (first, length) => Buffer.from(Array.from({ length }, (_, at) => first + at));

test("the same bytes as another implementation", () => {
  const nonce = counted(100, 16);
  for (const [length, text, made] of MADE_ELSEWHERE) {
    const cipher = new Eax(counted(0, length));
    const ours = cipher.encrypt(Buffer.from(text), nonce);
    assert.equal(ours.toString("hex"), nonce.toString("hex") + made, `${length} ${text}`);
    assert.equal(cipher.decrypt(ours).toString(), text);
  }
});

test("whatever was changed is refused", () => {
  const cipher = new Eax(Buffer.from(KEY));
  const made = cipher.encrypt(Buffer.from("abc"));
  assert.notDeepEqual(made, cipher.encrypt(Buffer.from("abc")), "each has its own nonce");
  for (const at of [0, 15, 16, 31, 32, 34]) {
    const changed = Buffer.from(made);
    changed[at] ^= 1;
    assert.throws(() => cipher.decrypt(changed), /MAC/);
  }
  assert.throws(() => cipher.decrypt(made.subarray(0, -1)), /MAC/);
  assert.throws(() => cipher.decrypt(made.subarray(0, 20)), /MAC/);
  assert.throws(() => new Eax(Buffer.from(KEY).reverse()).decrypt(made), /MAC/);
});

test("values from before the key stay readable", async () => {
  const plain = new JsonPlusSerializer();
  const serde = new EncryptedSerializer(plain, Buffer.from(KEY));
  assert.deepEqual(await serde.loadsTyped(...(await plain.dumpsTyped({ a: [1] }))), { a: [1] });
  const [type, data] = await serde.dumpsTyped({ a: new Uint8Array([1, 2]) });
  assert.equal(type, "json+aes");
  assert.deepEqual(await serde.loadsTyped(type, data), { a: new Uint8Array([1, 2]) });
});

test("a key of a wrong length keeps graphs from running", () => {
  assert.match(encryptionRefusal({ LANGGRAPH_AES_KEY: "k" }) ?? "", /16, 24, or 32 bytes/);
  assert.equal(encryptionRefusal({}), undefined);
  assert.equal(encryptionRefusal({ LANGGRAPH_AES_KEY: KEY }), undefined);
});

test("a run leaves nothing readable, and reads it again", async () => {
  const graphs = await start({ graphs: Peer.from("./working.js"), env: { LANGGRAPH_AES_KEY: KEY } });
  const { thread } = await graphs.run("approval", { text: SECRET });
  await graphs.run("approval", null, { thread_id: thread, command: { resume: `yes, ${SECRET}` } });
  const done = await graphs.run("approval", null, { thread_id: thread, command: { resume: "me" } });
  assert.deepEqual(done.end.values.seen, [`text: yes, ${SECRET}`, "recipient: me"]);
  const stored = [...graphs.storage.blobs.values(), ...[...graphs.storage.writes.values()].flatMap((rows) => [...rows.values()])];
  const values = stored.filter(({ type }) => type !== "empty");
  assert.ok(values.length > 8);
  assert.ok(values.every(({ type }) => type.endsWith("+aes")), JSON.stringify(values.map(({ type }) => type)));
  assert.ok(!values.some(({ data }) => Buffer.from(data).includes(SECRET)));
  const heads = graphs.storage.of(thread);
  assert.ok(heads.every(({ metadata }) => metadata.run_id !== undefined), "threads are found by what stands in it");
  assert.ok(!JSON.stringify(heads.map(({ checkpoint }) => checkpoint)).includes(SECRET));
});
