/** What the operators of a model have become so far: layers, their weights and the values between. */

import { foldConstant } from './import-constants.js';
import { LayerNames } from './layer-names.js';
import { refuse } from './refusal.js';

/** @typedef {import('../../engine/network.js').LayerDescription} LayerDescription */
/** @typedef {import('../safetensors.js').Tensor} Tensor */
/** @typedef {import('./node.js').Node} Node */
/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./tensors.js').Constant} Constant */
/** @typedef {import('./import-padding.js').Padding} Padding */

/**
 * A value that depends on the input.
 *
 * @typedef {object} Data
 * @property {string} layer that gives it, or "input"
 * @property {number[]} shape without the batch
 * @property {Padding} [padding] that the next layer is to apply
 */

/**
 * @typedef {object} NewLayer
 * @property {string} type
 * @property {Record<string, unknown>} [options]
 * @property {Data[]} inputs
 * @property {number[]} shape of the output, without the batch
 * @property {{name: string, shape: number[], values: ArrayLike<number>}[]} [tensors]
 */

/** The engine's limits: what is larger would only be refused later. */
const MOST_LAYERS = 256;
const MOST_EXTENT = 65536;
const MOST_VALUES = 2 ** 26;

/**
 * Layers may share a weight and each gets a copy, so a small file could fill memory: for each byte
 * that there is so many values, and as many for none as layers make up, such as scales of one.
 */
const VALUES_PER_BYTE = 4;
const OWN_VALUES = 2 ** 20;

export class Importer {
  /** @type {LayerDescription[]} */
  layers = [];
  /** @type {Map<string, Tensor>} by the engine's names */
  tensors = new Map();
  #names = new LayerNames();
  /** @type {Map<string, Data | Constant>} */
  #values;
  /** @type {Map<string, number>} */
  #uses = new Map();
  /** @type {Map<string, Node>} */
  #consumers;
  #stored = 0;

  #mostValues;

