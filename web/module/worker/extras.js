/** Parts of the worker that its maker adds: a script of one's own imports `extend` from the worker. */

/**
 * Handles calls to a part; each is given what the worker holds and the parameters of the call.
 *
 * @typedef {Record<string, (workbench: import('./workbench.js').Workbench, params: any) => any>} Part
 */

/** @type {Record<string, () => Part | Promise<Part>>} */
export const extras = {};

/** @param {typeof extras} parts by name; a part is asked for at each call, so it may load then */
export const extend = (parts) => void Object.assign(extras, parts);
