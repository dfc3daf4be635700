/** onnxruntime-web, its WebAssembly provider. It only predicts. */

const folder = '/peers/onnxruntime-web/dist/';

/**
 * @param {{ threads: number }} options
 * @returns {Promise<import('../page/model.js').Engine>}
 */
export async function start({ threads }) {
  const ort = await import(new URL(`${folder}ort.wasm.min.mjs`, location.href).href);
  ort.env.wasm.wasmPaths = folder;
  ort.env.wasm.numThreads = threads;
  return {
    train() {
      throw new Error('onnxruntime-web does not train');
    },
    infer: (model, batch) => infer(ort, model.name, batch),
  };
}

/** @param {any} ort @param {string} name @param {number} batch */
async function infer(ort, name, batch) {
  const session = await ort.InferenceSession.create(`/assets/${name}-${batch}.onnx`, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const shape = [batch, 1, 28, 28];
  return {
    /** @param {Float32Array} images */
    async predict(images) {
      const { probabilities } = await session.run({
        input: new ort.Tensor('float32', images, shape),
      });
      return probabilities.data;
    },
    dispose: () => session.release(),
  };
}
