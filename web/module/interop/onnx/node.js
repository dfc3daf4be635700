/** A node of a model whose attributes are read with care. */

import { refuse } from './refusal.js';
import { ATTRIBUTE_TYPES } from './schema.js';
import { checkTensor, constantOf } from './tensors.js';

/** @typedef {import('../protobuf.js').Message} Message */
/** @typedef {import('./tensors.js').Constant} Constant */

export class Node {
  /** @type {Map<string, Message>} */
  #attributes;
  /** @type {Set<string>} */
  #read = new Set();

  /**
   * @param {Message} proto
   * @param {number} index of the node in its graph
   */
  constructor(proto, index) {
    /** @type {string} */
    this.opType = proto.opType;
    /** @type {string} the node's own, or that of its first output */
    this.name = proto.name || proto.output[0] || `node ${index + 1}`;
    /** @type {string} */
    this.domain = proto.domain;
    /** @type {string[]} an empty name stands for an input left out */
    this.inputs = proto.input;
    /** @type {string[]} */
    this.outputs = proto.output;
    this.#attributes = new Map(
      proto.attribute.map((/** @type {Message} */ one) => [one.name, one]),
    );
  }

  /**
   * @param {string} name
   * @param {number} type
   * @returns {Message | undefined}
   */
  #attribute(name, type) {
    this.#read.add(name);
    const found = this.#attributes.get(name);
    // Before version 3 of the format, attributes did not tell their type.
    if (found && found.type !== 0 && found.type !== type) {
      refuse(this, `attribute ${name}: expected another type than ${found.type}`);
    }
    return found;
  }

  /** @param {string} name */
  has(name) {
    return this.#attributes.has(name);
  }

  /** @param {string} name @param {number} usual @returns {number} */
  int(name, usual) {
    return this.#attribute(name, ATTRIBUTE_TYPES.INT)?.i ?? usual;
  }

  /** @param {string} name @param {number} usual @returns {number} */
  float(name, usual) {
    const found = this.#attribute(name, ATTRIBUTE_TYPES.FLOAT)?.f ?? usual;
    // 0.00001 for 0.000009999999747378752, which is the same float32.
    const short = Number(found.toPrecision(7));
    return Math.fround(short) === Math.fround(found) ? short : found;
  }

  /** @template T @param {string} name @param {T} usual @returns {number[] | T} */
  ints(name, usual) {
    return this.#attribute(name, ATTRIBUTE_TYPES.INTS)?.ints ?? usual;
  }

  /** @param {string} name @returns {number[] | undefined} */
  floats(name) {
    return this.#attribute(name, ATTRIBUTE_TYPES.FLOATS)?.floats;
  }

  /** @param {string} name @param {string} usual */
  string(name, usual) {
    const found = this.#attribute(name, ATTRIBUTE_TYPES.STRING);
    return found ? new TextDecoder().decode(found.s) : usual;
  }

  /** @param {string} name @returns {Constant | undefined} */
  tensor(name) {
    const found = this.#attribute(name, ATTRIBUTE_TYPES.TENSOR);
    if (!found) return undefined;
    if (!found.t) refuse(this, `attribute ${name}: expected a tensor, got none`);
    checkTensor(found.t);
    return constantOf(found.t);
  }

  /** Attributes that mean nothing here. @param {string[]} names */
  ignore(...names) {
    for (const name of names) this.#read.add(name);
  }

  /** Throws Unsupported if there is an attribute that nobody asked for. */
  checkAllRead() {
    for (const name of this.#attributes.keys()) {
      if (!this.#read.has(name)) refuse(this, `attribute ${name}: expected none of that name`);
    }
  }
}
