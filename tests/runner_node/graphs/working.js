// SPDX-License-Identifier: Apache-2.0
/** Graphs that do one thing each that a runner must get right. */

import { appendFileSync, existsSync } from "node:fs";

import { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatGenerationChunk } from "@langchain/core/outputs";
import { Annotation, Command, MessagesAnnotation, START, StateGraph, interrupt } from "@langchain/langgraph";
import { z } from "zod";

export const State = Annotation.Root({
  text: Annotation(),
  count: Annotation(),
  seen: Annotation({ reducer: (left, right) => left.concat(right), default: () => [] }),
});

/** A chain of nodes in the order given. */
export function chain(nodes, state = State) {
  const builder = new StateGraph(state);
  let before = START;
  for (const [name, node] of Object.entries(nodes)) {
    builder.addNode(name, node);
    builder.addEdge(before, name);
    before = name;
  }
  return builder.compile();
}

const sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)));
  });

export const echo = chain({ echo: (state) => ({ count: `${state.text}!` }) });

const first = () => ({ seen: ["first"] });
const second = (state) => ({ seen: [`second ${state.text}`] });
const third = () => ({ seen: ["third"] });
export const goto = chain({ first, second, third });
const stamp = () => ({ seen: [crypto.randomUUID()] });
export const stamps = chain({ one: stamp, two: stamp });
export const nested = chain({ outer: chain({ inner_first: first, inner_second: second }), last: third });

/** Its first node stands still until the file `gate` is there. */
export const held = chain({
  first: async ({ text }) => {
    appendFileSync(text.log, "first\n");
    while (!existsSync(text.gate)) await sleep(10);
    return { seen: ["first"] };
  },
  third,
});

export const approval = new StateGraph(State)
  .addNode("draft", () => ({ text: "a draft" }))
  .addNode("gate_text", (state) => {
    const answer = interrupt({ question: "text?", draft: state.text });
    return new Command({ update: { seen: [`text: ${answer}`] }, goto: "gate_recipient" });
  }, { ends: ["gate_recipient"] })
  .addNode("gate_recipient", () => ({ seen: [`recipient: ${interrupt({ question: "recipient?" })}`] }))
  .addEdge(START, "draft")
  .addEdge("draft", "gate_text")
  .compile();

const gate = (name) => () => ({ seen: [`${name} ${interrupt({ gate: name })}`] });
export const nested_gate = chain({ outer: chain({ first, ask: gate("inner") }), last: third });
export const parallel_gates = new StateGraph(State)
  .addNode("left", gate("left"))
  .addNode("right", gate("right"))
  .addEdge(START, "left")
  .addEdge(START, "right")
  .compile();

/** Says its last input word by word. */
class WordModel extends BaseChatModel {
  _llmType() {
    return "words";
  }

  async _generate(messages) {
    const message = new AIMessage(this.answer(messages));
    return { generations: [{ text: message.text, message }] };
  }

  answer(messages) {
    return `You said ${messages.at(-1).text} and that is all there is to say about it`;
  }

  async *_streamResponseChunks(messages, _options, runManager) {
    for (const word of this.answer(messages).match(/\S+\s*/g)) {
      const chunk = new ChatGenerationChunk({ text: word, message: new AIMessageChunk(word) });
      yield chunk;
      await runManager?.handleLLMNewToken(word, undefined, undefined, undefined, undefined, { chunk });
    }
  }
}

const model = new WordModel({});
const lookUp = tool(({ city }) => `sunny in ${city}`, { name: "look_up", schema: z.object({ city: z.string() }) });
export const chat = new StateGraph(MessagesAnnotation)
  .addNode("model", async (state) => ({ messages: [await model.invoke(state.messages)] }))
  .addNode("tools", async () => ({ messages: [new AIMessage(await lookUp.invoke({ city: "Rome" }))] }))
  .addEdge(START, "model")
  .addEdge("model", "tools")
  .compile();

export const custom = chain({
  write: (_state, config) => {
    config.writer({ progress: 1 });
    return { seen: ["written"] };
  },
});

class OutOfStock extends Error {}
export const failing = chain({
  check: () => ({ seen: ["checked"] }),
  ship: () => {
    throw new OutOfStock("'heddle hooks' is out of stock");
  },
});

export const throwing_later = chain({
  wait: async (_state, config) => {
    setTimeout(() => {
      throw new OutOfStock("nobody catches this");
    }, 1);
    await sleep(3600_000, config.signal);
  },
});

