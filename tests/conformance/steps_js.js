// SPDX-License-Identifier: Apache-2.0
/** steps.py in JavaScript: each step notes itself in a ledger outside the server, so a test can see what was executed, how
 * often, by whom. */

import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import { Annotation, Command, END, START, StateGraph, interrupt } from "@langchain/langgraph";

const list = () => Annotation({ reducer: (left, right) => left.concat(right), default: () => [] });
const State = Annotation.Root({
  ledger: Annotation(), // a file to append to
  steps: Annotation(), // how many to make
  hold_at: Annotation(), // the step that waits until the file `<ledger>.go` exists
  done: list(),
  gates: list(),
  gated: Annotation(),
});

async function held({ ledger }) {
  while (!existsSync(`${ledger}.go`)) await pause(10);
}

async function step(state) {
  const number = state.done.length + 1;
  appendFileSync(state.ledger, `${number} ${process.pid}\n`);
  if (number === state.hold_at) await held(state);
  return { done: [number] };
}

function more(state) {
  if (state.done.length < state.steps) return "step";
  return state.gated ? "first_gate" : END;
}

function firstGate() {
  return new Command({ update: { gates: [`first ${interrupt("first gate")}`] }, goto: "second_gate" });
}

/** Waits before it asks: its run can be ended here, with the answer to the first gate committed. */
async function secondGate(state) {
  appendFileSync(state.ledger, `second ${process.pid}\n`);
  await held(state);
  return { gates: [`second ${interrupt("second gate")}`] };
}

export const graph = new StateGraph(State)
  .addNode("step", step)
  .addNode("first_gate", firstGate, { ends: ["second_gate"] })
  .addNode("second_gate", secondGate)
  .addEdge(START, "step")
  .addConditionalEdges("step", more, ["step", "first_gate", END])
  .addEdge("second_gate", END)
  .compile();
