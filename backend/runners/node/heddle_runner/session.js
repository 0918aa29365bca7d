// SPDX-License-Identifier: Apache-2.0
/** One connection to heddle-server: hello, load, then runs and calls until it ends. */

import inspector from "node:inspector";
import { inspect } from "node:util";

import { Asker } from "./asking.js";
import { Windows } from "./credit.js";
import { encryptionRefusal } from "./encryption.js";
import { Kind, loadJson, nameOf } from "./frames.js";
import { shareLibraries } from "./libraries.js";
import { prepareTypescript } from "./source.js";
import { containFailures, labelConsole } from "./user_code.js";
import { hello, packageVersions, refusal } from "./versions.js";

/**
 * @typedef {Record<string, any>} Dict
 * @typedef {import("./frames.js").Message} Message
 * @typedef {import("./link.js").Link} Link
 * @typedef {import("./pulse.js").Pulse} Pulse
 * @typedef {import("./registry.js").Registry} Registry
 * @typedef {import("./run.js").Run} Run
 */

const EXIT_PATIENCE_MS = 3000;

/** What runs and calls need of their session. */
export class Services {
  /**
   * @param {Link} link
   * @param {Registry} registry
   * @param {Windows} windows
   * @param {Record<string, string>} packages versions by name
   * @param {string} baseDir
   */
  constructor(link, registry, windows, packages, baseDir) {
    this.link = link;
    this.registry = registry;
    this.windows = windows;
    this.packages = packages;
    this.baseDir = baseDir;
  }

  /** @param {number} channel */
  asker(channel) {
    return new Asker(this.link, channel);
  }

  /**
   * @param {string} level
   * @param {string} logger
   * @param {string} message
   * @param {string} [runId]
   * @param {unknown} [error]
   */
  log(level, logger, message, runId, error) {
    const trace = error === undefined ? "" : `\n${error instanceof Error ? inspect(error) : error}`; // with its causes
    const fields = { level, logger, message: message + trace };
    this.link.sendJson(Kind.LOG, 0, runId === undefined ? fields : { ...fields, run_id: runId });
  }
}

/** Messages that come while graphs are loading wait until they have loaded. */
export class Session {
  #link;
  #pulse;
  /** @type {Message[]} */
  #early = [];
  /** @type {Services | undefined} */
  #services;
  /** @type {typeof import("./run.js") & typeof import("./calls.js") | undefined} */
  #work;
  /** @type {Map<number, Run>} */
  #runs = new Map();
  #calls = 0;
  #draining = false;
  /** Returns when the project's own app has answered what it had in hand. */
  #closeApp = async () => {};
  #packages = packageVersions(process.cwd());
  /** Why no graph can run here. */
  #refused = refusal(this.#packages);

  /**
   * @param {Link} link
   * @param {Pulse} pulse
   */
  constructor(link, pulse) {
    this.#link = link;
    this.#pulse = pulse;
    link.onMessage = (message) => this.#receive(message);
    link.onClose = () => process.exit(0); // the server is gone, or BYE was the last word
  }

  start() {
    this.#link.sendJson(Kind.HELLO, 0, hello(this.#packages));
  }

