/** @typedef {import('../../module/engine/network.js').NetworkDescription} NetworkDescription */

/**
 * @typedef {object} ReferenceNetwork
 * @property {string} title
 * @property {NetworkDescription} description
 */

/** @param {string} name @param {number} out_channels @param {number} kernel_size */
const conv = (name, out_channels, kernel_size, padding = 0) => ({
  type: 'Conv2d',
  name,
  out_channels,
  kernel_size,
  padding,
});

/** @param {string} name */
const relu = (name) => ({ type: 'ReLU', name });

/** @param {string} name */
const pool = (name) => ({ type: 'MaxPool2d', name, kernel_size: 2 });

/** @param {string} name @param {number} out_features */
const linear = (name, out_features) => ({ type: 'Linear', name, out_features });

/** @param {NetworkDescription['layers']} layers @returns {NetworkDescription} */
const describe = (layers) => ({ input: [1, 28, 28], layers, loss: 'CrossEntropyLoss' });

const flatten = { type: 'Flatten', name: 'flatten' };

/**
 * The networks that every benchmark speaks of.
 *
 * @type {Record<'A' | 'B' | 'C', ReferenceNetwork>}
 */
export const networks = {
  A: {
    title: 'two 5x5 convolutions, 8 and 16 channels',
    description: describe([
      ...[conv('conv1', 8, 5), relu('relu1'), pool('pool1')],
      ...[conv('conv2', 16, 5), relu('relu2'), pool('pool2')],
      ...[flatten, linear('fc', 10)],
    ]),
  },
  B: {
    title: 'two 3x3 convolutions, 32 and 64 channels, and a wide linear layer',
    description: describe([
      ...[conv('conv1', 32, 3), relu('relu1'), conv('conv2', 64, 3), relu('relu2')],
      ...[pool('pool'), { type: 'Dropout', name: 'dropout1', p: 0.25 }, flatten],
      ...[linear('fc1', 128), relu('relu3'), { type: 'Dropout', name: 'dropout2', p: 0.5 }],
      linear('fc2', 10),
    ]),
  },
  C: {
    title: 'two 3x3 convolutions with batch normalisation, 16 and 32 channels',
    description: describe([
      ...[conv('conv1', 16, 3, 1), { type: 'BatchNorm2d', name: 'bn1' }, relu('relu1')],
      ...[pool('pool1'), conv('conv2', 32, 3, 1), { type: 'BatchNorm2d', name: 'bn2' }],
      ...[relu('relu2'), pool('pool2'), flatten, linear('fc', 10)],
    ]),
  },
};

/** @typedef {keyof typeof networks} NetworkName */

export const networkNames = /** @type {NetworkName[]} */ (Object.keys(networks));
