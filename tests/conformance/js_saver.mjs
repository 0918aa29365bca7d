// SPDX-License-Identifier: Apache-2.0
// The published JavaScript saver on a database of ours: its setup, twice, then a checkpoint of its own and back.
import { createRequire } from "node:module";

const [modules, uri] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const { PostgresSaver } = require("@langchain/langgraph-checkpoint-postgres");
const { emptyCheckpoint } = require("@langchain/langgraph-checkpoint");

const saver = PostgresSaver.fromConnString(uri);
await saver.setup();
await saver.setup();
const config = { configurable: { thread_id: "00000000-0000-0000-0000-0000000000f5", checkpoint_ns: "" } };
const checkpoint = { ...emptyCheckpoint(), channel_values: { text: "woven" }, channel_versions: { text: 1 } };
const put = await saver.put(config, checkpoint, { source: "input", step: -1, parents: {} }, { text: 1 });
await saver.putWrites(put, [["text", "written"]], "00000000-0000-0000-0000-00000000007a");
const tuple = await saver.getTuple(config);
await saver.end();
console.log(JSON.stringify({ values: tuple.checkpoint.channel_values, writes: tuple.pendingWrites.map(([, channel, value]) => [channel, value]) }));
