/** The training run whose weights must come out the same, bit for bit, wherever it runs. */

/**
 * Runs in Node and, as the text of this function, in a page: it uses nothing from around it.
 *
 * @param {import('../../web/module/engine/engine.js').Engine} engine
 * @param {{description: any, training: any, networkSeed: number, images: number, steps: number}} plan
 * @returns {string} hash of all parameters and running statistics
 */
export function hashOfTraining(engine, plan) {
  /** @param {number} n @param {number} y @param {number} x */
  const pixel = (n, y, x) => {
    let h = Math.imul(n, 73856093) ^ Math.imul(y, 19349663) ^ Math.imul(x, 83492791);
    h = Math.imul(h ^ (h >>> 13), 1274126177);
    const bars = [x === n % 8, y === n % 8, (x + n) % 8 === y];
    return ((h >>> 16) & 127) + (bars[n % 3] ? 128 : 0);
  };
  /** @param {number[]} extents @param {number} size */
  const idx = (extents, size) => {
    const bytes = new Uint8Array(4 + 4 * extents.length + size);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 0x800 + extents.length);
    extents.forEach((extent, i) => {
      view.setUint32(4 + 4 * i, extent);
    });
    return { bytes, body: bytes.subarray(4 + 4 * extents.length) };
  };
  const images = idx([plan.images, 8, 8], plan.images * 64);
  const labels = idx([plan.images], plan.images);
  for (let n = 0; n < plan.images; n++) {
    labels.body[n] = n % 3;
    for (let i = 0; i < 64; i++) images.body[n * 64 + i] = pixel(n, i >> 3, i & 7);
  }
  const network = engine.createNetwork(plan.description, { maxBatch: 16, seed: plan.networkSeed });
  const dataset = engine.createDataset({ shape: [1, 8, 8], classes: 3, expected: plan.images });
  dataset.append(images.bytes, labels.bytes);
  const trainer = engine.createTrainer(network, dataset, plan.training);
  for (let step = 0; step < plan.steps; step++) trainer.step();

  let hash = 0xcbf29ce484222325n;
  const layers = network.info.layers.map((_, layer) => layer);
  const tensors = [
    ...layers.flatMap((layer) => network.parameters(layer)),
    ...layers.flatMap((layer) => network.states(layer)),
  ];
  for (const { data } of tensors) {
    for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    }
  }
  trainer.dispose();
  dataset.dispose();
  network.dispose();
  return hash.toString(16).padStart(16, '0');
}
