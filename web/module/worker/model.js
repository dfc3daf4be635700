/** The network of a worker, with what it was built from. */

/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/network.js').NetworkDescription} NetworkDescription */

/** Room for views and for evaluation in good portions; training makes more when it needs more. */
const FIRST_BATCH = 64;

export class Model {
  #engine;
  #network;

  /**
   * @param {Engine} engine
   * @param {NetworkDescription} description
   * @param {number} seed
   * @param {import('../protocol.js').BuildExtras} [extras] the limit is for the first batch; who asks
   *   for more room has seen the network
   */
  constructor(engine, description, seed, extras) {
    this.#engine = engine;
    this.description = description;
    this.seed = seed;
    this.#network = engine.createNetwork(description, { maxBatch: FIRST_BATCH, seed, ...extras });
  }

  get network() {
    return this.#network;
  }

  /**
   * Makes room for batches of `size`. The weights stay; what was trained with the old room is
   * disposed of.
   *
   * @param {number} size
   */
  ensureBatch(size) {
    if (this.#network.info.maxBatch >= size) return;
    const weights = this.#network.saveWeights();
    const options = { maxBatch: size, seed: this.seed, weights };
    const roomier = this.#engine.createNetwork(this.description, options);
    this.#network.dispose();
    this.#network = roomier;
  }

  /** @param {number} seed */
  reinitialize(seed) {
    this.#network.reinitialize(seed);
    this.seed = seed;
  }

  dispose() {
    this.#network.dispose();
  }
}
