/**
 * Other weights in the live network for a while, for everything that only looks. Whatever learns or
 * saves meanwhile finds the newest weights: they cannot be lost.
 */

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */

/** What changes the weights, goes on from them or writes them down. */
const RETURNS = /** @type {const} */ ([
  'train',
  'resume',
  'stepOnce',
  'setTraining',
  'loadWeights',
  'reset',
  'build',
  'restore',
  'dispose',
]);

/** @type {WeakMap<Workbench, Loan>} */
const loans = new WeakMap();

class Loan {
  /** @param {Workbench} workbench */
  constructor(workbench) {
    this.workbench = workbench;
    this.network = workbench.network;
    this.newest = this.network.saveWeights();
    this.network.saveWeights = () => this.newest.slice();
    const own = /** @type {Record<string, any>} */ (workbench);
    for (const name of RETURNS) {
      const method = own[name];
      own[name] = (/** @type {unknown[]} */ ...values) => {
        giveBack(workbench);
        return method.apply(workbench, values);
      };
    }
  }

  end() {
    const own = /** @type {Record<string, any>} */ (this.workbench);
    for (const name of RETURNS) delete own[name];
    delete (/** @type {any} */ (this.network).saveWeights);
    this.network.loadWeights(this.newest);
  }
}

/**
 * @param {Workbench} workbench at rest
 * @param {Uint8Array} weights
 */
export function lend(workbench, weights) {
  if (workbench.state === 'running' || workbench.state === 'waiting') {
    workbench.refuse('InvalidState', 'the training goes on');
  }
  const loan = loans.get(workbench) ?? new Loan(workbench);
  loans.set(workbench, loan);
  loan.network.loadWeights(weights);
}

/** The newest weights are in place again. @param {Workbench} workbench */
export function giveBack(workbench) {
  const loan = loans.get(workbench);
  if (!loan) return;
  loans.delete(workbench);
  loan.end();
  workbench.emit('extra', { part: 'past', data: { kind: 'returned' } });
}
