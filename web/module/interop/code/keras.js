/** Writes a network and its training as a Keras program. */

import { ConvscopeError } from '../../errors.js';
import { checkKnown } from './check.js';
import { emit, isKnown } from './keras-layers.js';
import {
  call,
  classSource,
  fullOptions,
  identifiers,
  literal,
  mainSource,
  READ_SAFETENSORS,
  scheduleSource,
} from './python.js';

/** @typedef {import('../../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../../engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('../../engine/trainer.js').TrainerOptions} TrainerOptions */
/** @typedef {import('./python.js').FullOptions} FullOptions */

/** The axes of weights in Keras's order. @param {number[]} shape */
const axesOf = (shape) => ({ 4: [2, 3, 1, 0], 2: [1, 0] })[shape.length] ?? null;

/** @param {LayerInfo} layer @param {string} own */
function weightsEntry({ name, parameters, buffers }, own) {
  const tensors = [...parameters, ...buffers].map(
    (tensor) => `("${name}.${tensor.name}", ${literal(axesOf(tensor.shape))})`,
  );
  return tensors.length > 0 ? [`    "${own}": [${tensors.join(', ')}],`] : [];
}

/** @param {NetworkSummary} info @param {Map<string, string>} names */
function buildSource({ input, layers }, names) {
  const entries = layers.flatMap((layer) => weightsEntry(layer, names.get(layer.name) ?? ''));
  const shape = [1, ...input];
  return `
# For each layer its weights in the file, and their axes in Keras's order.
WEIGHTS = {
${entries.join('\n')}
}


def build(path):
    """The network with the weights of a safetensors file, ready to predict."""
    model = Network()
    model(np.zeros(${literal(shape)}, "float32"))
    arrays = read_safetensors(path)
    for layer, tensors in WEIGHTS.items():
        values = [arrays[name].transpose(axes) if axes else arrays[name] for name, axes in tensors]
        getattr(model, layer).set_weights(values)
    return model
`;
}

/** @param {string} message @returns {never} */
function refuseOption(message) {
  throw new ConvscopeError('Unsupported', `Trainer: expected what Keras has, got ${message}`);
}

/** @param {FullOptions} o */
function optimizerCall(o) {
  if (o.weight_decay > 0 && o.optimizer !== 'AdamW') {
    refuseOption(`weight_decay with ${o.optimizer}, which Keras takes apart from the gradient`);
  }
  /** @type {Record<FullOptions['optimizer'], Record<string, [unknown, unknown]>>} */
  const own = {
    SGD: { momentum: [o.momentum, 0], nesterov: [o.nesterov, false] },
    RMSprop: { rho: [o.alpha, 0.9], epsilon: [o.eps, 1e-7], momentum: [o.momentum, 0] },
    Adam: { beta_1: [o.beta1, 0.9], beta_2: [o.beta2, 0.999], epsilon: [o.eps, 1e-7] },
    AdamW: { beta_1: [o.beta1, 0.9], beta_2: [o.beta2, 0.999], epsilon: [o.eps, 1e-7] },
  };
  return call(`keras.optimizers.${o.optimizer}`, [], {
    learning_rate: [o.lr, null],
    ...own[o.optimizer],
    weight_decay: [o.optimizer === 'AdamW' ? o.weight_decay : null, null],
    global_clipnorm: [o.clip_grad_norm || null, null],
    use_ema: [o.ema_decay > 0, false],
    ema_momentum: [o.ema_decay || 0.99, 0.99],
  });
}

