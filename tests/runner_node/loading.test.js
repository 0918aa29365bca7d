// SPDX-License-Identifier: Apache-2.0
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";

import { refusal } from "../../backend/runners/node/heddle_runner/versions.js";
import { Peer, ofMode } from "./peer.js";
import { runners } from "./runners.js";

const start = runners();
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

/** A project outside of this tree, with no LangGraph of its own. */
function project(files) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "heddle-")));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const GOOD = `
  import { Annotation, START, StateGraph } from "@langchain/langgraph";
  const State = Annotation.Root({ ok: Annotation() });
  export const graph = new StateGraph(State).addNode("n", () => ({ ok: true })).addEdge(START, "n").compile();
`;

const MADE = {
  compiled: "compiled",
  builder: "builder",
  sync_factory: "sync factory",
  builder_factory: "builder factory",
  async_factory: "async factory",
  config_factory: "config plain",
  later: "a promise",
  attribute: "attribute",
  aliased: "a path alias",
  env: "blue",
  own_parts: "own parts",
  default: "default",
  commonjs: "commonjs",
};

test("every kind of entry loads and runs", async () => {
  const peer = await start({ env: { COLOUR: "blue" } });
  assert.deepEqual(Object.values(peer.graphs).filter(({ error }) => error !== null), []);
  assert.equal(peer.graphs.aliased.description, "uses a path alias");
  for (const [graphId, text] of Object.entries(MADE)) {
    const { end } = await peer.run(graphId, {});
    assert.equal(end.values?.text, text, `${graphId}: ${end.error?.traceback}`);
  }
  const sour = await peer.run("config_factory", {}, { config: { configurable: { flavour: "sour" } } });
  assert.equal(sour.end.values.text, "config sour");
  const functional = await peer.run("functional", { text: "hi" });
  assert.equal(functional.end.values.text, "functional hi");

  const own = await peer.run("own_parts", {});
  assert.ok(peer.storage.of(own.thread).length > 0);
  const notes = peer.logs.filter(({ message }) => message.includes("own_parts")).map(({ message }) => message);
  assert.equal(notes.length, 2);
  assert.match(notes[0], /the server's checkpointer is used instead/);
});

test("a CommonJS graph streams its messages as the others do", async () => {
  const peer = await start({ graphs: Peer.from("./common.cjs") });
  const { events, end } = await peer.run("commonjs_chat", { messages: [{ role: "user", content: "hi" }] }, { stream_mode: ["messages"] });
  const partial = ofMode(events, "messages/partial").map(([message]) => message.content);
  assert.deepEqual(partial, ["h", "he", "hel", "hell", "hello"], end.error?.traceback);
  const { ok } = await peer.call("schemas", { graph_id: "commonjs_chat", config: {} });
  assert.equal(ok.input_schema.properties.messages.type, "array");
});

const BROKEN = {
  raises: ["raises.js", "throw new RangeError('at import')", /RangeError: at import/, true],
  syntax: ["syntax.js", "export const (", /SyntaxError/, true],
  typescript: ["syntax.ts", "export const graph: = 1", /Error/, true],
  missing_import: ["needs.js", "import 'no-such-package-anywhere'", /no-such-package-anywhere.: install what package\.json names .npm install in \//, true],
  no_graph: ["empty.js", "export const other = 1", /does not export 'graph'; it exports: other/, false],
  not_a_graph: ["number.js", "export const graph = 42", /is a number/, false],
};

test("one broken graph does not stop the others", async () => {
  const files = Object.fromEntries(Object.values(BROKEN).map(([file, text]) => [file, text]));
  const folder = project({ "package.json": '{"type": "module"}', "good.js": GOOD, "odd.js": "export const graph = () => 7", ...files });
  const graphs = Object.fromEntries(Object.entries(BROKEN).map(([id, [file]]) => [id, `./${file}:graph`]));
  Object.assign(graphs, { good: "./good.js:graph", odd: "./odd.js:graph", no_file: "./no.ts:graph", no_name: "./good.js", no_module: "no-pkg/x:y" });
  const peer = await start({ folder, graphs });
  for (const [graphId, [, , error, traced]] of Object.entries(BROKEN)) {
    assert.match(peer.graphs[graphId].error, error, graphId);
    assert.equal(peer.graphs[graphId].traceback !== null, traced, graphId);
  }
  assert.match(peer.graphs.no_file.error, /there is no file .*no\.ts/);
  assert.match(peer.graphs.no_name.error, /does not name an object/);
  assert.match(peer.graphs.no_module.error, /there is no module 'no-pkg\/x'/);
  const good = (await peer.run("good", {})).end;
  assert.deepEqual(good.values, { ok: true }, good.error?.traceback);
  assert.match((await peer.run("odd", {})).end.error.message, /returned a number, not a graph/);
  const { end } = await peer.run("raises", {});
  assert.match(end.error.message, /could not be loaded: RangeError: at import/);
  const reply = await peer.call("state", { graph_id: "raises", config: {} });
  assert.equal(reply.error.code, "not_found");
  assert.ok(peer.logs.some(({ message }) => /RangeError.*\n.*raises\.js/s.test(message)));
});

test("a project's own LangGraph comes first, for the runner too", async () => {
  const ours = path.resolve(import.meta.dirname, "../../node_modules");
  const folder = project({
    "agent.mjs": `${GOOD}; export const where = import.meta.resolve("@langchain/langgraph");`,
    "node_modules/@langchain/langgraph/package.json":
      '{"name": "@langchain/langgraph", "version": "1.0.99", "type": "module", "exports": {".": "./index.js"}}',
    "node_modules/@langchain/langgraph/index.js":
      `globalThis.copies = (globalThis.copies ?? 0) + 1; export * from "${ours}/@langchain/langgraph/dist/index.js";`,
    "count.mjs": `import { Annotation, START, StateGraph } from "@langchain/langgraph";
      const State = Annotation.Root({ copies: Annotation() });
      export const graph = new StateGraph(State).addNode("n", () => ({ copies: globalThis.copies })).addEdge(START, "n").compile();`,
  });
  for (const name of ["core", "langgraph-checkpoint"]) {
    symlinkSync(`${ours}/@langchain/${name}`, path.join(folder, "node_modules/@langchain", name));
  }
  const peer = await start({ folder, graphs: { count: "./count.mjs:graph" } });
  assert.equal(peer.hello.packages["@langchain/langgraph"], "1.0.99");
  assert.deepEqual((await peer.run("count", {})).end.values, { copies: 1 });
});

test("packages that do not fit together are an error of each graph, and the runner stays", async () => {
  const folder = project({
    "agent.js": GOOD,
    "node_modules/@langchain/langgraph/package.json": '{"name": "@langchain/langgraph", "version": "1.0.0", "type": "module", "exports": "./x.js"}',
    "node_modules/@langchain/langgraph/x.js": 'import "@langchain/core/no-such-part";',
  });
  const peer = await start({ folder, graphs: { agent: "./agent.js:graph" } });
  assert.match(peer.graphs.agent.error, /1\.0\.0 cannot be loaded: .*no-such-part/);
  assert.match((await peer.run("agent", {})).end.error.message, /no-such-part/);
  assert.equal((await peer.ping(1)).active, 0);
});

test("hello names the interpreter and its packages", async () => {
  const peer = await start({ graphs: {} });
  const { protocol, language, version, executable, pid, packages } = peer.hello;
  assert.deepEqual([protocol, language, version, executable, pid], [1, "node", process.versions.node, process.execPath, peer.process.pid]);
  assert.match(packages["@langchain/langgraph"], /^1\./);
});

test("unsupported versions are refused", () => {
  assert.match(refusal({}), /is not installed/);
  assert.match(refusal({ "@langchain/langgraph": "0.4.9" }), /0\.4\.9 is not supported/);
  assert.match(refusal({ "@langchain/langgraph": "2.0.0" }), /2\.0\.0 is not supported/);
  assert.match(refusal({ "@langchain/langgraph": "1.0.0" }, "18.20.4"), /Node 18\.20\.4 .* is too old/);
  assert.equal(refusal({ "@langchain/langgraph": "1.12.0-rc.1" }, "20.9.0"), undefined);
});

test("a runner of a project with an unsupported LangGraph says so for each graph", async () => {
  const folder = project({
    "agent.js": GOOD,
    "node_modules/@langchain/langgraph/package.json": '{"name": "@langchain/langgraph", "version": "0.2.0"}',
  });
  const peer = await start({ folder, graphs: { agent: "./agent.js:graph" } });
  assert.match(peer.graphs.agent.error, /0\.2\.0 is not supported/);
  const { end } = await peer.run("agent", {});
  assert.match(end.error.message, /0\.2\.0 is not supported/);
});
