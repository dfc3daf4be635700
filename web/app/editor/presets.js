import { presets as ofModule } from 'convscope';

/**
 * Networks to begin with, as their sources have them.
 *
 * @typedef {import('../state/types.js').Description} Description
 * @typedef {import('../state/types.js').Settings} Settings
 *
 * @typedef {object} Preset
 * @property {string} name `build.presets.<name>` says what it is
 * @property {string} source
 * @property {Description} description
 * @property {Partial<Settings>} training settings that suit it
 */

/** @param {string} name @param {number} out_channels @param {number} kernel_size @param {object} [more] */
const conv = (name, out_channels, kernel_size, more = {}) => ({
  type: 'Conv2d',
  name,
  out_channels,
  kernel_size,
  ...more,
});

/** @param {string} name @param {number} out_features */
const linear = (name, out_features) => ({ type: 'Linear', name, out_features });

/** @param {string} name */
const relu = (name) => ({ type: 'ReLU', name });

/** @param {string} name @param {string} type */
const pool = (name, type = 'MaxPool2d') => ({ type, name, kernel_size: 2 });

/** @param {string} name @param {number} p */
const dropout = (name, p) => ({ type: 'Dropout', name, p });

const flatten = { type: 'Flatten', name: 'flatten' };

/**
 * @param {Description['layers']} layers
 * @param {Partial<Description>} [more]
 * @returns {Description}
 */
const describe = (layers, more = {}) => ({
  input: [1, 28, 28],
  layers,
  loss: 'CrossEntropyLoss',
  init: 'kaiming_normal',
  ...more,
});

/** @type {Partial<Settings>} */
const ADAM = {
  optimizer: 'Adam',
  learningRate: 0.002,
  schedule: 'one_cycle',
  batchSize: 64,
  epochs: 1,
};

const lenet = describe(
  [
    ...[conv('conv1', 6, 5, { padding: 2 }), { type: 'Tanh', name: 'tanh1' }],
    ...[pool('pool1', 'AvgPool2d'), conv('conv2', 16, 5), { type: 'Tanh', name: 'tanh2' }],
    ...[pool('pool2', 'AvgPool2d'), flatten, linear('fc1', 120), { type: 'Tanh', name: 'tanh3' }],
    ...[linear('fc2', 84), { type: 'Tanh', name: 'tanh4' }, linear('fc3', 10)],
  ],
  { init: 'xavier_uniform' },
);

const tensorflow = describe([
  ...[conv('conv1', 8, 5), relu('relu1'), pool('pool1')],
  ...[conv('conv2', 16, 5), relu('relu2'), pool('pool2')],
  ...[flatten, linear('fc', 10)],
]);

const pytorch = describe(
  [
    ...[conv('conv1', 32, 3), relu('relu1'), conv('conv2', 64, 3), relu('relu2')],
    ...[pool('pool'), dropout('dropout1', 0.25), flatten],
    ...[linear('fc1', 128), relu('relu3'), dropout('dropout2', 0.5), linear('fc2', 10)],
  ],
  { init: 'kaiming_uniform' },
);

/**
 * Two convolutions and the way around them; where the size changes, the way around has a convolution
 * of one pixel.
 *
 * @param {string} name
 * @param {string} from
 * @param {number} channels
 * @param {number} stride
 */
function block(name, from, channels, stride) {
  const bare = { bias: false };
  const norm = (/** @type {string} */ part) => ({ type: 'BatchNorm2d', name: `${name}_${part}` });
  const around =
    stride === 1
      ? []
      : [
          { ...conv(`${name}_way`, channels, 1, { stride, ...bare }), inputs: [from] },
          norm('waybn'),
        ];
  return [
    { ...conv(`${name}_conv1`, channels, 3, { stride, padding: 1, ...bare }), inputs: [from] },
    ...[norm('bn1'), relu(`${name}_relu1`)],
    ...[conv(`${name}_conv2`, channels, 3, { padding: 1, ...bare }), norm('bn2'), ...around],
    {
      type: 'Add',
      name: `${name}_add`,
      inputs: [`${name}_bn2`, stride === 1 ? from : `${name}_waybn`],
    },
    relu(`${name}_relu2`),
  ];
}

const residual = describe([
  conv('conv1', 16, 3, { padding: 1, bias: false }),
  ...[{ type: 'BatchNorm2d', name: 'bn1' }, relu('relu1')],
  ...block('a', 'relu1', 16, 1),
  ...block('b', 'a_relu2', 32, 2),
  ...block('c', 'b_relu2', 64, 2),
  { type: 'AdaptiveAvgPool2d', name: 'pool', output_size: 1 },
  ...[flatten, linear('fc', 10)],
]);

const mlp = describe([
  ...[flatten, linear('fc1', 512), relu('relu1'), dropout('dropout1', 0.2)],
  ...[linear('fc2', 512), relu('relu2'), dropout('dropout2', 0.2), linear('fc3', 10)],
]);

const sigmoid = describe(
  [
    flatten,
    ...[1, 2, 3, 4].flatMap((n) => [
      linear(`fc${n}`, 30),
      { type: 'Sigmoid', name: `sigmoid${n}` },
    ]),
    linear('fc5', 10),
  ],
  { loss: 'BCEWithLogitsLoss', init: 'xavier_normal' },
);

/** @type {readonly Preset[]} */
export const presets = [
  {
    name: 'norm',
    source: 'Ioffe, Szegedy 2015',
    description: ofModule.digits.description,
    training: { ...ADAM, learningRate: 0.01 },
  },
  {
    name: 'lenet',
    source: 'LeCun, Bottou, Bengio, Haffner 1998',
    description: lenet,
    training: ADAM,
  },
  {
    name: 'tensorflow',
    source: 'TensorFlow.js: Handwritten digit recognition with CNNs',
    description: tensorflow,
    training: { ...ADAM, learningRate: 0.005 },
  },
  {
    name: 'pytorch',
    source: 'pytorch/examples: mnist/main.py',
    description: pytorch,
    training: ADAM,
  },
  {
    name: 'residual',
    source: 'He, Zhang, Ren, Sun 2016: CIFAR-10, n = 1',
    description: residual,
    training: { ...ADAM, learningRate: 0.01 },
  },
  { name: 'mlp', source: 'Keras: examples/mnist_mlp.py', description: mlp, training: ADAM },
  {
    name: 'linear',
    source: 'LeCun, Bottou, Bengio, Haffner 1998',
    description: describe([flatten, linear('fc', 10)]),
    training: { ...ADAM, learningRate: 0.005 },
  },
  {
    name: 'sigmoid',
    source: 'Nielsen 2015: Neural Networks and Deep Learning, 5',
    description: sigmoid,
    training: ADAM,
  },
];
