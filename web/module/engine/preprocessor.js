/** Turns a drawing into a 28x28 image in the way that MNIST was made. */

import { ConvscopeError, guard } from '../errors.js';
import { Handle } from './handle.js';

/** @typedef {import('../wasm/convscope.js').NativePreprocessor} NativePreprocessor */
/** @typedef {import('./heap.js').Heap} Heap */

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/**
 * @typedef {object} PreparedDrawing
 * @property {boolean} empty nothing is drawn
 * @property {Uint8Array<ArrayBuffer>} image 28x28 bytes
 * @property {Box} box where the ink was found in the drawing
 */

/** @extends {Handle<NativePreprocessor>} */
export class Preprocessor extends Handle {
  /** @override */
  static title = 'Preprocessor';
  #heap;

  /**
   * @param {NativePreprocessor} native
   * @param {Heap} heap
   */
  constructor(native, heap) {
    super(native);
    this.#heap = heap;
  }

  /**
   * @param {Uint8Array | Uint8ClampedArray} ink one byte per pixel, 0 paper to 255 ink, row by row
   * @param {number} width
   * @param {number} height
   * @returns {PreparedDrawing}
   */
  run(ink, width, height) {
    if (ink.length !== width * height) {
      throw new ConvscopeError(
        'ShapeMismatch',
        `expected ${width}x${height} = ${width * height} pixels of ink, got ${ink.length}`,
      );
    }
    this.#heap.write(
      guard(() => this.native.stage(width, height)),
      ink,
    );
    const { empty, image, box } = guard(() => this.native.run());
    return { empty, image: this.#heap.bytes(image), box };
  }
}
