/** What no attribute can say: numbers for the elements that only show some. They are defined before. */

/** @param {string} name */
const element = (name) => /** @type {any} */ (document.querySelector(name));

/** @param {number} count */
const ramp = (count) => Float32Array.from({ length: count }, (_, i) => i / count - 0.5);

element('conv-pixels').image = Uint8Array.from([0, 255, 0, 255, 255, 0, 255, 0]);
element('conv-kernels').shape = [4, 2, 3, 3];
element('conv-kernels').show(ramp(72));
element('conv-number-table').shape = [2, 3, 3];
element('conv-number-table').show(ramp(18));
element('conv-layer').layer = {
  index: 0,
  name: 'conv1',
  type: 'Conv2d',
  options: { kernel_size: [3, 3] },
  inputShape: [2, 6, 6],
  outputShape: [4, 4, 4],
  parameters: [{ name: 'weight', shape: [4, 2, 3, 3] }],
  buffers: [],
  parameterCount: 72,
};
element('conv-layer').showActivation(ramp(64));
element('conv-layer').showParameters([{ name: 'weight', shape: [4, 2, 3, 3], data: ramp(72) }]);
