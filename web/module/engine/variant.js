/** Which build of the engine suits this place: plain or relaxed SIMD, one thread or several. */

import { ConvscopeError } from '../errors.js';

/**
 * What `loadEngine` and `createSession` let a caller choose.
 *
 * @typedef {object} VariantOptions
 * @property {boolean} [relaxedSimd] take multiplications and additions that round as one where the
 *   processor has them; true if left out. With `false` results are the same bits everywhere.
 * @property {number} [threads] how many to share the work among, the caller's own included. If left
 *   out: one in a page's own thread, which should not be kept busy, and in Node; in a worker all
 *   cores, but no more than are of use.
 */

/**
 * Why there are fewer threads than wanted.
 *
 * @typedef {object} Fallback
 * @property {'NotIsolated' | 'ThreadsFailed'} code NotIsolated: browsers let only pages that are
 *   cross-origin isolated share memory between threads
 * @property {string} message
 * @property {number} threads how many there would have been
 */

/**
 * Which build of the engine is at work.
 *
 * @typedef {object} Variant
 * @property {boolean} relaxedSimd
 * @property {number} threads
 * @property {Fallback | null} fallback
 */

/** More than that have not made the training of small networks faster. */
const USEFUL_THREADS = 8;

/** As many as the engine takes. */
const MOST_THREADS = 64;

/**
 * A module with one function of type () -> v128: three times `i32.const 0, i8x16.splat`, and then
 * f32x4.relaxed_madd (opcode 0xfd 0x105, in LEB128 253 133 2) of the three. It is valid only where
 * relaxed SIMD is known.
 */
const RELAXED_PROBE = [
  ...[0, 97, 115, 109, 1, 0, 0, 0],
  ...[1, 5, 1, 96, 0, 1, 123], // types: one function without parameters that gives a v128
  ...[3, 2, 1, 0], // functions: one, of that type
  ...[10, 19, 1, 17, 0], // code: one body of 17 bytes, without locals
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
];

/** @param {any} scope */
const knowsRelaxedSimd = (scope) =>
  Boolean(scope.WebAssembly?.validate?.(new Uint8Array(RELAXED_PROBE)));

/**
 * Browsers say whether they let this page share memory; Node always does.
 *
 * @param {any} scope
 */
const canShareMemory = (scope) =>
  typeof scope.SharedArrayBuffer === 'function' && scope.crossOriginIsolated !== false;

/** @param {any} scope */
function defaultThreads(scope) {
  const inWorker = typeof scope.WorkerGlobalScope === 'function' && !scope.document;
  const cores = scope.navigator?.hardwareConcurrency ?? 1;
  return inWorker ? Math.max(1, Math.min(cores, USEFUL_THREADS)) : 1;
}

/** @param {number} threads */
function checkThreads(threads) {
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    const message = `expected 1 to ${MOST_THREADS} threads, got ${threads}`;
    throw new ConvscopeError('InvalidOption', message);
  }
}

/**
 * The best variant that can run here and that the options allow.
 *
 * @param {VariantOptions} [options]
 * @param {any} [scope] the global object to look at
 * @returns {Variant}
 */
export function chooseVariant({ relaxedSimd = true, threads } = {}, scope = globalThis) {
  const wanted = threads ?? defaultThreads(scope);
  checkThreads(wanted);
  const variant = { relaxedSimd: relaxedSimd && knowsRelaxedSimd(scope), threads: wanted };
  if (wanted === 1 || canShareMemory(scope)) return { ...variant, fallback: null };
  return fallBack(variant, 'NotIsolated', 'this page is not cross-origin isolated');
}

/**
 * The same with one thread, and the reason for it.
 *
 * @param {{relaxedSimd: boolean, threads: number}} variant
 * @param {Fallback['code']} code
 * @param {string} message
 * @returns {Variant}
 */
export function fallBack({ relaxedSimd, threads }, code, message) {
  return { relaxedSimd, threads: 1, fallback: { code, message, threads } };
}
