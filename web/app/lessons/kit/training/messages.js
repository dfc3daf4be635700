/** What the page and the worker that trains for it say to each other. */

/** @typedef {import('./experiment.js').Plan} Plan */

/** @typedef {{id: number, plan: Plan, dataUrl: string}} Request */

/**
 * @typedef {{id: number, report: import('./experiment.js').Report}
 *   | {id: number, outcome: import('./experiment.js').Outcome}
 *   | {id: number, error: string}} Answer
 */

export {};
