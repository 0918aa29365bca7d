// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { describe, test } from "node:test";

import * as frames from "../../backend/runners/node/heddle_runner/frames.js";

const { CHUNK, Decoder, FrameError, Kind, Unpacker, encode } = frames;
const GOLDEN = new URL("../data/frames/", import.meta.url);

const streamOf = (messages) => Buffer.concat(messages.flatMap(({ kind, channel, body }) => encode(kind, channel, body)));
const plain = (messages) => messages.map(({ kind, channel, body }) => ({ kind, channel, body: Buffer.from(body) }));

const SAMPLE = [
  { kind: Kind.HELLO, channel: 0, body: Buffer.from('{"protocol":1}') },
  { kind: Kind.EVENT, channel: 7, body: frames.event("values", "", "{}") },
  { kind: Kind.CKPT_PUT, channel: 9, body: Buffer.from(Array.from({ length: 700000 }, (_, at) => at % 256)) },
  { kind: Kind.DRAIN, channel: 0, body: Buffer.alloc(0) },
  { kind: Kind.END, channel: 7, body: Buffer.alloc(CHUNK, "x") },
  { kind: Kind.END, channel: 8, body: Buffer.alloc(CHUNK + 1, "x") },
];

test("layout of a frame", () => {
  const [frame] = encode(Kind.PING, 258, Buffer.from("ab"));
  assert.equal(frame.toString("hex"), "0a000000" + "01" + "17" + "0000" + "02010000" + "6162");
});

test("long bodies are cut", () => {
  const cut = encode(Kind.END, 1, Buffer.alloc(2 * CHUNK + 1));
  assert.deepEqual(cut.map((frame) => frame.length - 12), [CHUNK, CHUNK, 1]);
  assert.deepEqual(cut.map((frame) => frame.readUInt16LE(6)), [1, 1, 0]);
});

test("a stream is decoded whole, byte by byte and cut at random", () => {
  assert.deepEqual(plain(new Decoder().feed(streamOf(SAMPLE))), SAMPLE);
  const small = SAMPLE.filter(({ body }) => body.length < 1000);
  const bytewise = new Decoder();
  assert.deepEqual(plain([...streamOf(small)].flatMap((byte) => bytewise.feed(Buffer.of(byte)))), small);
  for (let seed = 1; seed <= 20; seed += 1) {
    let state = seed;
    const decoder = new Decoder();
    const found = [];
    for (let data = streamOf(SAMPLE); data.length > 0; ) {
      state = (state * 48271) % 0x7fffffff;
      const size = [1, 2, 11, 12, 13, 4096, 300000][state % 7];
      found.push(...decoder.feed(data.subarray(0, size)));
      data = data.subarray(size);
    }
    assert.deepEqual(plain(found), SAMPLE, `seed ${seed}`);
  }
});

test("channels may interleave", () => {
  const one = encode(Kind.EVENT, 1, Buffer.alloc(CHUNK + 5, "a"));
  const two = encode(Kind.EVENT, 2, Buffer.alloc(CHUNK + 5, "b"));
  const found = new Decoder().feed(Buffer.concat([one[0], two[0], two[1], one[1]]));
  assert.deepEqual(found.map(({ channel, body }) => [channel, body.length, body[CHUNK]]), [[2, CHUNK + 5, 98], [1, CHUNK + 5, 97]]);
});

describe("broken frames end the session", () => {
  const broken = {
    "version 2": "080000000201000000000000",
    "kind 99": "080000000163000000000000",
    "length 7": "070000000101000000000000",
    [`length ${9 + CHUNK}`]: "090004000101000000000000",
  };
  for (const [text, hex] of Object.entries(broken)) {
    test(text, () => assert.throws(() => new Decoder().feed(Buffer.from(hex, "hex")), new RegExp(text)));
  }
});

test("a body has a limit on both sides", () => {
  const large = Buffer.alloc(frames.MAX_BODY + 1);
  assert.throws(() => encode(Kind.END, 1, large), /above the limit/);
  const [part] = encode(Kind.END, 1, Buffer.alloc(CHUNK));
  part.writeUInt16LE(1, 6);
  const decoder = new Decoder();
  for (let count = 0; count < frames.MAX_BODY / CHUNK; count += 1) decoder.feed(part);
  assert.throws(() => decoder.feed(part), /above the limit/);
});

test("packed bodies", () => {
  const head = Buffer.from('{"parts":[{"len":2},{"len":null},{"len":0},{"len":3}]}');
  const unpacker = new Unpacker(frames.pack(head, [Buffer.from("ab"), Buffer.alloc(0), Buffer.from("cde")]));
  assert.deepEqual(unpacker.head.parts.map((entry) => unpacker.take(entry)?.toString()), ["ab", undefined, "", "cde"]);
});

test("broken packed bodies", () => {
  for (const body of ["", "\x05\0\0\0{}", "\x02\0\0\0[]", "\x02\0\0\0{]"]) {
    assert.throws(() => new Unpacker(Buffer.from(body, "latin1")), FrameError, JSON.stringify(body));
  }
  const short = new Unpacker(frames.pack(Buffer.from('{"len":5}'), [Buffer.from("abc")]));
  assert.throws(() => short.take(short.head), /shorter than its parts/);
});

test("event bodies", () => {
  for (const namespace of ["", "a:1", "a:1|b:ü"]) {
    const made = frames.event("messages", namespace, '["ü"]');
    assert.deepEqual(frames.readEvent(made), { mode: "messages", namespace, json: '["ü"]' });
  }
  assert.throws(() => frames.readEvent(Buffer.from([6, 118])), /shorter than its mode/);
  assert.throws(() => frames.readEvent(Buffer.from([1, 118, 9, 0])), /shorter than its namespace/);
});

test("lone surrogates travel as escapes", () => {
  assert.deepEqual(frames.loadJson(frames.dumpJson({ text: "\ud800" })), { text: "\ud800" });
});

describe("golden files", () => {
  const index = JSON.parse(readFileSync(new URL("index.json", GOLDEN), "utf8"));
  const files = readdirSync(GOLDEN).filter((name) => name.endsWith(".bin"));
  assert.deepEqual(files.sort(), index.map(({ file }) => file).sort());
  for (const entry of index) {
    test(entry.file, () => {
      const data = readFileSync(new URL(entry.file, GOLDEN));
      const found = new Decoder().feed(data);
      assert.deepEqual(found.map(({ kind, channel, body }) => [kind, channel, body.length]), [
        [entry.kind, entry.channel, entry.body_bytes],
      ]);
      assert.equal(Kind[entry.name], entry.kind);
      assert.deepEqual(rebuilt(entry, found[0].body), found[0].body, "what it means makes the same body again");
      assert.deepEqual(streamOf(found), data);
    });
  }
});

/** The body, taken apart, compared with the index and put together again. */
function rebuilt(entry, body) {
  if (entry.form === "event") {
    const { mode, namespace, json } = frames.readEvent(body);
    assert.deepEqual([mode, namespace], [entry.mode, entry.ns]);
    if (entry.json !== undefined) assert.equal(json, entry.json);
    return frames.event(mode, namespace, json);
  }
  if (entry.form === "packed") {
    const { head } = new Unpacker(body);
    assert.deepEqual(head, JSON.parse(entry.json));
    return frames.pack(Buffer.from(entry.json), [Buffer.from(entry.raw_hex, "hex")]);
  }
  assert.deepEqual(frames.loadJson(body), JSON.parse(entry.json));
  return Buffer.from(entry.json);
}
