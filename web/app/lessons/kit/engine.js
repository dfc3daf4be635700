/** The engine of the labs: one for the whole page, in its thread; their networks are tiny. */

import { loadEngine } from 'convscope';
import { writeSafetensors } from 'convscope/interop';

/** @typedef {import('convscope').Engine} Engine */
/** @typedef {ReturnType<Engine['createNetwork']>} Network */
/** @typedef {import('../../state/types.js').Description} Description */

/** Values by the name of the layer and of its tensor, such as `{conv: {weight: [1, 0]}}`. @typedef {Record<string, Record<string, ArrayLike<number>>>} Given */

/** @type {Promise<Engine> | null} */
let shared = null;

/** After a failure the next caller tries anew. @returns {Promise<Engine>} */
export function labEngine() {
  shared ??= loadEngine({ threads: 1 }).catch((error) => {
    shared = null;
    throw error;
  });
  return shared;
}

/**
 * Puts given values into a network; the tensors that are not named stay as they are.
 *
 * @param {Network} network
 * @param {Given} parameters
 */
export function setParameters(network, parameters) {
  const tensors = network.info.layers.flatMap(({ index, name: layer }) =>
    network.learnt(index).map(({ name, shape, data }) => {
      const given = parameters[layer]?.[name];
      return { name: `${layer}.${name}`, shape, data: given ? Float32Array.from(given) : data };
    }),
  );
  network.loadWeights(writeSafetensors(tensors));
}

/**
 * A start that suits the network worse: the weights of its linear layers larger or smaller than usual.
 *
 * @param {Network} network
 * @param {number} factor
 */
export function scaleWeights(network, factor) {
  const linear = network.info.layers.filter(({ type }) => type === 'Linear');
  const scaled = linear.map(({ index, name }) => {
    const data = network.learnt(index).find((tensor) => tensor.name === 'weight')?.data ?? [];
    return [name, { weight: Array.from(data, (value) => factor * value) }];
  });
  setParameters(network, Object.fromEntries(scaled));
}

/**
 * The networks of one lab. Each is built once and kept under its name until its description changes.
 */
export class Networks {
  #engine;
  /** @type {Map<string, {key: string, network: Network}>} */
  #kept = new Map();

  /** @param {Engine} engine */
  constructor(engine) {
    this.#engine = engine;
  }

  get engine() {
    return this.#engine;
  }

  /**
   * Any shape may come out of it, unless the description names a loss that asks for another.
   *
   * @param {string} name
   * @param {Description} description
   * @param {{parameters?: Given, seed?: number, maxBatch?: number}} [options] `parameters` may
   *   differ at each call
   */
  get(name, description, { parameters, ...options } = {}) {
    const key = JSON.stringify([description, options]);
    const kept = this.#kept.get(name);
    const network = kept?.key === key ? kept.network : this.#build(description, options);
    if (network !== kept?.network) {
      kept?.network.dispose();
      this.#kept.set(name, { key, network });
    }
    if (parameters) setParameters(network, parameters);
    return network;
  }

  /** @param {Description} description @param {{seed?: number, maxBatch?: number}} options */
  #build(description, options) {
    return this.#engine.createNetwork({ loss: 'MSELoss', ...description }, options);
  }

  dispose() {
    for (const { network } of this.#kept.values()) network.dispose();
    this.#kept.clear();
  }
}
