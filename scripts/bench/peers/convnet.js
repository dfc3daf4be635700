/**
 * ConvNetJS. It takes one image at a time and has neither Adam nor batch normalisation; it trains
 * with its SGD with momentum. Its volumes hold the channels of a pixel together.
 */

import { pixelsPerImage } from '../../../web/app/benchmark/idx.js';
import { batchFeed, channelsLast, flattenedChannels } from '../page/model.js';

/** @typedef {import('../page/model.js').Layer} Layer */

const chunk = 8;
const activations = new Map([['ReLU', 'relu']]);

/** @returns {Promise<import('../page/model.js').Engine>} */
export async function start() {
  // The script ends by hanging itself on the window, which a worker has not.
  const scope = Object.assign(globalThis, { window: globalThis });
  scope.importScripts('/peers/convnetjs/build/convnet-min.js');
  const { convnetjs } = /** @type {any} */ (scope);
  return {
    note: 'SGD with momentum',
    lacksAdam: true,
    train: (model, data) => train(convnetjs, model.layers, data),
    infer: (model, batch) => infer(convnetjs, model.layers, batch),
  };
}

/** @param {any} convnetjs @param {Layer[]} layers */
function build(convnetjs, layers) {
  /** @type {Record<string, unknown>[]} */
  const definitions = [{ type: 'input', out_sx: 28, out_sy: 28, out_depth: 1 }];
  for (const layer of layers) {
    const activation = activations.get(layer.type);
    if (activation) Object.assign(definitions[definitions.length - 1], { activation });
    else definitions.push(...definition(layer));
  }
  // Its last linear layer belongs to the softmax.
  const { num_neurons } = /** @type {any} */ (definitions.pop());
  definitions.push({ type: 'softmax', num_classes: num_neurons });
  const network = new convnetjs.Net();
  network.makeLayers(definitions);
  const filled = network.layers.filter((/** @type {any} */ layer) => layer.filters);
  const sources = layers.filter(({ tensors }) => tensors.weight);
  for (const [index, layer] of filled.entries()) fill(layer, layers, sources[index]);
  return network;
}

/** @param {Layer} layer @returns {Record<string, unknown>[]} */
function definition({ type, options, outputShape }) {
  switch (type) {
    case 'Conv2d': {
      const [[sx], [pad]] = [options.kernel_size, options.padding].map((one) => [one].flat());
      return [{ type: 'conv', sx, filters: outputShape[0], stride: 1, pad }];
    }
    case 'MaxPool2d':
      return [{ type: 'pool', sx: 2, stride: 2 }];
    case 'Dropout':
      return [{ type: 'dropout', drop_prob: options.p }];
    case 'Linear':
      return [{ type: 'fc', num_neurons: outputShape[0] }];
    case 'Flatten':
      return [];
    default:
      throw new Error(`ConvNetJS has no layer like ${type}`);
  }
}

/**
 * @param {any} target
 * @param {Layer[]} layers
 * @param {Layer} source
 */
function fill(target, layers, source) {
  const { weight, bias } = source.tensors;
  const channels = source.type === 'Linear' ? flattenedChannels(layers, source) : weight.shape[1];
  const size = weight.data.length / target.filters.length;
  for (const [out, filter] of target.filters.entries()) {
    const values = weight.data.subarray(out * size, (out + 1) * size);
    filter.w.set(channelsLast(values, channels));
  }
  target.biases.w.set(bias.data);
}

/** @param {any} convnetjs @param {Float32Array} images @param {number} index */
function volume(convnetjs, images, index) {
  const made = new convnetjs.Vol(28, 28, 1, 0);
  made.w.set(images.subarray(index * pixelsPerImage, (index + 1) * pixelsPerImage));
  return made;
}

/** @param {any} convnetjs @param {Layer[]} layers @param {import('../page/model.js').Data} data */
function train(convnetjs, layers, data) {
  const network = build(convnetjs, layers);
  const trainer = new convnetjs.Trainer(network, {
    ...{ method: 'sgd', learning_rate: 0.01, momentum: 0.9, batch_size: data.batch },
  });
  const feed = batchFeed(data, chunk);
  return {
    imagesPerStep: chunk,
    step() {
      const { images, labels } = feed();
      let loss = 0;
      for (let i = 0; i < chunk; ++i) {
        loss += trainer.train(volume(convnetjs, images, i), labels[i]).loss;
      }
      return loss / chunk;
    },
    dispose: () => undefined,
  };
}

/** @param {any} convnetjs @param {Layer[]} layers @param {number} batch */
function infer(convnetjs, layers, batch) {
  const network = build(convnetjs, layers);
  return {
    /** @param {Float32Array} images */
    predict(images) {
      const rows = Array.from({ length: batch }, (_, i) => [
        ...network.forward(volume(convnetjs, images, i), false).w,
      ]);
      return rows.flat();
    },
    dispose: () => undefined,
  };
}