export const rejecting = chain({
  wait: async (_state, config) => {
    void Promise.resolve().then(() => Promise.reject(new OutOfStock("nobody awaits this")));
    await sleep(3600_000, config.signal);
  },
});

export const loop = new StateGraph(State)
  .addNode("tick", (state) => ({ count: (state.count ?? 0) + 1 }))
  .addEdge(START, "tick")
  .addEdge("tick", "tick")
  .compile();

export const sleeper = chain({
  sleep: async (state, config) => {
    config.writer("ready");
    await sleep(3600_000, config.signal);
  },
});

/** Does not care about being stopped. */
export const stubborn = chain({
  refuse: async (state, config) => {
    config.writer("ready");
    await new Promise(() => {});
  },
});

/** Blocks the only thread there is until the file at `text` exists. */
export const blocking = chain({
  block: async (state, config) => {
    const { existsSync, writeFileSync } = await import("node:fs");
    writeFileSync(`${state.text}.in`, "");
    while (!existsSync(state.text));
  },
});

const waiting = chain({
  inner: async (state, config) => {
    const { existsSync } = await import("node:fs");
    config.writer("inside");
    while (!existsSync(state.text)) await sleep(5);
    return { seen: ["inner"] };
  },
  after: () => ({ seen: ["after"] }),
});

/** A node with a graph of two steps inside, which waits for the file `text` and logs how often it is executed. */
export const handed_off = chain({
  first: async (state) => {
    const { appendFileSync } = await import("node:fs");
    appendFileSync(`${state.text}.log`, "first ");
    return { seen: ["first", ...(await waiting.invoke({ text: state.text })).seen] };
  },
  second: () => ({ seen: ["second"] }),
});

export const big = chain({
  write: (state, config) => {
    config.writer("x".repeat(state.count));
    return { seen: ["written"] };
  },
});

/** Tokens as fast as they are taken; `seen` says how many were made. */
class EndlessModel extends WordModel {
  made = 0;

  async *_streamResponseChunks(_messages, options, runManager) {
    while (!options.signal?.aborted) {
      this.made += 1;
      const chunk = new ChatGenerationChunk({ text: "x", message: new AIMessageChunk("x".repeat(1000)) });
      yield chunk;
      await runManager?.handleLLMNewToken("x", undefined, undefined, undefined, undefined, { chunk });
    }
  }
}
const endless = new EndlessModel({});
export const endless_tokens = chain({ say: async () => void (await endless.invoke("go")) });
export const tokens_made = chain({ say: () => ({ count: endless.made }) });

export const values = chain({
  make: () => ({
    text: { set: new Set([3]), map: new Map([["a", 1]]), at: new Date(0), raw: Buffer.from("ab"), big: 2n ** 70n, nan: NaN },
  }),
});

export const store = chain({
  use: async (state, config) => {
    await config.store.put(["a", "b"], "k", { v: state.text });
    const item = await config.store.get(["a", "b"], "k");
    const missing = await config.store.get(["none"], "k");
    const found = await config.store.search(["a"]);
    await config.store.delete(["a", "b"], "k");
    return { text: [item.value.v, item.createdAt instanceof Date, missing, found.length, await config.store.get(["a", "b"], "k")] };
  },
});

export const with_context = new StateGraph(State, z.object({ language: z.string().default("en") }))
  .addNode("greet", (_state, runtime) => ({ text: runtime.context }))
  .addEdge(START, "greet")
  .compile();

const ZodState = z.object({ topic: z.string(), hits: z.number().optional() });
export const zod_state = new StateGraph(ZodState)
  .addNode("count", () => ({ hits: 1 }))
  .addEdge(START, "count")
  .compile();

export const printer = chain({
  print: async () => {
    console.log("hello from", { a: "run" });
    await sleep(1);
    console.warn("careful");
    process.stdout.write("straight to stdout\n");
    return { seen: ["printed"] };
  },
});

export const user = chain({ who: (_state, config) => ({ text: config.configurable.langgraph_auth_user?.identity ?? null }) });

/** Descriptors a child of user code gets. */
export const child_descriptors = chain({
  look: async () => {
    const { execFileSync } = await import("node:child_process");
    return { text: execFileSync("ls", ["-l", "/proc/self/fd"], { stdio: ["ignore", "pipe", "ignore"] }).toString() };
  },
});
