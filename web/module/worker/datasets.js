/** The training and test images of a worker, and how they come in. */

import { throwIfAborted } from '../data/download.js';
import { ConvscopeError, toConvscopeError } from '../errors.js';

/** @typedef {import('../engine/engine.js').Engine} Engine */
/** @typedef {import('../engine/dataset.js').Dataset} Dataset */
/** @typedef {import('../data/manifest.js').Manifest} Manifest */
/** @typedef {import('../protocol.js').Inputs} Inputs */
/** @typedef {import('../data/dataset-loader.js').DataProgress} DataProgress */
/** @typedef {import('../data/dataset-loader.js').DatasetLoader} DatasetLoader */
/** @typedef {import('../data/dataset-loader.js').LoaderOptions} LoaderOptions */
/** @typedef {import('../data/part-cache.js').PartCache} PartCache */

/**
 * @typedef {object} DatasetInfo
 * @property {string} name
 * @property {string} licence
 * @property {number[]} shape of one image
 * @property {string[]} classes
 * @property {number} trainCount
 * @property {number} testCount
 */

/**
 * @typedef {object} DatasetsOptions
 * @property {Engine} engine
 * @property {PartCache} [cache]
 * @property {import('../data/download.js').Net} [net]
 * @property {(progress: DataProgress) => void} onProgress
 * @property {() => void} onTrainImages more training images are in
 * @property {() => void} onReplace the present images are about to go
 */

/** What only reads drawings loads no images, so this part comes with the first that does. */
const loading = () => import('../data/dataset-loader.js');

/** Stands for an address where the images were not downloaded. */
const OWN_IMAGES = 'own images';

export class Datasets {
  #options;
  /** @type {string | null} */
  #url = null;
  /** @type {DatasetLoader | null} */
  #loader = null;
  /** @type {Promise<DatasetInfo> | null} */
  #loading = null;
  #abort = new AbortController();
  /** @type {Manifest | null} */
  #manifest = null;
  /** @type {ConvscopeError | null} */
  #failure = null;
  /** @type {Record<'train' | 'test', Dataset | null>} */
  #splits = { train: null, test: null };

  /** @param {DatasetsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  get train() {
    return this.#splits.train;
  }

  get test() {
    return this.#splits.test;
  }

  /** Whether images have ever been asked for. */
  get requested() {
    return this.#url !== null;
  }

  /** Why no more images are coming, if the last load failed. */
  get failure() {
    return this.#failure;
  }

  /**
   * Loads what is missing; calls for the same data set while it loads share one load.
   *
   * @param {string} url
   * @returns {Promise<DatasetInfo>}
   */
  load(url) {
    if (this.#loading && url === this.#url) return this.#loading;
    if (url !== this.#url) this.dispose();
    const run = this.#run(url).finally(() => {
      if (this.#loading === run) this.#loading = null;
    });
    this.#url = url;
    this.#loading = run;
    return run;
  }

  /** @param {string} url */
  async #run(url) {
    const { signal } = this.#abort;
    this.#failure = null;
    try {
      const { DatasetLoader } = await loading();
      throwIfAborted(signal);
      this.#loader ??= new DatasetLoader(this.#loaderOptions(url));
      await this.#loader.load(signal);
    } catch (error) {
      if (url === this.#url) this.#failure = toConvscopeError(error);
      throw error;
    }
    return this.info;
  }

  /**
   * @param {string} url
   * @returns {LoaderOptions}
   */
  #loaderOptions(url) {
    const splits = this.#splits;
    return {
      url,
      sink: {
        open: (manifest) => this.#open(manifest),
        append: ({ split }, images, labels) => {
          splits[split]?.append(images, labels);
          if (split === 'train') this.#options.onTrainImages();
        },
        close: () => {
          splits.train?.close();
          splits.test?.close();
        },
      },
      cache: this.#options.cache,
      net: this.#options.net,
      onProgress: this.#options.onProgress,
    };
  }

  /** @param {Manifest} manifest @param {import('../protocol.js').ImagesParams} [own] */
  #open(manifest, own) {
    const { shape, classes, trainCount, testCount } = manifest;
    /** @param {number} expected @param {Inputs} [images] */
    const create = (expected, images) => {
      const floats = images instanceof Float32Array;
      return this.#options.engine.createDataset({
        shape,
        classes: classes.length,
        expected,
        floats,
      });
    };
    this.#manifest = manifest;
    this.#splits.train = create(trainCount, own?.train.images);
    this.#splits.test = testCount > 0 ? create(testCount, own?.test?.images) : null;
  }

  /**
   * Puts images that the caller has in place of the present ones.
   *
   * @param {import('../protocol.js').ImagesParams} images
   * @param {{shape: number[], classes: number}} network what they are for
   */
  use(images, { shape, classes }) {
    const { train, test } = images;
    this.dispose();
    this.#url = OWN_IMAGES;
    const names = Array.from({ length: classes }, (_, index) => String(index));
    const counts = { trainCount: train.labels.length, testCount: test?.labels.length ?? 0 };
    const own = { name: 'images', licence: '', shape, classes: names, parts: [], ...counts };
    this.#open(own, images);
    this.#splits.train?.appendInputs(train.images, train.labels);
    if (test) this.#splits.test?.appendInputs(test.images, test.labels);
    this.#splits.train?.close();
    this.#splits.test?.close();
  }

  /** @returns {DatasetInfo} */
  get info() {
    if (!this.#manifest) throw noDataset();
    const { name, licence, shape, classes, trainCount, testCount } = this.#manifest;
    return { name, licence, shape, classes, trainCount, testCount };
  }

  /**
   * @param {'train' | 'test'} split
   * @param {number} index
   */
  at(split, index) {
    const dataset = this.#splits[split];
    if (!dataset) throw noDataset();
    return dataset.at(index);
  }

  /** Stops loading; what is in stays, and `load` goes on from there. */
  stop() {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#loading = null;
  }

  dispose() {
    this.stop();
    if (this.#manifest) this.#options.onReplace();
    this.#splits.train?.dispose();
    this.#splits.test?.dispose();
    this.#splits = { train: null, test: null };
    this.#manifest = null;
    this.#loader = null;
    this.#failure = null;
    this.#url = null;
  }
}

const noDataset = () => new ConvscopeError('NoDataset', 'no data set has been loaded');
