// SPDX-License-Identifier: Apache-2.0
/** The runner is plain JavaScript, so that it needs no build; its types stand in comments and are checked here. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const folder = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

test("types", () => {
  const compiler = folder("node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", folder("backend/runners/node")], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});
