// SPDX-License-Identifier: Apache-2.0
/** Two gates that wait for a person, in TypeScript: `interrupt` stops the run, Command({resume}) carries the answer back. */

import { Command, START, StateGraph, interrupt } from "@langchain/langgraph";
import { z } from "zod";

const State = z.object({
  topic: z.string().optional(),
  recipient: z.string().optional(),
  draft: z.string().optional(),
  sent: z.string().optional(),
  decisions: z.array(z.string()).optional(),
});
type State = z.infer<typeof State>;
type Answer = boolean | string;

function writeDraft(state: State) {
  return {
    draft: `Hello,\n\nhere is a short note about ${state.topic ?? "the weekly report"}.\n\nBest regards`,
    recipient: state.recipient ?? "team@example.com",
    decisions: [],
  };
}

/** Answer true to go on, false to stop, or a text to replace what was asked about. */
function decide(state: State, field: "draft" | "recipient", question: string, next: string) {
  const answer = interrupt<object, Answer>({ question, [field]: state[field] });
  const decisions = [...(state.decisions ?? []), `${field}: ${answer}`];
  if (answer === false) return new Command({ update: { decisions }, goto: "discard" });
  return new Command({ update: typeof answer === "string" ? { decisions, [field]: answer } : { decisions }, goto: next });
}

export const graph = new StateGraph(State)
  .addNode("write_draft", writeDraft)
  .addNode("approve_text", (state) => decide(state, "draft", "Is this text good to go?", "approve_recipient"), {
    ends: ["approve_recipient", "discard"],
  })
  .addNode("approve_recipient", (state) => decide(state, "recipient", "Send it to this address?", "send"), {
    ends: ["send", "discard"],
  })
  .addNode("send", (state) => ({ sent: `sent to ${state.recipient}` }))
  .addNode("discard", () => ({ sent: "not sent" }))
  .addEdge(START, "write_draft")
  .addEdge("write_draft", "approve_text")
  .compile();
