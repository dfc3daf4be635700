/** How much arithmetic a training step is, from the engine's own counts. */

/** @typedef {Pick<import('../../module/engine/network.js').LayerInfo, 'name' | 'inputs' | 'multiplications' | 'additions' | 'parameterCount' | 'frozen'>} LayerCost */

/**
 * Multiplications and additions for one image: forward, and as many again for the gradient of the
 * parameters and for that of the input. Nobody asks for the gradient of an input that nothing
 * learnable lies before.
 *
 * @param {LayerCost[]} layers
 */
export function trainingOperations(layers) {
  /** Layers with something to learn in or before them. @type {Set<string>} */
  const learning = new Set();
  let total = 0;
  for (const { name, inputs, multiplications, additions, parameterCount, frozen } of layers) {
    const forward = multiplications + additions;
    const learns = parameterCount > 0 && !frozen;
    const passesOn = inputs.some((input) => learning.has(input));
    total += forward * (1 + Number(learns) + Number(passesOn));
    if (learns || passesOn) learning.add(name);
  }
  return total;
}
