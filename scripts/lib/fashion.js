import { join } from 'node:path';
import { ensureCollection } from './mnist.js';
import { inRepo } from './paths.js';
import { ensurePrefix } from './prefix.js';
import { say } from './stages.js';
import { thisSystem } from './system.js';

/**
 * Fashion-MNIST, out of the Debian package of its original files. The hashes are those of the
 * authors' files, unpacked: with the names and times that Debian took out of their gzip headers,
 * the packed files have the MD5 sums that the authors give.
 * @type {import('./mnist.js').Collection}
 */
const fashion = {
  name: 'fashion',
  title: 'Fashion-MNIST',
  licence: 'MIT (Zalando SE)',
  classes: [
    ...['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
    ...['Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'],
  ],
  checksums: new Map([
    ['train-images-idx3-ubyte', 'f4a8712d7a061bf5bd6d2ca38dc4d50a'],
    ['train-labels-idx1-ubyte', '9018921c3c673c538a1fc5bad174d6f9'],
    ['t10k-images-idx3-ubyte', '8181f5470baa50b63fa0f6fddb340f0a'],
    ['t10k-labels-idx1-ubyte', '15d484375f8d13e6eb1aabb0c3f46965'],
  ]),
  byteLimit: 34e6,
};

/** Where the package puts the files. */
const FILES = 'root/usr/share/datasets/fashion-mnist';

/** @type {import('./prefix.js').Recipe} */
const recipe = {
  name: 'fashion-mnist-1',
  suite: 'bookworm',
  packages: ['dataset-fashion-mnist'],
  size: '31 MB',
  diskBytes: 2e8,
  proof: [`${FILES}/train-images-idx3-ubyte.gz`],
  finish: async () => undefined,
  verify: async () => undefined,
};

/** The page offers it when it is there; everything else works without it. */
export async function ensureFashion() {
  const target = inRepo('web', 'app', 'public', 'data', 'fashion');
  const source = async () => join(await ensurePrefix(recipe), FILES);
  try {
    if (thisSystem().kind === 'debian') await ensureCollection(fashion, { source, target });
    else say('Fashion-MNIST is set up on Debian only; its files can be given to the page instead');
  } catch (error) {
    say(`Fashion-MNIST is left out: ${/** @type {Error} */ (error).message}`);
  }
}