  /**
   * @param {Model} model
   * @param {number} bytes of the file
   */
  constructor(model, bytes) {
    this.#mostValues = Math.min(MOST_VALUES, OWN_VALUES + VALUES_PER_BYTE * bytes);
    this.opset = model.opset;
    /** 0 if it may be any. */
    this.batch = model.batch;
    this.#values = new Map(model.constants);
    this.#values.set(model.input, { layer: 'input', shape: model.inputShape });
    for (const name of [model.output, ...model.nodes.flatMap(({ inputs }) => inputs)]) {
      this.#uses.set(name, (this.#uses.get(name) ?? 0) + 1);
    }
    this.#consumers = new Map(
      model.nodes.flatMap((node) => node.inputs.map((name) => [name, node])),
    );
  }

  /** @param {string} name */
  isConstant(name) {
    const value = this.#values.get(name);
    return value !== undefined && !('layer' in value);
  }

  /** The only node that takes a value; null if it is not the only one. @param {string} name */
  onlyConsumer(name) {
    return this.#uses.get(name) === 1 ? (this.#consumers.get(name) ?? null) : null;
  }

  /** @param {Node} node @param {number} index of the input */
  #value(node, index) {
    const name = node.inputs[index];
    const found = name ? this.#values.get(name) : undefined;
    if (found) return found;
    return refuse(node, `input ${index + 1} (${name || 'left out'}): expected a known value`);
  }

  /**
   * The input of a node that must depend on the network's input.
   *
   * @param {Node} node
   * @param {number} [index]
   * @returns {Data}
   */
  data(node, index = 0) {
    const found = this.#value(node, index);
    if (!('layer' in found)) {
      refuse(node, `input ${index + 1}: expected what the layers before give, got a constant`);
    }
    return found;
  }

  /** The same, which must be (N, C, H, W). @param {Node} node @param {number} [index] */
  image(node, index = 0) {
    const found = this.data(node, index);
    if (found.shape.length !== 3)
      refuse(node, `expected an input (N, C, H, W), got ${text(found)}`);
    return found;
  }

  /** The same, which must be (N, F). @param {Node} node @param {number} [index] */
  flat(node, index = 0) {
    const found = this.data(node, index);
    if (found.shape.length !== 1) refuse(node, `expected an input (N, F), got ${text(found)}`);
    return found;
  }

  /**
   * The input of a node that must be an initialiser or another constant.
   *
   * @param {Node} node
   * @param {number} index
   * @returns {Constant}
   */
  constant(node, index) {
    const found = this.#value(node, index);
    if ('layer' in found) {
      refuse(node, `input ${index + 1} (${node.inputs[index]}): expected a constant`);
    }
    return found;
  }

  /** The same, undefined if it is left out. @param {Node} node @param {number} index */
  optionalConstant(node, index) {
    return node.inputs[index] ? this.constant(node, index) : undefined;
  }

  /** @param {Node} node @param {Data | Constant} value */
  set(node, value) {
    const [first, ...others] = node.outputs;
    const used = others.find((name) => name !== '' && this.#uses.has(name));
    if (used) refuse(node, `output ${used}: expected only the first output to be used`);
    this.#values.set(first, value);
  }

  /**
   * Adds the layer that a node stands for and makes its output the node's.
   *
   * @param {Node} node
   * @param {NewLayer} layer
   * @returns {Data}
   */
  addLayer(node, layer) {
    const data = this.addHelper(node, layer);
    this.set(node, data);
    return data;
  }

  /**
   * Adds one of several layers that a node stands for.
   *
   * @param {Node} node
   * @param {NewLayer} layer
   * @returns {Data}
   */
  addHelper(node, { type, options = {}, inputs, shape, tensors = [] }) {
    if (this.layers.length === MOST_LAYERS) refuse(node, `expected at most ${MOST_LAYERS} layers`);
    const fits = shape.every((one) => Number.isInteger(one) && one >= 1 && one <= MOST_EXTENT);
    if (!fits) refuse(node, `expected an output with extents from 1 to 65536, got [${shape}]`);
    const padded = inputs.find(({ padding }) => padding);
    if (padded) refuse(padded.padding?.node ?? node, 'expected a convolution after the padding');
    const name = this.#names.next(node);
    for (const tensor of tensors) this.store(node, name, tensor);
    this.layers.push({ type, name, ...options, inputs: inputs.map(({ layer }) => layer) });
    return { layer: name, shape };
  }

  /** Whether so many more weights can be. @param {Node} node @param {number} count */
  checkRoom(node, count) {
    if (this.#stored + count <= this.#mostValues) return;
    refuse(node, `expected at most ${this.#mostValues} weights in all from a file of this size`);
  }

  /**
   * @param {Node} node
   * @param {string} layer
   * @param {{name: string, shape: number[], values: ArrayLike<number>}} tensor
   */
  store(node, layer, { name, shape, values }) {
    this.checkRoom(node, values.length);
    this.#stored += values.length;
    const full = `${layer}.${name}`;
    this.tensors.set(full, { name: full, shape, data: new Float32Array(values) });
  }

  /** @param {string} layer @returns {LayerDescription | undefined} */
  layerCalled(layer) {
    return this.layers.find(({ name }) => name === layer);
  }

  /** @param {Node} node @returns {boolean} false if the node does not compute with constants */
  fold(node) {
    const constant = foldConstant(node, this);
    if (constant) this.set(node, constant);
    return constant !== null;
  }

  /** A network gives what its last layer gives. @param {Data} output */
  finish({ layer }) {
    if (this.layers.at(-1)?.name === layer) return;
    this.layers.push({ type: 'Identity', name: this.#names.unique('output'), inputs: [layer] });
  }

  /** @param {string} name of the model's output @returns {Data | null} */
  result(name) {
    const value = this.#values.get(name);
    return value && 'layer' in value ? value : null;
  }
}

/** @param {Data} data */
const text = ({ shape }) => `(N, ${shape.join(', ')})`;
