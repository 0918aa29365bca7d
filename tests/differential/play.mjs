// SPDX-License-Identifier: Apache-2.0
/** The twin of play.py: plays the same table, sent to its standard input as JSON, with the JavaScript SDK, and prints the
 * records as JSON. Arguments: the server's URL. */

import { setTimeout as pause } from "node:timers/promises";

import { Client } from "@langchain/langgraph-sdk";

const HEADERS = ["content-type", "location", "content-location", "x-pagination-total", "x-pagination-next"];
const AT_ONCE = 10;
const PATIENCE = 15_000;

/** The arguments that the SDK takes by place; the others go into its last argument, in camelCase. */
const PLACES = {
  "assistants.get": ["assistant_id"],
  "assistants.get_graph": ["assistant_id"],
  "assistants.get_schemas": ["assistant_id"],
  "assistants.get_subgraphs": ["assistant_id"],
  "assistants.update": ["assistant_id"],
  "assistants.delete": ["assistant_id"],
  "assistants.get_versions": ["assistant_id"],
  "assistants.set_latest": ["assistant_id", "version"],
  "threads.get": ["thread_id"],
  "threads.update": ["thread_id"],
  "threads.delete": ["thread_id"],
  "threads.copy": ["thread_id"],
  "threads.prune": ["thread_ids"],
  "threads.get_state": ["thread_id", "checkpoint"],
  "threads.update_state": ["thread_id"],
  "threads.get_history": ["thread_id"],
  "runs.create": ["thread_id", "assistant_id"],
  "runs.stream": ["thread_id", "assistant_id"],
  "runs.wait": ["thread_id", "assistant_id"],
  "runs.create_batch": ["payloads"],
  "runs.list": ["thread_id"],
  "runs.get": ["thread_id", "run_id"],
  "runs.cancel": ["thread_id", "run_id", "wait", "action"],
  "runs.join": ["thread_id", "run_id"],
  "runs.join_stream": ["thread_id", "run_id"],
  "runs.delete": ["thread_id", "run_id"],
  "crons.create": ["assistant_id"],
  "crons.create_for_thread": ["thread_id", "assistant_id"],
  "crons.update": ["cron_id"],
  "crons.delete": ["cron_id"],
  "store.put_item": ["namespace", "key", "value"],
  "store.get_item": ["namespace", "key"],
  "store.delete_item": ["namespace", "key"],
  "store.search_items": ["namespace_prefix"],
};

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const camelKeys = (value) => Object.fromEntries(Object.entries(value).map(([key, item]) => [camel(key), item]));

function argumentsOf(does, given) {
  const named = { ...given };
  const placed = (PLACES[does] ?? []).map((name) => {
    // Where Python names them apart, JavaScript takes a checkpoint's id and a checkpoint in one place.
    const key = name === "checkpoint" && "checkpoint_id" in named ? "checkpoint_id" : name;
    const value = named[key] ?? undefined;
    delete named[key];
    return name === "thread_id" ? (value ?? null) : value;
  });
  if (does === "runs.create_batch") return [placed[0].map(camelKeys)];
  return [...placed, camelKeys(named)];
}

function fill(value, known) {
  if (Array.isArray(value)) return value.map((item) => fill(item, known));
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, known)]));
  }
  if (typeof value !== "string" || !value.includes("$")) return value;
  if (value === "$null") return null;
  if (value.startsWith("$") && value.slice(1) in known) return known[value.slice(1)];
  return Object.entries(known).reduce((text, [name, kept]) => text.replaceAll(`\${${name}}`, kept), value);
}

function partOf(value, path) {
  for (const key of path === "" ? [] : path.split(".")) value = Array.isArray(value) ? value.at(Number(key)) : value?.[key];
  return value ?? null;
}

function parsed(text) {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return text;
  }
}

class Player {
  constructor(url) {
    this.url = url;
    const noting = async (...request) => {
      const response = await fetch(...request);
      // The SDK may ask more than once, a stream's end for instance; what counts is the first answer.
      this.last ??= { response, text: response.ok ? undefined : response.clone().text() };
      return response;
    };
    this.client = new Client({ apiUrl: url, apiKey: null, callerOptions: { fetch: noting, maxRetries: 0 } });
  }

  async play(call, known) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const record = await this.once(call, known);
      if (Object.entries(call.until).every(([path, wanted]) => partOf(record.answer, path) === wanted)) return record;
      if (Date.now() > end) return { ...record, never: call.until };
      await pause(50);
    }
  }

  async once(call, known) {
    this.last = undefined;
    const record = {};
    try {
      Object.assign(record, await this.made(call.does, fill(call.arguments, known)));
    } catch (error) {
      record.error = this.last?.text === undefined ? `${error.name}: ${error.message}` : parsed(await this.last.text);
    }
    if (this.last) {
      const { status, headers } = this.last.response;
      record.status = status;
      record.headers = Object.fromEntries(HEADERS.filter((name) => headers.has(name)).map((name) => [name, headers.get(name)]));
    }
    return record;
  }

  async made(does, given) {
    const [resource, method] = does.split(".");
    if (resource === "http") return this.raw(method.toUpperCase(), given);
    const result = this.client[resource][camel(method)](...argumentsOf(does, given));
    if (typeof result?.[Symbol.asyncIterator] !== "function") return { answer: (await result) ?? null };
    const events = [];
    for await (const event of result) events.push(event);
    return { events: events.map(({ event, data }) => [event, data]), ids: events.filter(({ id }) => id != null).length };
  }

  async raw(method, { path, body, headers }) {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(this.url + path, { method, headers: { "content-type": "application/json", ...headers }, ...sent });
    const text = response.text();
    this.last = { response, text };
    if (!response.ok) throw new Error("refused");
    return { answer: parsed(await text) };
  }
}

async function playAll(url, scenarios) {
  const records = {};
  const left = [...scenarios];
  const worker = async () => {
    for (let scenario = left.shift(); scenario; scenario = left.shift()) {
      const player = new Player(url);
      const known = {};
      for (const call of scenario.calls) {
        const record = await player.play(call, known);
        for (const [name, path] of Object.entries(call.keep)) known[name] = partOf(record.answer, path);
        records[call.name] = { ...record, known: { ...known } };
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return records;
}

let table = "";
for await (const piece of process.stdin) table += piece;
console.log(JSON.stringify(await playAll(process.argv[2], JSON.parse(table))));
