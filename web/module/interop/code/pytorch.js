/** Writes a network and its training as a PyTorch program. */

import { checkKnown } from './check.js';
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
import { emit, isKnown, SHARED_DROPOUT } from './pytorch-layers.js';

/** @typedef {import('../../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../../engine/trainer.js').TrainerOptions} TrainerOptions */
/** @typedef {import('./python.js').FullOptions} FullOptions */

/** @param {NetworkSummary} info @param {Map<string, string>} names */
function buildSource(info, names) {
  return `${renamedSource(info, names)}

def build(path):
    """The network with the weights of a safetensors file, ready to predict."""
    model = Network()
    state = {}
    for name, array in read_safetensors(path).items():
        layer, tensor = name.split(".", 1)
        state[f"{RENAMED.get(layer, layer)}.{tensor}"] = torch.from_numpy(array)
    missing, unexpected = model.load_state_dict(state, strict=False)
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise ValueError(f"{path}: missing {missing}, unexpected {unexpected}")
    return model.eval()
`;
}

/** @param {FullOptions} o */
function optimizerCall(o) {
  /** @type {Record<string, [unknown, unknown]>} */
  const common = {
    lr: [o.lr, null],
    weight_decay: [o.weight_decay, o.optimizer === 'AdamW' ? 0.01 : 0],
  };
  /** @type {Record<FullOptions['optimizer'], Record<string, [unknown, unknown]>>} */
  const own = {
    SGD: { momentum: [o.momentum, 0], nesterov: [o.nesterov, false] },
    RMSprop: { alpha: [o.alpha, 0.99], eps: [o.eps, 1e-8], momentum: [o.momentum, 0] },
    Adam: {
      betas: [
        [o.beta1, o.beta2],
        [0.9, 0.999],
      ],
      eps: [o.eps, 1e-8],
    },
    AdamW: {
      betas: [
        [o.beta1, o.beta2],
        [0.9, 0.999],
      ],
      eps: [o.eps, 1e-8],
    },
  };
  const text = call(`torch.optim.${o.optimizer}`, [], { ...common, ...own[o.optimizer] });
  return text.replace('(', '(trained, ');
}

/** @param {NetworkSummary['loss']} loss */
function lossCall({ type, options }) {
  const { weight, ...rest } = /** @type {{weight?: number[]}} */ (options);
  const text = call(
    `nn.${type}`,
    [],
    Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, [value, undefined]])),
  );
  if (!weight || weight.length === 0) return text;
  const tensor = `weight=torch.tensor([${weight.map(literal).join(', ')}], dtype=torch.float32)`;
  return text.replace(/\)$/, `${text.endsWith('()') ? '' : ', '}${tensor})`);
}

/** @param {NetworkSummary} info @param {Map<string, string>} names @param {FullOptions} options */
function trainSource(info, names, options) {
  const frozen = info.layers
    .filter((layer) => layer.frozen)
    .map(({ name }) => literal(names.get(name)));
  const average = options.ema_decay > 0;
  const clip = options.clip_grad_norm > 0;
  const targets = info.loss.type === 'CrossEntropyLoss' ? 'int64' : 'float32';
  return `
# Layers that keep their weights and statistics.
FROZEN = [${frozen.join(', ')}]


def train(model, images, targets, epochs):
    """Images and targets are NumPy arrays; the targets are ${info.loss.type === 'CrossEntropyLoss' ? 'labels' : 'as large as the outputs'}."""
    torch.manual_seed(${options.seed})
    images = torch.from_numpy(images)
    targets = torch.from_numpy(targets.astype("${targets}"))
    for name in FROZEN:
        getattr(model, name).requires_grad_(False)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = ${optimizerCall(options)}
    loss_function = ${lossCall(info.loss)}
${average ? '    averages = [parameter.detach().clone() for parameter in trained]\n' : ''}    step = 0
    for epoch in range(epochs):
        model.train()
        for name in FROZEN:
            getattr(model, name).eval()
        total = 0.0
        for batch in torch.randperm(len(images)).split(${options.batch_size}):
            optimizer.param_groups[0]["lr"] = learning_rate(step)
            optimizer.zero_grad()
            loss = loss_function(model(images[batch]), targets[batch])
            loss.backward()
${clip ? `            nn.utils.clip_grad_norm_(trained, ${literal(options.clip_grad_norm)})\n` : ''}            optimizer.step()
${average ? `            with torch.no_grad():\n                for kept, parameter in zip(averages, trained):\n                    kept.lerp_(parameter, 1 - ${literal(options.ema_decay)})\n` : ''}            total += loss.item() * len(batch)
            step += 1
        print(f"epoch {epoch + 1}: loss {total / len(images):.4f}")
${average ? '    with torch.no_grad():\n        for kept, parameter in zip(averages, trained):\n            parameter.copy_(kept)\n' : ''}    model.eval()


def predict(model, images, batch_size=256):
    """What the last layer gives, as a NumPy array."""
    with torch.no_grad():
        return torch.cat([model(part) for part in torch.from_numpy(images).split(batch_size)]).numpy()
`;
}

/**
 * A program for PyTorch 1.12 or newer: the network as a module, weights out of a safetensors file
 * (the one that `saveWeights` makes), prediction, and training by the given options. It needs
 * NumPy besides. How images are varied in training is not part of it.
 *
 * @param {NetworkSummary} info the network's `info`
 * @param {TrainerOptions} [training] those left out have the engine's defaults
 * @returns {string} source
 */
export function exportPyTorch(info, training = {}) {
  checkKnown(info, isKnown, 'PyTorch');
  const names = identifiers(info.layers);
  const options = fullOptions(training);
  const network = classSource(info, names, 'nn.Module', emit);
  return [
    `"""A network from convscope: predicts, and trains if there are targets."""

import argparse
import json
import math
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional
`,
    network.includes('SharedDropout(') ? SHARED_DROPOUT : '',
    network,
    READ_SAFETENSORS,
    buildSource(info, names),
    scheduleSource(options.schedule, options.lr),
    trainSource(info, names, options),
    mainSource('PyTorch'),
  ]
    .filter(Boolean)
    .join('\n');
}
