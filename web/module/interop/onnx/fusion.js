/** Activations that other programs write out in several nodes, as one node. */

import { constantOfNode } from './import-constants.js';
import { neededNodes } from './model.js';
import { Node } from './node.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./tensors.js').Constant} Constant */

/** A product: a number, and the names of values. @typedef {{scale: number, values: string[]}} Product */

const DEPTH = 6;

/** @param {number} a @param {number} b */
const isNear = (a, b) => Math.abs(a - b) <= 1e-4 * Math.abs(b);

class Matcher {
  #producers;
  #constants;

  /** @param {Model} model */
  constructor({ nodes, constants }) {
    this.#constants = constants;
    this.#producers = new Map(nodes.map((node) => [node.outputs[0], node]));
  }

  /** @param {string} name @returns {number | null} a constant of one value */
  #scalar(name) {
    const producer = this.#producers.get(name);
    const found =
      producer?.opType === 'Constant' ? constantOfNode(producer) : this.#constants.get(name);
    return found?.values.length === 1 ? found.values[0] : null;
  }

  /** @param {string} name @param {string} opType @returns {Node | null} */
  #madeBy(name, opType) {
    const producer = this.#producers.get(name);
    return producer?.opType === opType ? producer : null;
  }

  /**
   * A value as a product of numbers and values that are no products.
   *
   * @param {string} name
   * @param {number} [depth]
   * @returns {Product}
   */
  product(name, depth = DEPTH) {
    const scale = this.#scalar(name);
    if (scale !== null) return { scale, values: [] };
    const producer = depth > 0 ? this.#producers.get(name) : undefined;
    const [a, b] = producer?.inputs ?? [];
    if (producer?.opType === 'Mul') {
      const [left, right] = [this.product(a, depth - 1), this.product(b, depth - 1)];
      return { scale: left.scale * right.scale, values: [...left.values, ...right.values] };
    }
    const number = producer && b ? this.#scalar(b) : null;
    if (producer?.opType === 'Div' && number !== null) {
      const inner = this.product(a, depth - 1);
      return { scale: inner.scale / number, values: inner.values };
    }
    if (producer?.opType === 'Pow' && (number === 2 || number === 3)) {
      const inner = this.product(a, depth - 1);
      const values = Array.from({ length: number }, () => inner.values).flat();
      return { scale: inner.scale ** number, values };
    }
    return { scale: 1, values: [name] };
  }

  /** @param {string} name @returns {string | null} y where the value is 1 + y */
  #onePlus(name) {
    const inputs = this.#madeBy(name, 'Add')?.inputs ?? [];
    const one = inputs.findIndex((input) => this.#scalar(input) === 1);
    return one < 0 ? null : inputs[1 - one];
  }

  /** Whether a value is scale times others. @param {string} name @param {number} scale @param {string[]} others */
  #is(name, scale, others) {
    const product = this.product(name);
    const parts = others.map((other) => this.product(other));
    const expected = parts.flatMap(({ values }) => values).sort();
    const factor = parts.reduce((result, part) => result * part.scale, scale);
    return isNear(product.scale, factor) && String(product.values.sort()) === String(expected);
  }

  /** x where a value is 1 + erf(x / sqrt 2). @param {string} gate @returns {string | undefined} */
  #erfGate(gate) {
    const erf = this.#madeBy(this.#onePlus(gate) ?? '', 'Erf');
    const candidates = this.#producers.get(erf?.inputs[0] ?? '')?.inputs ?? [];
    return candidates.find((x) => erf && this.#is(erf.inputs[0], Math.SQRT1_2, [x]));
  }

  /** x where a value is 1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)). @param {string} gate @returns {string | undefined} */
  #tanhGate(gate) {
    const tanh = this.#madeBy(this.#onePlus(gate) ?? '', 'Tanh');
    const { scale, values } = this.product(tanh?.inputs[0] ?? '');
    const sum = values.length === 1 ? this.#madeBy(values[0], 'Add') : null;
    if (!sum || !isNear(scale, Math.sqrt(2 / Math.PI))) return undefined;
    const [a, b] = sum.inputs;
    if (this.#is(b, 0.044715, [a, a, a])) return a;
    return this.#is(a, 0.044715, [b, b, b]) ? b : undefined;
  }

  /**
   * @param {Node} node
   * @returns {{opType: string, x: string, approximate?: string} | null}
   */
  activation(node) {
    if (node.opType !== 'Mul') return null;
    const [a, b] = node.inputs;
    if (this.#madeBy(b, 'Sigmoid')?.inputs[0] === a) return { opType: 'Silu', x: a };
    if (this.#madeBy(a, 'Sigmoid')?.inputs[0] === b) return { opType: 'Silu', x: b };
    const [output] = node.outputs;
    for (const gate of this.product(output).values) {
      const byErf = this.#erfGate(gate);
      const x = byErf ?? this.#tanhGate(gate);
      if (x === undefined || !this.#is(output, 0.5, [x, gate])) continue;
      return { opType: 'Gelu', x, approximate: byErf === undefined ? 'tanh' : 'none' };
    }
    return null;
  }
}

/**
 * @param {Model} model
 * @returns {Model} with single nodes for SiLU and GELU, and without those that were part of them
 */
export function fuseActivations(model) {
  const matcher = new Matcher(model);
  const nodes = model.nodes.map((node) => {
    const found = matcher.activation(node);
    if (!found) return node;
    const { opType, x, approximate } = found;
    const s = new TextEncoder().encode(approximate);
    const attribute = approximate ? [{ name: 'approximate', s, type: 0 }] : [];
    const { name, outputs } = node;
    return new Node({ opType, name, domain: '', input: [x], output: outputs, attribute }, 0);
  });
  return { ...model, nodes: neededNodes(nodes, model.output) };
}
