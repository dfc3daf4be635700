/** A pool of labelled images in the engine, filled part by part. */

import { ConvscopeError, guard } from '../errors.js';
import { Handle } from './handle.js';

/** @typedef {import('../wasm/convscope.js').NativeDataset} NativeDataset */
/** @typedef {import('./heap.js').Heap} Heap */

/** @typedef {{image: Uint8Array<ArrayBuffer>, label: number}} LabelledImage */

/**
 * The beginning of an IDX file of unsigned bytes.
 *
 * @param {number[]} extents
 */
function idxHeader(extents) {
  const header = new DataView(new ArrayBuffer(4 + 4 * extents.length));
  header.setUint32(0, 0x800 + extents.length);
  for (const [axis, extent] of extents.entries()) header.setUint32(4 + 4 * axis, extent);
  return new Uint8Array(header.buffer);
}

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
    const staged = guard(() => this.native.stage(images.byteLength, labels.byteLength));
    this.#heap.write(staged.images, images);
    this.#heap.write(staged.labels, labels);
    return guard(() => this.native.append());
  }

  /**
   * Adds images of one channel that are not in a file.
   *
   * @param {Uint8Array} pixels (N, height, width)
   * @param {Uint8Array} labels N of them
   * @param {[number, number]} size height and width
   * @returns {number} N
   */
  appendPixels(pixels, labels, [height, width]) {
    const count = labels.length;
    const image = idxHeader([count, height, width]);
    const label = idxHeader([count]);
    const staged = guard(() =>
      this.native.stage(image.length + pixels.length, label.length + count),
    );
    this.#heap.write(staged.images, image);
    this.#heap.write(staged.images, pixels, image.length);
    this.#heap.write(staged.labels, label);
    this.#heap.write(staged.labels, labels, label.length);
    return guard(() => this.native.append());
  }

  /**
   * @param {number} index
   * @returns {LabelledImage}
   */
  at(index) {
    const { size } = this;
    if (!Number.isInteger(index) || index < 0 || index >= size) {
      throw new ConvscopeError('OutOfRange', `image ${index} of a data set of ${size}`);
    }
    return {
      image: this.#heap.bytes(guard(() => this.native.image(index))),
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
