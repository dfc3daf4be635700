/**
 * The only place that looks into the engine's memory. A view of a WebAssembly memory dies when the
 * memory grows, so views are made per use and never leave a scope; everything else is copied.
 */

import { ConvscopeError } from '../errors.js';

/**
 * Where a buffer of the engine lies.
 *
 * @typedef {object} Descriptor
 * @property {number} ptr byte address
 * @property {number} length number of elements
 * @property {'f32' | 'f64' | 'u8' | 'i32'} type
 * @property {number[]} shape
 */

/** @typedef {Float32Array | Float64Array | Uint8Array | Int32Array} HeapArray */

const VIEWS = { f32: Float32Array, f64: Float64Array, u8: Uint8Array, i32: Int32Array };

export class Heap {
  #buffer;

  /** @param {() => ArrayBufferLike} buffer gives the engine's present memory */
  constructor(buffer) {
    this.#buffer = buffer;
  }

  /**
   * @param {Descriptor} descriptor
   * @returns {HeapArray}
   */
  #view({ ptr, length, type }) {
    const View = VIEWS[type];
    const memory = this.#buffer();
    const bytes = View?.BYTES_PER_ELEMENT;
    // Elements of an unknown type have no size, and no address is a multiple of that.
    const index = ptr / bytes;
    const sane = index >>> 0 === index && length >>> 0 === length;
    if (!sane || ptr + length * bytes > memory.byteLength) {
      throw new ConvscopeError(
        'OutOfBounds',
        `buffer of ${length} ${type} at ${ptr} is outside the ${memory.byteLength} bytes of memory`,
      );
    }
    return new View(/** @type {ArrayBuffer} */ (memory), ptr, length);
  }

  /**
   * Calls `use` with a live view, which must not be kept: it ends with the call.
   *
   * @template T
   * @param {Descriptor} descriptor
   * @param {(view: HeapArray) => T} use
   * @returns {T}
   */
  withView(descriptor, use) {
    const view = this.#view(descriptor);
    const result = use(view);
    if (view.buffer !== this.#buffer()) {
      throw new ConvscopeError('MemoryGrown', 'the memory grew under a view in use');
    }
    return result;
  }

  /**
   * @param {Descriptor} descriptor
   * @param {number} [first] first element
   * @param {number} [count] number of elements, up to the end if left out
   * @returns {HeapArray}
   */
  #copy(descriptor, first = 0, count = descriptor.length - first) {
    const inside = first >>> 0 === first && count >>> 0 === count;
    if (!inside || first + count > descriptor.length) {
      throw new ConvscopeError(
        'OutOfBounds',
        `elements ${first} to ${first + count} of a buffer of ${descriptor.length}`,
      );
    }
    return this.#view(descriptor).slice(first, first + count);
  }

  /**
   * @param {Descriptor} descriptor
   * @param {number} [first]
   * @param {number} [count]
   * @returns {Float32Array<ArrayBuffer>}
   */
  floats(descriptor, first, count) {
    expectType(descriptor, 'f32');
    return /** @type {Float32Array<ArrayBuffer>} */ (this.#copy(descriptor, first, count));
  }

  /**
   * @param {Descriptor} descriptor
   * @param {number} [first]
   * @param {number} [count]
   * @returns {Uint8Array<ArrayBuffer>}
   */
  bytes(descriptor, first, count) {
    expectType(descriptor, 'u8');
    return /** @type {Uint8Array<ArrayBuffer>} */ (this.#copy(descriptor, first, count));
  }

  /**
   * Copies `values` into the buffer.
   *
   * @param {Descriptor} descriptor
   * @param {ArrayLike<number>} values
   * @param {number} [first] where the first of them goes
   */
  write(descriptor, values, first = 0) {
    if (first + values.length > descriptor.length) {
      throw new ConvscopeError(
        'ShapeMismatch',
        `expected at most ${descriptor.length - first} values, got ${values.length}`,
      );
    }
    this.#view(descriptor).set(values, first);
  }
}

/**
 * @param {Descriptor} descriptor
 * @param {Descriptor['type']} type
 */
function expectType(descriptor, type) {
  if (descriptor.type !== type) {
    throw new ConvscopeError('OutOfBounds', `expected a ${type} buffer, got ${descriptor.type}`);
  }
}
