// SPDX-License-Identifier: Apache-2.0
/** Real runner processes for a test file, ended when it is over. */

import { after } from "node:test";

import { Peer } from "./peer.js";

/** @returns {(options?: object) => Promise<Peer>} */
export function runners() {
  const peers = [];
  after(() => Promise.all(peers.map((peer) => peer.close())));
  return async (options) => {
    const peer = await Peer.start(options);
    peers.push(peer);
    return peer;
  };
}
