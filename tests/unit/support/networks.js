/** Networks small enough to train in a test, for the images of bandDataset. */

/** @typedef {import('../../../web/module/engine/network.js').NetworkDescription} NetworkDescription */

/** Convolution, batch normalisation, pooling and dropout. @type {NetworkDescription} */
export const bandNetwork = {
  input: [1, 8, 8],
  layers: [
    { type: 'Conv2d', name: 'conv1', out_channels: 4, kernel_size: 3, padding: 1 },
    { type: 'BatchNorm2d', name: 'bn1' },
    { type: 'ReLU', name: 'relu1' },
    { type: 'MaxPool2d', name: 'pool1', kernel_size: 2 },
    { type: 'Flatten', name: 'flatten' },
    { type: 'Dropout', name: 'dropout', p: 0.2 },
    { type: 'Linear', name: 'fc', out_features: 4 },
  ],
};

/** A single layer. @type {NetworkDescription} */
export const linearNetwork = {
  input: [1, 8, 8],
  layers: [
    { type: 'Flatten', name: 'flatten' },
    { type: 'Linear', name: 'fc', out_features: 4 },
  ],
};
