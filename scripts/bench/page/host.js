/** The page of the benchmark: gives every engine a worker of its own and passes calls on. */

/** @typedef {{ value?: unknown, problem?: string }} Answer what came, or what went wrong */
/** @typedef {{ worker: Worker, waiting: Map<number, (answer: Answer) => void> }} Line */

/** @type {Map<string, Line>} */
const lines = new Map();
let calls = 0;

/** @param {Line} line @param {string} problem */
function fail(line, problem) {
  for (const resolve of line.waiting.values()) resolve({ problem });
  line.waiting.clear();
}

/** @param {string} id @returns {Line} */
function open(id) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { name: id });
  /** @type {Line} */
  const line = { worker, waiting: new Map() };
  worker.onmessage = ({ data: { call, ...answer } }) => {
    line.waiting.get(call)?.(answer);
    line.waiting.delete(call);
  };
  worker.onerror = ({ message }) => fail(line, message);
  lines.set(id, line);
  return line;
}

/**
 * @param {string} id of the engine
 * @param {string} method
 * @param {unknown} args
 * @returns {Promise<Answer>}
 */
function call(id, method, args) {
  const line = lines.get(id) ?? open(id);
  const number = ++calls;
  return new Promise((resolve) => {
    line.waiting.set(number, resolve);
    line.worker.postMessage({ call: number, method, args });
  });
}

/** @param {string} id of an engine that is not needed any more, or does not answer */
function stop(id) {
  const line = lines.get(id);
  if (!line) return;
  line.worker.terminate();
  fail(line, 'it was stopped');
  lines.delete(id);
}

Object.assign(globalThis, { bench: { call, stop } });