/** @param {NetworkSummary} info @returns {{call: string, targets: string}} */
function lossOf({ loss: { type, options }, classes }) {
  const {
    weight,
    label_smoothing: smoothing,
    ignore_index: ignored,
  } = /** @type {{weight?: number[], label_smoothing?: number, ignore_index?: number}} */ (options);
  if (weight?.length) refuseOption('weights for classes');
  if (ignored !== undefined && ignored >= 0) refuseOption('a label that does not count');
  if (type === 'MSELoss') {
    return { call: 'keras.losses.MeanSquaredError()', targets: 'targets.astype("float32")' };
  }
  /** @type {Record<string, [unknown, unknown]>} */
  const named = { from_logits: [true, false], label_smoothing: [smoothing ?? 0, 0] };
  return type === 'CrossEntropyLoss'
    ? {
        call: call('keras.losses.CategoricalCrossentropy', [], named),
        targets: `np.eye(${classes}, dtype="float32")[targets]`,
      }
    : {
        call: call('keras.losses.BinaryCrossentropy', [], named),
        targets: 'targets.astype("float32")',
      };
}

/** @param {NetworkSummary} info @param {Map<string, string>} names @param {FullOptions} options */
function trainSource(info, names, options) {
  const frozen = info.layers
    .filter((layer) => layer.frozen)
    .map(({ name }) => literal(names.get(name)));
  const loss = lossOf(info);
  const average = options.ema_decay > 0;
  return `
# Layers that keep their weights and statistics.
FROZEN = [${frozen.join(', ')}]


def train(model, images, targets, epochs):
    """Images and targets are NumPy arrays; for a classifier, the targets are labels."""
    keras.utils.set_random_seed(${options.seed})
    order = np.random.default_rng(${options.seed})
    targets = ${loss.targets}
    for name in FROZEN:
        getattr(model, name).trainable = False
    optimizer = ${optimizerCall(options)}
    model.compile(optimizer=optimizer, loss=${loss.call})
    step = 0
    for epoch in range(epochs):
        total = 0.0
        shuffled = order.permutation(len(images))
        for first in range(0, len(images), ${options.batch_size}):
            batch = shuffled[first:first + ${options.batch_size}]
            optimizer.learning_rate = learning_rate(step)
            model.reset_metrics()
            total += float(model.train_on_batch(images[batch], targets[batch])) * len(batch)
            step += 1
        print(f"epoch {epoch + 1}: loss {total / len(images):.4f}")
${average ? '    optimizer.finalize_variable_values(model.trainable_variables)\n' : ''}

def predict(model, images, batch_size=256):
    """What the last layer gives, as a NumPy array."""
    return np.asarray(model.predict(images, batch_size=batch_size, verbose=0))
`;
}

const TO_LAST = '        inputs = keras.ops.transpose(inputs, (0, 2, 3, 1))\n';

/**
 * A program for Keras 3: the network as a model that takes and gives (N, C, H, W) but computes with
 * the channels last, weights out of a safetensors file (the one that `saveWeights` makes),
 * prediction, and training by the given options. How images are varied in training is not part of it.
 *
 * @param {NetworkSummary} info the network's `info`
 * @param {TrainerOptions} [training] those left out have the engine's defaults
 * @returns {string} source
 * @throws {ConvscopeError} Unsupported for a layer or an option that Keras does not have
 */
export function exportKeras(info, training = {}) {
  checkKnown(info, isKnown, 'Keras');
  const names = identifiers(info.layers);
  const options = fullOptions(training);
  const last = info.layers[info.layers.length - 1];
  const givesImages = last.outputShape.length === 3;
  const frame = {
    method: 'call',
    before: info.input.length === 3 ? TO_LAST : '',
    after: (/** @type {string} */ output) =>
      givesImages ? `keras.ops.transpose(${output}, (0, 3, 1, 2))` : output,
  };
  return [
    `"""A network from convscope: predicts, and trains if there are targets."""

import argparse
import json
import math
import struct

import keras
import numpy as np
`,
    classSource(info, names, 'keras.Model', emit, frame),
    READ_SAFETENSORS,
    buildSource(info, names),
    scheduleSource(options.schedule, options.lr),
    trainSource(info, names, options),
    mainSource('Keras'),
  ].join('\n');
}
