/** Weights as the engine keeps them, and as PyTorch saves them. */

import { ConvscopeError } from '../errors.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

/** @typedef {import('../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('./safetensors.js').Tensor} Tensor */

/**
 * The names and shapes of all that a network has learnt, in its order; the names are PyTorch's.
 *
 * @param {NetworkSummary} info
 * @returns {{name: string, shape: number[]}[]}
 */
export const learntTensors = ({ layers }) =>
  layers.flatMap((layer) =>
    [...layer.parameters, ...layer.buffers].map(({ name, shape }) => ({
      name: `${layer.name}.${name}`,
      shape,
    })),
  );

/**
 * @param {NetworkSummary} info
 * @param {Map<string, Tensor>} tensors
 * @throws {ConvscopeError} InvalidCheckpoint unless every tensor of the network is there in its shape
 */
export function checkWeights(info, tensors) {
  for (const { name, shape } of learntTensors(info)) {
    const found = tensors.get(name);
    if (found && String(found.shape) === String(shape)) continue;
    const got = found ? `[${found.shape}]` : 'none';
    const message = `Checkpoint: ${name}: expected a tensor of shape [${shape}], got ${got}`;
    throw new ConvscopeError('InvalidCheckpoint', message, { layer: name.split('.')[0] });
  }
}

/**
 * A PyTorch state_dict in a safetensors file as weights that `loadWeights` takes: all
 * floating-point types become float32, and PyTorch's counters `num_batches_tracked` are left out.
 *
 * @param {Uint8Array} file
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {ConvscopeError} InvalidCheckpoint
 */
export function weightsFromStateDict(file) {
  return writeSafetensors(readSafetensors(file).tensors.values());
}
