/** A pool of labelled inputs in the engine, filled part by part. */

import { ConvscopeError, guard } from '../errors.js';
import { Handle } from './handle.js';

/** @typedef {import('../wasm/convscope.js').NativeDataset} NativeDataset */
/** @typedef {import('./heap.js').Heap} Heap */

/** @typedef {{image: Uint8Array<ArrayBuffer>, label: number}} LabelledImage */

/** @typedef {{image: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>, label: number}} LabelledInput */

/**
 * As many inputs are copied at once, so that the engine's memory need not hold all of them twice.
 */
const PORTION = 1024;

/** @extends {Handle<NativeDataset>} */
export class Dataset extends Handle {
  /** @override */
  static title = 'Dataset';
  #heap;

  /**
   * @param {NativeDataset} native
   * @param {Heap} heap
   */
  constructor(native, heap) {
    super(native);
    this.#heap = heap;
  }

  /** Number of images that are in. */
  get size() {
    return this.native.size();
  }

  /** Number of images when all are in. */
  get expected() {
    return this.native.expected();
  }

  /**
   * Adds the images and labels of one pair of IDX files; a pair with anything wrong is refused
   * whole.
   *
   * @param {Uint8Array} images an IDX3-ubyte file
   * @param {Uint8Array} labels an IDX1-ubyte file
   * @returns {number} how many images were added
   */
  append(images, labels) {
    this.#stage(images, labels);
    return guard(() => this.native.append());
  }

  /**
   * Adds inputs that are not in a file.
   *
   * @param {Uint8Array | Float32Array} inputs (N, ...shape), of the kind that the data set is for
   * @param {Uint8Array} labels N of them
   */
  appendInputs(inputs, labels) {
    const { buffer, byteOffset, byteLength } = inputs;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const each = byteLength / labels.length;
    for (let first = 0; first < labels.length; first += PORTION) {
      const end = first + PORTION;
      this.#stage(bytes.subarray(first * each, end * each), labels.subarray(first, end));
      guard(() => this.native.appendValues());
    }
  }

  /** @param {Uint8Array} images @param {Uint8Array} labels */
  #stage(images, labels) {
    const staged = guard(() => this.native.stage(images.length, labels.length));
    this.#heap.write(staged.images, images);
    this.#heap.write(staged.labels, labels);
  }

  /**
   * A copy of one image: bytes, or floats as they are.
   *
   * @param {number} index
   * @returns {LabelledInput}
   */
  at(index) {
    const { size } = this;
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new ConvscopeError('OutOfRange', `image ${index} of a data set of ${size}`);
    }
    const image = guard(() => this.native.image(index));
    return {
      image: image.type === 'f32' ? this.#heap.floats(image) : this.#heap.bytes(image),
      label: guard(() => this.native.label(index)),
    };
  }

  /**
   * Copies of images, turned clockwise about the middle and then moved by so many pixels.
   *
   * @param {number} first
   * @param {number} count
   * @param {number} degrees
   * @param {number} right
   * @param {number} down
   */
  placed(first, count, degrees, right, down) {
    return this.#heap.bytes(guard(() => this.native.place(first, count, degrees, right, down)));
  }

  /** Says that no more images will come. */
  close() {
    guard(() => this.native.close());
  }
}
