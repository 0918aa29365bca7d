// SPDX-License-Identifier: Apache-2.0
/**
 * The suite that LangGraph for JavaScript publishes, run where a checkpointer of this server exists: inside a graph. The
 * suite expects the globals of a test runner; `Suite` is one, of the parts it uses.
 */

import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from "@vitest/expect";
import { deltaChannelHistoryTests, specTest } from "@langchain/langgraph-checkpoint-validation";
import { Annotation, START, StateGraph } from "@langchain/langgraph";
import * as chai from "chai";

/** Collects tests as they are declared, then runs them one after the other. */
class Suite {
  #scope = emptyScope("HeddleSaver");
  #tests = [];

  globals() {
    const describe = (name, declare) => this.#describe(name, declare);
    const it = (name, run) => this.#tests.push({ name, run, scope: this.#scope });
    const skip = (name) => it(name, () => Promise.reject(new Error("skipped")));
    const hook = (kind) => (run) => this.#scope[kind].push(run);
    return {
      describe: Object.assign(describe, { each: each(describe) }),
      it: Object.assign(it, { each: each(it), skip }),
      beforeAll: hook("beforeAll"),
      afterAll: hook("afterAll"),
      beforeEach: hook("beforeEach"),
      afterEach: hook("afterEach"),
      expect: expectation(),
    };
  }

  #describe(name, declare) {
    const above = this.#scope;
    this.#scope = emptyScope(name, above);
    declare();
    this.#scope = above;
  }

  async run() {
    const report = { passed: [], failed: {} };
    for (const [at, { name, run, scope }] of this.#tests.entries()) {
      const title = [...scope.path, name].join(" › ");
      try {
        await this.#runOne(at, run, scope.scopes);
        report.passed.push(title);
      } catch (error) {
        report.failed[title] = String(error.stack ?? error);
      }
    }
    return report;
  }

  /** A scope is entered by its first test and left by its last. */
  async #runOne(at, run, scopes) {
    const isIn = (scope) => (test) => test.scope.scopes.includes(scope);
    const first = scopes.filter((scope) => this.#tests.findIndex(isIn(scope)) === at);
    const last = scopes.filter((scope) => this.#tests.findLastIndex(isIn(scope)) === at);
    const call = async (kind, of) => {
      for (const hook of of.flatMap((scope) => scope[kind])) await hook();
    };
    try {
      await call("beforeAll", first);
      await call("beforeEach", scopes);
      await run();
    } finally {
      await call("afterEach", scopes.toReversed());
      await call("afterAll", last.toReversed());
    }
  }
}

function emptyScope(name, above) {
  const scope = { path: [...(above?.path ?? []), name], beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
  return Object.assign(scope, { scopes: [...(above?.scopes ?? []), scope] });
}

/** `describe.each` and `it.each`, with the two ways of naming a row that the suite uses. */
function each(declare) {
  return (rows) => (name, body) =>
    rows.forEach((row) => declare(name.replace("%s", row).replace("$description", row.description), () => body(row)));
}

function expectation() {
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);
  return Object.assign((value, message) => chai.expect(value, message), chai.expect, { soft: chai.expect });
}

const State = Annotation.Root({ report: Annotation() });

/** A saver of channel 0, which belongs to no run: the run's own would be fenced to its own thread. */
function freshSaver(config) {
  const HeddleSaver = Object.getPrototypeOf(config.configurable.__pregel_checkpointer.constructor);
  return new HeddleSaver();
}

/** Each checkpointer of the suite starts with an empty database; run it with durability "exit", on a server of its own. */
async function forgetAll(saver) {
  const threads = new Set();
  for await (const { config } of saver.list({ configurable: {} })) threads.add(config.configurable.thread_id);
  for (const thread of threads) await saver.deleteThread(thread);
}

async function runSuite(_state, config) {
  const suite = new Suite();
  Object.assign(globalThis, suite.globals());
  const initializer = {
    checkpointerName: "HeddleSaver",
    createCheckpointer: () => freshSaver(config),
    destroyCheckpointer: forgetAll,
  };
  specTest(initializer);
  deltaChannelHistoryTests(initializer);
  return { report: await suite.run() };
}

export const graph = new StateGraph(State).addNode("run_suite", runSuite).addEdge(START, "run_suite").compile();
