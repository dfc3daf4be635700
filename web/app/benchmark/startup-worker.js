/** Loads all that a first prediction takes and says how long that was. */

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ ms: await start(data) });
  } catch (error) {
    self.postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
};

/** @param {import('./result.js').Build} build */
async function start({ threads, simd }) {
  const begin = performance.now();
  // Only now: what is imported above would be there already.
  const [{ loadCore }, { fetchPretrained }] = await Promise.all([
    import('../../module/engine/engine.js'),
    import('../../module/worker/pretrained.js'),
  ]);
  const [engine, { record, weights }] = await Promise.all([
    loadCore({ threads, relaxedSimd: simd === 'relaxed' }),
    fetchPretrained(),
  ]);
  const network = engine.createNetwork(record.description, { weights });
  network.setInput(new Float32Array(network.info.input.reduce((size, side) => size * side, 1)));
  network.forward(1);
  network.probabilities(1);
  const ms = performance.now() - begin;
  engine.dispose();
  return ms;
}
