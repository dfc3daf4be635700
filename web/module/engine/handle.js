/** Ownership of objects that live in the engine's memory, which no garbage collector frees. */

import { ConvscopeError } from '../errors.js';

/** @typedef {{delete(): void}} Native an object of the engine behind Embind */

const disposeSymbol = /** @type {typeof Symbol.dispose} */ (
  Symbol.dispose ?? Symbol.for('Symbol.dispose')
);

/**
 * Holds one native object until `dispose()`, which may be called any number of times. Objects that
 * use this one in C++ (a trainer uses its network) go first, so nothing native ever dangles.
 *
 * @template {Native} N
 */
export class Handle {
  /** For messages; names of classes do not survive minifying. */
  static title = 'object';
  /** @type {N | null} */
  #native;
  /** @type {Set<Handle<any>>} */
  #dependents = new Set();
  /** @type {Handle<any>[]} */
  #owners;

  /**
   * @param {N} native
   * @param {Handle<any>[]} [owners] what the native object refers to
   */
  constructor(native, owners = []) {
    this.#native = native;
    this.#owners = owners;
    for (const owner of owners) owner.#dependents.add(this);
  }

  /** The native object; throws once disposed of. */
  get native() {
    if (!this.#native) {
      const { title } = /** @type {typeof Handle} */ (this.constructor);
      throw new ConvscopeError('Disposed', `this ${title} was disposed of`);
    }
    return this.#native;
  }

  get disposed() {
    return this.#native === null;
  }

  dispose() {
    const native = this.#native;
    if (!native) return;
    this.#native = null;
    for (const dependent of [...this.#dependents]) dependent.dispose();
    for (const owner of this.#owners) owner.#dependents.delete(this);
    this.#owners = [];
    native.delete();
  }

  [disposeSymbol]() {
    this.dispose();
  }
}
