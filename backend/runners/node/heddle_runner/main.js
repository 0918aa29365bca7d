#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/** Started by heddle-server with two sockets: frames on HEDDLE_RUNNER_FD (3), PING and PONG on HEDDLE_PULSE_FD (4). */

import { fstatSync } from "node:fs";

import { Link } from "./link.js";
import { Pulse } from "./pulse.js";
import { Session } from "./session.js";

/**
 * @param {string} name of an environment variable
 * @param {number} usual
 */
function socketFrom(name, usual) {
  const fd = Number(process.env[name] ?? usual);
  delete process.env[name];
  try {
    if (fstatSync(fd).isSocket()) return fd;
  } catch {} // not open at all
  console.error(
    `heddle-runner: file descriptor ${fd} is not a socket; heddle-server starts this program, it does not run on its own`,
  );
  process.exit(64);
}

const frames = socketFrom("HEDDLE_RUNNER_FD", 3);
const pulse = socketFrom("HEDDLE_PULSE_FD", 4);
new Session(new Link(frames), new Pulse(pulse)).start();
