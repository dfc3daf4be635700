/** Writes a network and its training as a Paddle program. */

import { checkKnown } from './check.js';
import { emit, isKnown } from './paddle-layers.js';
import {
  call,
  classSource,
  fullOptions,
  identifiers,
  literal,
  mainSource,
  READ_SAFETENSORS,
  renamedSource,
  scheduleSource,
} from './python.js';

/** @typedef {import('../../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../../engine/trainer.js').TrainerOptions} TrainerOptions */
/** @typedef {import('./python.js').FullOptions} FullOptions */

/** @param {NetworkSummary} info @param {Map<string, string>} names */
const buildSource = (info, names) => `${renamedSource(info, names)}
# Paddle's names for what PyTorch calls otherwise.
STATISTICS = {"running_mean": "_mean", "running_var": "_variance"}


def build(path):
    """The network with the weights of a safetensors file, ready to predict."""
    model = Network()
    state = model.state_dict()
    known = set(state)
    for name, array in read_safetensors(path).items():
        layer, tensor = name.split(".", 1)
        layer = RENAMED.get(layer, layer)
        if isinstance(getattr(model, layer), nn.Linear) and tensor == "weight":
            array = array.T.copy()
        key = f"{layer}.{STATISTICS.get(tensor, tensor)}"
        if key not in known or list(state[key].shape) != list(array.shape):
            raise ValueError(f"{path}: {name} does not fit the network")
        state[key] = paddle.to_tensor(array)
    model.set_state_dict(state)
    model.eval()
    return model
`;

/** @param {FullOptions} o */
function optimizerCall(o) {
  /** @type {Record<FullOptions['optimizer'], [string, Record<string, [unknown, unknown]>]>} */
  const own = {
    SGD: ['Momentum', { momentum: [o.momentum, null], use_nesterov: [o.nesterov, false] }],
    RMSprop: [
      'RMSProp',
      { rho: [o.alpha, 0.95], epsilon: [o.eps, 1e-6], momentum: [o.momentum, 0] },
    ],
    Adam: ['Adam', { beta1: [o.beta1, 0.9], beta2: [o.beta2, 0.999], epsilon: [o.eps, 1e-8] }],
    AdamW: ['AdamW', { beta1: [o.beta1, 0.9], beta2: [o.beta2, 0.999], epsilon: [o.eps, 1e-8] }],
  };
  const [name, options] = own[o.optimizer];
  const usual = o.optimizer === 'AdamW' ? 0.01 : 0;
  const text = call(`paddle.optimizer.${name}`, [], {
    learning_rate: [o.lr, null],
    weight_decay: [o.weight_decay, usual],
    ...options,
  });
  const clip =
    o.clip_grad_norm > 0 ? `, grad_clip=nn.ClipGradByGlobalNorm(${literal(o.clip_grad_norm)})` : '';
  return text.replace(/\)$/, `, parameters=trained${clip})`);
}

/** @param {NetworkSummary['loss']} loss */
function lossCall({ type, options }) {
  const { weight, ...rest } = /** @type {{weight?: number[]}} */ (options);
  const named = Object.entries(rest).map(([name, value]) => `${name}=${literal(value)}`);
  if (weight?.length) {
    named.push(`weight=paddle.to_tensor([${weight.map(literal).join(', ')}], dtype="float32")`);
  }
  return `nn.${type}(${named.join(', ')})`;
}

/** @param {NetworkSummary} info @param {Map<string, string>} names @param {FullOptions} options */
function trainSource(info, names, options) {
  const frozen = info.layers
    .filter((layer) => layer.frozen)
    .map(({ name }) => literal(names.get(name)));
  const decay = options.ema_decay;
  const labels = info.loss.type === 'CrossEntropyLoss';
  return `
# Layers that keep their weights and statistics.
FROZEN = [${frozen.join(', ')}]


def train(model, images, targets, epochs):
    """Images and targets are NumPy arrays; the targets are ${labels ? 'labels' : 'as large as the outputs'}."""
    paddle.seed(${options.seed})
    order = np.random.default_rng(${options.seed})
    targets = targets.astype("${labels ? 'int64' : 'float32'}")
    for name in FROZEN:
        for parameter in getattr(model, name).parameters():
            parameter.stop_gradient = True
    trained = [parameter for parameter in model.parameters() if not parameter.stop_gradient]
    optimizer = ${optimizerCall(options)}
    loss_function = ${lossCall(info.loss)}
${decay > 0 ? '    averages = [parameter.numpy() for parameter in trained]\n' : ''}    step = 0
    for epoch in range(epochs):
        model.train()
        for name in FROZEN:
            getattr(model, name).eval()
        total = 0.0
        shuffled = order.permutation(len(images))
        for first in range(0, len(images), ${options.batch_size}):
            batch = shuffled[first:first + ${options.batch_size}]
            optimizer.set_lr(learning_rate(step))
            outputs = model(paddle.to_tensor(images[batch]))
            loss = loss_function(outputs, paddle.to_tensor(targets[batch]))
            loss.backward()
            optimizer.step()
            optimizer.clear_grad()
${decay > 0 ? `            for kept, parameter in zip(averages, trained):\n                kept += ${literal(1 - decay)} * (parameter.numpy() - kept)\n` : ''}            total += float(loss) * len(batch)
            step += 1
        print(f"epoch {epoch + 1}: loss {total / len(images):.4f}")
${decay > 0 ? '    for kept, parameter in zip(averages, trained):\n        parameter.set_value(kept)\n' : ''}    model.eval()


def predict(model, images, batch_size=256):
    """What the last layer gives, as a NumPy array."""
    parts = [images[first:first + batch_size] for first in range(0, len(images), batch_size)]
    with paddle.no_grad():
        return np.concatenate([model(paddle.to_tensor(part)).numpy() for part in parts])
`;
}

/**
 * A program for Paddle 2.5 or newer: the network as a layer, weights out of a safetensors file (the
 * one that `saveWeights` makes), prediction, and training by the given options. It needs NumPy
 * besides. Paddle keeps the biased variance as running statistic, and its RMSProp adds eps under
 * the root; how images are varied in training is not part of it.
 *
 * @param {NetworkSummary} info the network's `info`
 * @param {TrainerOptions} [training] those left out have the engine's defaults
 * @returns {string} source
 * @throws {ConvscopeError} Unsupported for a layer that Paddle does not have
 */
export function exportPaddle(info, training = {}) {
  checkKnown(info, isKnown, 'Paddle');
  const names = identifiers(info.layers);
  const options = fullOptions(training);
  return [
    `"""A network from convscope: predicts, and trains if there are targets."""

import argparse
import json
import math
import struct

import numpy as np
import paddle
from paddle import nn
from paddle.nn import functional
`,
    classSource(info, names, 'nn.Layer', emit),
    READ_SAFETENSORS,
    buildSource(info, names),
    scheduleSource(options.schedule, options.lr),
    trainSource(info, names, options),
    mainSource('Paddle'),
  ].join('\n');
}
