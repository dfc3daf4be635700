/**
 * What a failure looks like in code. One `catch` is enough: every error of this module is a
 * ConvscopeError with a stable `code`, and WorkerError is one of them.
 */

/**
 * @typedef {object} ErrorRecord An error as it travels between threads.
 * @property {string} name
 * @property {string} code
 * @property {string} message
 * @property {string} [layer]
 */

/** A failure with a stable code; the message says what was expected and what was found. */
export class ConvscopeError extends Error {
  /**
   * @param {string} code for instance 'InvalidOption', 'ShapeMismatch', 'DownloadFailed'
   * @param {string} message
   * @param {{layer?: string, cause?: unknown}} [details]
   */
  constructor(code, message, details = {}) {
    super(message, details);
    this.name = 'ConvscopeError';
    this.code = code;
    /** Name of the layer concerned, if one is. */
    this.layer = details.layer ?? layerNamedIn(message);
  }
}

/** The worker is gone (it crashed, was ended or could not start); code 'WorkerLost' or 'Disposed'. */
export class WorkerError extends ConvscopeError {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{cause?: unknown}} [details]
   */
  constructor(code, message, details) {
    super(code, message, details);
    this.name = 'WorkerError';
  }
}

/**
 * The engine begins messages about a layer with `Type(name): `.
 *
 * @param {string} message
 */
function layerNamedIn(message) {
  return /^[A-Z]\w*\(([^()\s]+)\): /.exec(message)?.[1];
}

/**
 * True when the engine itself has come to grief (a trap, an abort, an exception that it did not
 * expect): its memory cannot be trusted any more and the instance must be replaced.
 *
 * @param {unknown} error
 */
export function isFatal(error) {
  return error instanceof WebAssembly.RuntimeError || error instanceof WebAssembly.Exception;
}

/**
 * Any thrown value as a ConvscopeError.
 *
 * @param {unknown} thrown
 * @returns {ConvscopeError}
 */
export function toConvscopeError(thrown) {
  if (thrown instanceof ConvscopeError) return thrown;
  if (thrown instanceof Error) {
    const code = /** @type {{code?: unknown}} */ (thrown).code;
    const known = thrown.name === 'ConvscopeError' && typeof code === 'string';
    return new ConvscopeError(known ? code : 'Internal', thrown.message, { cause: thrown });
  }
  return new ConvscopeError('Internal', String(thrown));
}

/**
 * @param {unknown} thrown
 * @returns {ErrorRecord}
 */
export function toRecord(thrown) {
  const { name, code, message, layer } = toConvscopeError(thrown);
  return { name, code, message, layer };
}

/**
 * @param {ErrorRecord} record
 * @returns {ConvscopeError}
 */
export function fromRecord({ name, code, message, layer }) {
  if (name === 'WorkerError') return new WorkerError(code, message);
  return new ConvscopeError(code, message, { layer });
}

/**
 * Runs `action` so that whatever it throws is a ConvscopeError; traps pass through untouched
 * because they need another treatment.
 *
 * @template T
 * @param {() => T} action
 * @returns {T}
 */
export function guard(action) {
  try {
    return action();
  } catch (thrown) {
    throw isFatal(thrown) ? thrown : toConvscopeError(thrown);
  }
}