  /** @param {Message} message */
  #receive(message) {
    if (message.kind === Kind.WELCOME) {
      this.#welcome(loadJson(message.body)).catch((error) => {
        console.error("heddle-runner: loading failed; the runner stops", error);
        process.exit(70);
      });
    } else if (this.#services === undefined) {
      this.#early.push(message);
    } else {
      this.#takeSafely(this.#services, message);
    }
  }

  // Loading

  /** @param {Dict} welcome */
  async #welcome(welcome) {
    for (const [name, value] of Object.entries(welcome.env ?? {})) process.env[name] = String(value);
    this.#refused ??= encryptionRefusal(process.env); // the key may have come with the WELCOME
    if (welcome.debug !== undefined) await this.#listenForDebugger(welcome.debug);
    // Unless the user wants it otherwise: callbacks that run in the background may lose a run's last tokens.
    process.env.LANGCHAIN_CALLBACKS_BACKGROUND ??= "false";
    const registry = await this.#load(welcome);
    const windows = new Windows(welcome.run_window ?? 1 << 20, welcome.total_window ?? 16 << 20);
    const services = new Services(this.#link, registry, windows, this.#packages, welcome.base_dir);
    Asker.setDefault(services.asker(0));
    /** @type {import("./user_code.js").Log} */
    const log = (...line) => services.log(...line);
    labelConsole(log);
    containFailures(log, () => (this.#runs.size === 1 ? [...this.#runs.values()][0] : undefined));
    this.#services = services;
    const app = welcome.app === undefined ? {} : { app: await this.#serveApp(services, welcome) };
    this.#link.sendJson(Kind.GRAPHS, 0, { generation: welcome.generation ?? 0, graphs: registry.report, ...app });
    for (const message of this.#early.splice(0)) this.#takeSafely(services, message);
  }

  /**
   * Waiting goes before any of the graphs' code.
   * @param {{port: number, wait: boolean}} debug
   */
  async #listenForDebugger({ port, wait }) {
    inspector.open(port, "127.0.0.1", false);
    const waiting = wait ? "; no graph is loaded before one has come" : "";
    this.#link.sendJson(Kind.LOG, 0, {
      level: "info",
      logger: "heddle.debug",
      message: `a debugger may attach at 127.0.0.1:${port}${waiting}`,
    });
    if (!wait) return;
    await new Promise((resolve) => setImmediate(resolve)); // the line above goes out first
    inspector.waitForDebugger();
  }

  /** @param {Dict} welcome */
  async #load(welcome) {
    if (this.#refused === undefined) {
      await prepareTypescript(Object.values(welcome.graphs));
      shareLibraries(welcome.base_dir); // last, so that its hook comes before those for TypeScript
      await this.#loadWork();
    }
    if (this.#refused !== undefined) console.error(`heddle-runner: ${this.#refused}`);
    const { Registry } = await import("./registry.js");
    const registry = await Registry.load(welcome.graphs, welcome.base_dir, this.#refused);
    for (const { id, error, traceback } of registry.report) {
      if (error !== null) this.#log("error", `graph '${id}' failed to load: ${error}\n${traceback ?? ""}`.trimEnd());
    }
    for (const note of registry.notes) this.#log("warning", note);
    return registry;
  }

  /** Our own use of LangGraph, before any graph: packages of the project that do not fit together are its graphs' error. */
  async #loadWork() {
    try {
      this.#work = { ...(await import("./run.js")), ...(await import("./calls.js")) };
    } catch (error) {
      this.#refused = `@langchain/langgraph ${this.#packages["@langchain/langgraph"]} cannot be loaded: ${error}`;
    }
  }

  /**
   * @param {Services} services
   * @param {Dict} welcome
   */
  async #serveApp(services, welcome) {
    const { serveApp } = await import("./custom_app.js"); // what few need
    const complain = (/** @type {string} */ message, /** @type {unknown} */ error) =>
      services.log("error", "heddle.app", message, undefined, error);
    const { report, close } = await serveApp(welcome.app, welcome.base_dir, complain);
    this.#closeApp = close;
    if (report.error !== null) {
      this.#log("error", `http.app failed to load: ${report.error}\n${report.traceback ?? ""}`.trimEnd());
    }
    return report;
  }

  /**
   * @param {string} level
   * @param {string} message
   */
  #log(level, message) {
    this.#link.sendJson(Kind.LOG, 0, { level, logger: "heddle.load", message });
  }

  // Serving

  /**
   * Whatever fails here concerns one run or call, which gets its answer; the others go on.
   * @param {Services} services
   * @param {Message} message
   */
  #takeSafely(services, message) {
    try {
      this.#take(services, message);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      services.log("error", "heddle.session", `${nameOf(message.kind)} failed`, undefined, error);
      if (message.kind === Kind.RUN) {
        const fields = { error: "Error", message: text, traceback: text };
        services.link.sendJson(Kind.END, message.channel, { status: "error", error: fields });
      } else if (message.kind === Kind.CALL) {
        services.link.sendJson(Kind.REPLY, message.channel, { error: { code: "internal", message: text } });
      }
    }
  }

  /**
   * @param {Services} services
   * @param {Message} message
   */
  #take(services, { kind, channel, body }) {
    const fields = loadJson(body);
    if (kind === Kind.RUN) this.#startRun(services, channel, fields);
    else if (kind === Kind.CALL) this.#startCall(services, channel, fields);
    else if (kind === Kind.CREDIT) services.windows.grant(channel, fields.bytes);
    else if (kind === Kind.CANCEL) this.#runs.get(channel)?.cancel(fields);
    else if (kind === Kind.FENCED && fields.reason === "fenced") this.#runs.get(channel)?.fence();
    else if (kind === Kind.DRAIN) {
      this.#draining = true;
      this.#closeApp().then(() => this.#leaveWhenIdle());
    }
  }

  /**
   * @param {Services} services
   * @param {number} channel
   * @param {Dict} fields
   */
  #startRun(services, channel, fields) {
    const run = new (this.#loaded().Run)(services, channel, fields);
    this.#runs.set(channel, run);
    this.#pulse.active = this.#runs.size;
    services.windows.open(channel);
    const ended = () => {
      this.#runs.delete(channel);
      this.#pulse.active = this.#runs.size;
      services.windows.close(channel);
      this.#leaveWhenIdle();
    };
    run.main().catch((error) => services.log("error", "heddle.session", "a run failed", run.runId, error)).finally(ended);
  }

  /**
   * @param {Services} services
   * @param {number} channel
   * @param {Dict} fields
   */
  #startCall(services, channel, fields) {
    this.#calls += 1;
    const answered = this.#loaded().answer(services, channel, fields);
    answered
      .catch((error) => services.log("error", "heddle.session", "a call failed", undefined, error))
      .finally(() => {
        this.#calls -= 1;
        this.#leaveWhenIdle();
      });
  }

  #loaded() {
    if (this.#work === undefined) throw new Error(this.#refused);
    return this.#work;
  }

  #leaveWhenIdle() {
    if (!this.#draining || this.#runs.size > 0 || this.#calls > 0) return;
    this.#link.sendJson(Kind.BYE, 0, {});
    this.#link.close();
    setTimeout(() => process.exit(0), EXIT_PATIENCE_MS); // in case the server does not close its end
  }
}
