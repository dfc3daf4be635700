import {
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRepo } from './paths.js';
import { say } from './stages.js';

const heartbeatMs = 5_000;
const silentMs = 60_000;

/**
 * Only one process at a time changes what is made inside the clone. Not to be nested.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export function withProjectLock(work) {
  return withLock(inRepo('build', '.lock'), 'this clone', work);
}

/**
 * Runs `work` while this process alone holds the lock file. A lock whose holder died is taken over.
 * @template T
 * @param {string} file
 * @param {string} what names the work for the one who waits
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, what, work) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!create(file)) {
    if (isStale(file)) {
      removeStale(file);
      continue;
    }
    if (!told) say(`Waiting: another process is at work on ${what}`);
    told = true;
    await sleep(250);
  }
  const release = () => rmSync(file, { force: true });
  const heartbeat = setInterval(() => touch(file), heartbeatMs).unref();
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener('exit', release);
    release();
  }
}

/** @param {string} file */
function create(file) {
  const holder = { pid: process.pid, host: hostname(), started: processStart(process.pid) };
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // The folder was deleted under us; the work itself will report what it misses.
  }
}

/**
 * @param {string} file
 * @returns {boolean} whether nobody holds the lock any more
 */
export function isStale(file) {
  try {
    const silent = Date.now() - statSync(file).mtimeMs > silentMs;
    const holder = parseHolder(readFileSync(file, 'utf8'));
    // Written and closed in one go, so an unreadable lock is that of a process killed in between.
    if (!holder) return Date.now() - statSync(file).mtimeMs > 2_000;
    if (holder.host !== hostname()) return silent;
    return !isAlive(holder.pid, holder.started);
  } catch {
    return false;
  }
}

/** @param {string} text */
function parseHolder(text) {
  try {
    const holder = JSON.parse(text);
    return typeof holder.pid === 'number' ? holder : null;
  } catch {
    return null;
  }
}

/**
 * @param {number} pid
 * @param {string | null} started guards against a number that was given to a new process
 */
function isAlive(pid, started) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
  return started === null || processStart(pid) === started;
}

/**
 * When a process began, in the kernel's count; null where that cannot be told, or it is over.
 * @param {number} pid
 */
function processStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process stays as a zombie for as long as its parent does not ask for it.
    return state === 'Z' ? null : fields[18];
  } catch {
    return null;
  }
}

/**
 * Only one process at a time may remove a stale lock: a slow one could otherwise remove the new
 * lock of a fast one.
 * @param {string} file
 */
function removeStale(file) {
  const guard = `${file}.steal`;
  try {
    mkdirSync(guard);
  } catch {
    forgetOldGuard(guard);
    return;
  }
  try {
    if (isStale(file)) rmSync(file, { force: true });
  } finally {
    rmdirSync(guard);
  }
}

/** @param {string} guard */
function forgetOldGuard(guard) {
  try {
    if (Date.now() - statSync(guard).mtimeMs > 10_000) rmdirSync(guard);
  } catch {
    // Its owner removed it meanwhile.
  }
}
