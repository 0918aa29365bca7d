// SPDX-License-Identifier: Apache-2.0
/** Checkpoint ids must rise, and they are made of this process's clock (DESIGN §4a.2). */

import { setTimeout as pause } from "node:timers/promises";

const UUID_EPOCH_MS = 12219292800000; // 1582-10-15 to 1970-01-01
const ROUNDING = 64; // in units of 100 ns: more than a number can be off by for a time of 60 bits
export const PATIENCE_MS = 2000;

/** The clock stays behind the newest checkpoint; another runner or a later try has to take the run. */
export class ClockBehind extends Error {
  name = "ClockBehind";
}

/** Now, as the 60-bit timestamp of a UUIDv6, in whole milliseconds: LangGraph's ids are made of no more. */
export function uuidTime() {
  return (Date.now() + UUID_EPOCH_MS) * 10000;
}

/**
 * Returns once the clock is past the head checkpoint. Rejects with ClockBehind if that takes more than 2 s.
 * @param {number | null | undefined} headTime
 */
export async function passHead(headTime) {
  if (headTime == null) return;
  const past = Math.ceil((headTime + ROUNDING) / 10000) - UUID_EPOCH_MS;
  const behind = past - Date.now();
  if (behind > PATIENCE_MS) {
    throw new ClockBehind(`the clock is ${(behind / 1000).toFixed(1)} s behind the thread's newest checkpoint`);
  }
  while (Date.now() < past) await pause(Math.max(1, past - Date.now()));
}
