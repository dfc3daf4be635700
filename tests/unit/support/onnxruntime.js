/** The real other program: ONNX Runtime, as WebAssembly. */

import * as ort from 'onnxruntime-web';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/**
 * @param {Uint8Array} model with one input and one output
 * @param {number[]} shape of the input, with the batch
 * @param {Float32Array} values
 * @returns {Promise<{shape: readonly number[], values: Float32Array}>}
 */
export async function runOnnx(model, shape, values) {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    // As the model says: nothing is folded or fused.
    graphOptimizationLevel: 'disabled',
  });
  try {
    const input = new ort.Tensor('float32', values, shape);
    const results = await session.run({ [session.inputNames[0]]: input });
    const output = results[session.outputNames[0]];
    return { shape: output.dims, values: /** @type {Float32Array} */ (output.data) };
  } finally {
    await session.release();
  }
}
