/** What calls of a network take and give. */

/** @typedef {import('../protocol.js').TrainingOptions} TrainingOptions */
/** @typedef {import('../protocol.js').Inputs} Inputs */
/** @typedef {import('../engine/inspection.js').Trace} Trace */

/** @typedef {{signal?: AbortSignal}} Abortable `signal` ends the wait with a ConvscopeError 'Aborted' */

/**
 * @typedef {object} Prediction
 * @property {Float32Array<ArrayBuffer>} probabilities (N, classes), one row an input
 * @property {number[]} shape [N, classes]
 * @property {number[]} labels the most probable class of each input
 */

/** @typedef {{loss: number, accuracy: number, count: number}} Evaluated mean loss, share of right answers (0 to 1), images */

/**
 * @typedef {object} FitExtras
 * @property {{images: Inputs, labels: ArrayLike<number>}} [validation] looked at after each pass
 * @property {(progress: import('./fit.js').Progress) => void} [onProgress] called about ten times a
 *   second
 */

/** @typedef {TrainingOptions & FitExtras & Abortable} FitOptions */

/** @typedef {Trace & {name: string}} Source values that an activation depends on, in the layer `name` or "input" */

export {};
