/** Which of the things that the engine needs does this browser have? */

/** A function that uses i8x16.popcnt: it validates only where SIMD128 is known. */
const SIMD_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15,
  253, 98, 11,
];

/** A function with an empty try … catch_all: it validates only where wasm exceptions are known. */
const EXCEPTIONS_PROBE = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 8, 1, 6, 0, 6, 64, 25, 11, 11,
];

/**
 * @typedef {object} Support
 * @property {boolean} ok
 * @property {string[]} missing names of what is missing, for instance 'WebAssembly SIMD'
 */

/**
 * @param {any} scope the global object to look at
 * @param {number[]} bytes
 */
function validates(scope, bytes) {
  return Boolean(scope.WebAssembly?.validate?.(new Uint8Array(bytes)));
}

/**
 * Whether `new Worker(url, {type: 'module'})` is understood: a browser that understands it reads
 * the `type` of the options, and does so before it finds that the address is none.
 *
 * @param {any} scope
 */
function hasModuleWorkers(scope) {
  if (typeof scope.Worker !== 'function') return false;
  let read = false;
  const options = {
    get type() {
      read = true;
      return 'module';
    },
  };
  try {
    new scope.Worker('https://[', options).terminate();
  } catch {
    return read;
  }
  return read;
}

/**
 * Looks for everything that a session needs. Call it before `createSession` to show a helpful
 * message instead of a failure.
 *
 * @param {any} [scope] the global object to look at
 * @returns {Support}
 */
export function checkSupport(scope = globalThis) {
  /** @type {[string, boolean][]} */
  const needs = [
    ['WebAssembly', typeof scope.WebAssembly === 'object'],
    ['WebAssembly SIMD', validates(scope, SIMD_PROBE)],
    ['WebAssembly exceptions', validates(scope, EXCEPTIONS_PROBE)],
    ['module workers', hasModuleWorkers(scope)],
    ['MessageChannel', typeof scope.MessageChannel === 'function'],
    ['streams', typeof scope.ReadableStream === 'function'],
    ['DecompressionStream', typeof scope.DecompressionStream === 'function'],
  ];
  const missing = needs.filter(([, present]) => !present).map(([name]) => name);
  return { ok: missing.length === 0, missing };
}
