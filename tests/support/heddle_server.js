// SPDX-License-Identifier: Apache-2.0
/** Starts the real heddle-server for the JavaScript suites, on a private folder and a free port. */

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

const ROOT = path.resolve(import.meta.dirname, "../..");
const SAMPLES = path.join(ROOT, "resources/samples/langgraph.json");

function serverProgram() {
  const folders = process.env.HEDDLE_BIN_DIR ? [process.env.HEDDLE_BIN_DIR] : ["release", "dev"].map((preset) => `${ROOT}/build/${preset}/bin`);
  const found = folders.map((folder) => path.join(folder, "heddle-server")).find(existsSync);
  if (found === undefined) throw new Error("heddle-server is not built: ./dev build");
  return found;
}

export class Server {
  /** @returns {Promise<Server>} one that is ready; `stop` it */
  static async start(config = SAMPLES) {
    const server = new Server(config);
    await server.#untilReady();
    return server;
  }

  constructor(config) {
    this.folder = mkdtempSync(path.join(tmpdir(), "hd-"));
    chmodSync(this.folder, 0o755); // the database's account must pass through when we are root
    this.logFile = path.join(this.folder, "server.log");
    const arguments_ = ["dev", "--config", config, "--data-dir", path.join(this.folder, "data"), "--port", "0", "--no-reload"];
    this.process = spawn(serverProgram(), [...arguments_, "--node", process.execPath], {
      stdio: ["ignore", "pipe", openSync(this.logFile, "w")],
      env: { ...process.env, HEDDLE_STATE_DIR: path.join(this.folder, "state") },
    });
    this.exited = new Promise((resolve) => this.process.once("exit", resolve));
  }

  async #untilReady() {
    for await (const line of createInterface({ input: this.process.stdout })) {
      if (line.startsWith("ready ")) return void (this.url = line.slice(6).trim());
    }
    throw new Error(`the server did not start:\n${readFileSync(this.logFile, "utf8")}`);
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.exited;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
