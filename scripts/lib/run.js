import { spawn } from 'node:child_process';
import { accessSync, constants, createWriteStream, mkdirSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { SetupError } from './errors.js';
import { logFolder, root } from './paths.js';

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * Commands with a group of their own. Only those that have a time limit get one: a new group
 * loses the terminal, which sudo needs to ask for a password.
 * @type {WeakSet<import('node:child_process').ChildProcess>}
 */
const grouped = new WeakSet();

/** Ends the commands that are still running, for when this process is told to stop. */
export function stopChildren() {
  for (const child of children) end(child, 'SIGTERM');
}

/**
 * Signals a command and, where it leads a group, also what it started.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function end(child, signal) {
  try {
    if (child.pid !== undefined && grouped.has(child)) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended by itself just before.
  }
}

/** @type {[NodeJS.Signals, number][]} */
const exitCodes = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
];

/**
 * Makes an interruption end the running commands as well; what was begun is redone next time.
 * @returns {() => void} gives the signals their usual effect again
 */
export function stopOnSignals() {
  const handlers = exitCodes.map(([signal, code]) => {
    const handler = () => {
      stopChildren();
      console.error('\nInterrupted. The next run takes up from here.');
      process.exit(code);
    };
    process.once(signal, handler);
    return () => process.removeListener(signal, handler);
  });
  return () => {
    for (const remove of handlers) remove();
  };
}

/**
 * @typedef {object} RunOptions
 * @property {string} [log] file for the output; `<repository>/build/logs/<name>.log` otherwise
 * @property {string} [name] name of that log
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [append] keep what the log already holds
 * @property {boolean} [echo] also show the output
 * @property {number} [timeout] milliseconds
 * @property {(line: string) => void} [onLine] sees each line of output
 */

/**
 * @typedef {object} RunResult
 * @property {number} code exit code, or -1 when a signal ended the command
 * @property {NodeJS.Signals | null} signal
 * @property {boolean} timedOut
 * @property {string} output standard output and error together
 * @property {string} log
 */

/**
 * Runs a command and keeps its output in a log file.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function tryRun(command, args, options = {}) {
  const log = options.log ?? join(logFolder, `${options.name ?? 'run'}.log`);
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log, { flags: options.append ? 'a' : 'w' });
  file.write(`$ ${command} ${args.join(' ')}\n`);
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: options.env ?? process.env,
    stdio: [options.timeout === undefined ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    detached: options.timeout !== undefined,
  });
  if (options.timeout !== undefined) grouped.add(child);
  children.add(child);
  const collected = collect(child, file, options);
  return new Promise((resolve) => {
    let timedOut = false;
    const timer = options.timeout
      ? setTimeout(() => {
          timedOut = true;
          end(child, 'SIGKILL');
        }, options.timeout)
      : undefined;
    /** @param {number} code @param {NodeJS.Signals | null} signal */
    const finish = (code, signal) => {
      clearTimeout(timer);
      children.delete(child);
      file.end(() => resolve({ code, signal, timedOut, output: collected.text(), log }));
    };
    child.on('error', (error) => {
      collected.add(`${error.message}\n`);
      finish(127, null);
    });
    child.on('close', (code, signal) => finish(code ?? -1, signal));
  });
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @param {import('node:fs').WriteStream} file
 * @param {RunOptions} options
 */
function collect(child, file, options) {
  let text = '';
  let pending = '';
  /** @param {string} chunk */
  const add = (chunk) => {
    text += chunk;
    file.write(chunk);
    if (options.echo) process.stdout.write(chunk);
    if (!options.onLine) return;
    const lines = (pending + chunk).split(/\r?\n|\r/);
    pending = lines.pop() ?? '';
    for (const line of lines) options.onLine(line);
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', add);
  }
  return { add, text: () => text };
}

/**
 * Like tryRun, but a failure throws a message with the end of the log.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions & { what?: string }} [options]
 */
export async function run(command, args, options = {}) {
  const result = await tryRun(command, args, options);
  if (result.code !== 0) throw new SetupError(failure(options.what ?? command, result));
  return result;
}

/**
 * @param {string} what
 * @param {RunResult} result
 */
export function failure(what, result) {
  const tail = result.output.trimEnd().split('\n').slice(-25).join('\n');
  const why = result.timedOut
    ? 'took too long and was stopped'
    : result.signal
      ? `was ended by ${result.signal}`
      : `failed with exit code ${result.code}`;
  return `${what} ${why}. The end of its output:\n\n${tail}\n\nThe whole log: ${result.log}`;
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | null} where the command is on PATH, or itself when it is a path to a program
 */
export function which(command, env = process.env) {
  const folders = isAbsolute(command) ? [''] : (env.PATH ?? '').split(delimiter);
  for (const folder of folders) {
    const file = isAbsolute(command) ? command : join(folder || '.', command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
