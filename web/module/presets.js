/** Networks and settings to begin with. */

/** @typedef {import('./engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./worker/training-options.js').TrainingOptions} TrainingOptions */

/**
 * @typedef {object} Preset
 * @property {{en: string, zh: string}} title
 * @property {NetworkDescription} description
 * @property {TrainingOptions} training settings that suit the network
 */

/** @type {TrainingOptions} */
const TRAINING = {
  epochs: 1,
  batchSize: 64,
  optimizer: 'Adam',
  learningRate: 0.005,
  schedule: 'one_cycle',
  momentum: 0.9,
  weightDecay: 0,
  seed: 1,
};

/**
 * Convolution, pool, batch normalisation and ReLU. The pool comes first: what is largest stays so
 * under ReLU, and a quarter of the values are left to normalise.
 *
 * @param {number[]} channels
 */
function blocks(channels) {
  return channels.flatMap((out_channels, index) => [
    { type: 'Conv2d', name: `conv${index + 1}`, out_channels, kernel_size: 5 },
    { type: 'MaxPool2d', name: `pool${index + 1}`, kernel_size: 2 },
    { type: 'BatchNorm2d', name: `bn${index + 1}` },
    { type: 'ReLU', name: `relu${index + 1}` },
  ]);
}

/** @type {Record<'digits' | 'lenet' | 'small' | 'mlp', Preset>} */
export const presets = {
  /** The network of the pretrained weights. */
  digits: {
    title: { en: 'Two blocks with batch normalisation', zh: '两层卷积 + 批归一化' },
    description: {
      input: [1, 28, 28],
      layers: [
        ...blocks([16, 32]),
        { type: 'Flatten', name: 'flatten' },
        { type: 'Linear', name: 'fc1', out_features: 64 },
        { type: 'BatchNorm1d', name: 'bn3' },
        { type: 'ReLU', name: 'relu3' },
        { type: 'Linear', name: 'fc2', out_features: 10 },
      ],
      loss: 'CrossEntropyLoss',
      init: 'kaiming_normal',
    },
    training: { ...TRAINING, learningRate: 0.01 },
  },
  small: {
    title: { en: 'Two small convolutions', zh: '两层小卷积' },
    description: {
      input: [1, 28, 28],
      layers: [
        { type: 'Conv2d', name: 'conv1', out_channels: 8, kernel_size: 5 },
        { type: 'ReLU', name: 'relu1' },
        { type: 'MaxPool2d', name: 'pool1', kernel_size: 2 },
        { type: 'Conv2d', name: 'conv2', out_channels: 16, kernel_size: 5 },
        { type: 'ReLU', name: 'relu2' },
        { type: 'MaxPool2d', name: 'pool2', kernel_size: 2 },
        { type: 'Flatten', name: 'flatten' },
        { type: 'Linear', name: 'fc', out_features: 10 },
      ],
      loss: 'CrossEntropyLoss',
      init: 'kaiming_normal',
    },
    training: TRAINING,
  },
  lenet: {
    title: { en: 'In the manner of LeNet', zh: 'LeNet 风格' },
    description: {
      input: [1, 28, 28],
      layers: [
        { type: 'Conv2d', name: 'conv1', out_channels: 6, kernel_size: 5, padding: 2 },
        { type: 'Sigmoid', name: 'sigmoid1' },
        { type: 'AvgPool2d', name: 'pool1', kernel_size: 2 },
        { type: 'Conv2d', name: 'conv2', out_channels: 16, kernel_size: 5 },
        { type: 'Sigmoid', name: 'sigmoid2' },
        { type: 'AvgPool2d', name: 'pool2', kernel_size: 2 },
        { type: 'Flatten', name: 'flatten' },
        { type: 'Linear', name: 'fc1', out_features: 120 },
        { type: 'Sigmoid', name: 'sigmoid3' },
        { type: 'Linear', name: 'fc2', out_features: 84 },
        { type: 'Sigmoid', name: 'sigmoid4' },
        { type: 'Linear', name: 'fc3', out_features: 10 },
      ],
      loss: 'CrossEntropyLoss',
      init: 'xavier_uniform',
    },
    training: TRAINING,
  },
  mlp: {
    title: { en: 'Fully connected only', zh: '仅全连接' },
    description: {
      input: [1, 28, 28],
      layers: [
        { type: 'Flatten', name: 'flatten' },
        { type: 'Linear', name: 'fc1', out_features: 64 },
        { type: 'ReLU', name: 'relu1' },
        { type: 'Linear', name: 'fc2', out_features: 10 },
      ],
      loss: 'CrossEntropyLoss',
      init: 'kaiming_normal',
    },
    training: TRAINING,
  },
};
