import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { exportKeras } from '../../web/module/interop/code/keras.js';
import { comparePrograms } from './support/exported-programs.js';
import { own } from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';

/** @typedef {import('../../web/module/engine/network.js').NetworkDescription} NetworkDescription */

const engine = await loadEngine();
after(() => engine.dispose());

/** What Keras does not have, in the words of the message. @type {Record<string, RegExp>} */
const refused = {
  classifier: /^Dropout\(dropout2\): .*got mode downscale_in_infer/,
  dropouts: /^Dropout\(dropout3\): .*got mode downscale_in_infer/,
  paddings: /^Conv2d\(conv1\): .*got stride and dilation together/,
  transposed: /^ConvTranspose2d\(convtranspose1\): .*got 2 groups/,
  late_output_padding: /^ConvTranspose2d\(convtranspose1\): .*output_padding/,
  pools: /^MaxPool2d\(maxpool2\): .*got dilated windows/,
  dilated_pool_at_the_edge: /^MaxPool2d\(maxpool1\): .*got dilated windows/,
  adaptive_pools: /^AdaptiveAvgPool2d\(adaptiveavgpool1\): .*windows of different sizes/,
  batch_statistics: /^BatchNorm2d\(batchnorm1\): .*statistics of the batch/,
};

/** @param {NetworkDescription['layers']} layers @returns {NetworkDescription} */
const filter = (...layers) => ({ input: [1, 28, 28], layers, loss: 'MSELoss' });

/** The same layers without what Keras lacks. @type {Record<string, NetworkDescription>} */
const more = {
  classifier: {
    input: [1, 28, 28],
    layers: imageNetworks.classifier.layers.filter(({ mode }) => !mode),
  },
  paddings: filter(
    { type: 'Conv2d', out_channels: 4, kernel_size: 3, padding: [2, 0, 1, 3], stride: [2, 1] },
    ...imageNetworks.paddings.layers.slice(1),
  ),
  transposed: filter(
    { type: 'ConvTranspose2d', out_channels: 6, kernel_size: 3, stride: 2, padding: 1 },
    { type: 'ConvTranspose2d', out_channels: 3, kernel_size: 2, stride: 3, output_padding: 1 },
    {
      type: 'ConvTranspose2d',
      out_channels: 2,
      kernel_size: [2, 4],
      dilation: [2, 1],
      bias: false,
    },
    { type: 'ConvTranspose2d', out_channels: 2, kernel_size: 3, padding: [0, 2, 1, 0] },
  ),
  pools: filter(...imageNetworks.pools.layers.filter(({ dilation }) => !dilation)),
  names: { input: [28], layers: [{ type: 'Linear', name: 'weights', out_features: 3 }] },
};

const networks = { ...imageNetworks, ...more };
const runnable = Object.entries(networks).filter(([name]) => name in more || !(name in refused));

comparePrograms('the exported Keras program, on a stand-in for Keras', engine, runnable, (info) =>
  exportKeras(info, { ema_decay: 0.9 }),
);

describe('what Keras does not have is named', () => {
  for (const [name, message] of Object.entries(refused)) {
    test(name, () => {
      const network = own(engine.createNetwork(imageNetworks[name]));
      assert.throws(() => exportKeras(network.info), { code: 'Unsupported', message });
    });
  }

  test('weight decay within the gradient', () => {
    const network = own(engine.createNetwork(imageNetworks.features));
    assert.throws(() => exportKeras(network.info, { weight_decay: 0.1 }), {
      code: 'Unsupported',
      message: /weight_decay with Adam/,
    });
  });
});
