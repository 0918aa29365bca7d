// SPDX-License-Identifier: Apache-2.0
/** LangGraph's state snapshots as the ThreadState of the HTTP API (semantics: threads, state and checkpoints). */

/** @typedef {Record<string, any>} Dict */

/**
 * The API's Checkpoint of a config, or null if the config names none.
 * @param {any} config
 * @returns {Dict | null}
 */
export function checkpointOf(config) {
  const where = config?.configurable;
  if (!where?.thread_id) return null;
  const { checkpoint_id, thread_id, checkpoint_ns = "", checkpoint_map } = where;
  return {
    ...(checkpoint_id != null && { checkpoint_id }),
    thread_id,
    checkpoint_ns,
    ...(checkpoint_map != null && { checkpoint_map }),
  };
}

/**
 * Ready for the wire except for the values' own types, which wire_json knows.
 * @param {any} snapshot
 * @returns {Dict}
 */
export function threadState(snapshot) {
  const checkpoint = snapshot.createdAt === undefined ? null : checkpointOf(snapshot.config);
  const parent = checkpointOf(snapshot.parentConfig);
  return {
    values: snapshot.values,
    next: snapshot.next,
    tasks: snapshot.tasks.map(taskState),
    metadata: metadataOf(snapshot),
    created_at: snapshot.createdAt ?? null,
    checkpoint,
    parent_checkpoint: parent,
    interrupts: snapshot.tasks.flatMap((/** @type {Dict} */ task) => task.interrupts.map(interruptState)),
    checkpoint_id: checkpoint?.checkpoint_id ?? null,
    parent_checkpoint_id: parent?.checkpoint_id ?? null,
  };
}

/** @param {Dict} task */
function taskState(task) {
  const isNested = task.state !== undefined && "values" in task.state;
  return {
    id: task.id,
    name: task.name,
    path: task.path,
    error: task.error == null ? null : errorText(task.error),
    interrupts: task.interrupts.map(interruptState),
    checkpoint: isNested ? null : checkpointOf(task.state),
    state: isNested ? threadState(task.state) : null,
    result: task.result ?? null,
  };
}

/** @param {any} snapshot */
function metadataOf(snapshot) {
  if (!snapshot.metadata || Object.keys(snapshot.metadata).length === 0) return null;
  return { ...snapshot.metadata, thread_id: snapshot.config?.configurable?.thread_id };
}

/** @param {Dict} interrupt */
function interruptState({ id, value, response_schema }) {
  return { id, value, ...(response_schema !== undefined && { response_schema }) };
}

/** @param {any} error what LangGraph stores of it, or the error itself */
function errorText(error) {
  if (typeof error !== "object") return String(error);
  return error.name ? `${error.name}: ${error.message}` : String(error.message);
}

/**
 * Interrupts by task id, as they stand in a Thread.
 * @param {any} snapshot
 */
export function pendingInterrupts(snapshot) {
  const asking = snapshot.tasks.filter((/** @type {Dict} */ task) => task.interrupts.length > 0);
  return Object.fromEntries(asking.map((/** @type {Dict} */ task) => [task.id, task.interrupts.map(interruptState)]));
}
