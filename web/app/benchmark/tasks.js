/** Training and inference as customers of the module write them. */

/** @typedef {Awaited<ReturnType<typeof import('convscope').loadEngine>>} Engine */
/** @typedef {ReturnType<Engine['createDataset']>} Dataset */
/** @typedef {import('./networks.js').ReferenceNetwork['description']} Description */
/** @typedef {import('./timing.js').Task} Task */

/**
 * @param {Engine} engine
 * @param {Description} description
 * @param {Dataset} dataset
 * @param {number} batch
 * @returns {Task}
 */
export function trainingTask(engine, description, dataset, batch) {
  const network = engine.createNetwork(description, { maxBatch: batch });
  const options = { batch_size: batch, optimizer: /** @type {const} */ ('Adam'), lr: 0.001 };
  const trainer = engine.createTrainer(network, dataset, options);
  return {
    run() {
      const { status, reason, count } = trainer.step();
      if (status !== 'ok') throw new Error(reason ?? status);
      return count;
    },
    // The trainer goes with its network.
    dispose: () => network.dispose(),
  };
}

/**
 * @param {Engine} engine
 * @param {Description} description
 * @param {Float32Array} images one after the other, at least as many as the batch
 * @param {number} batch
 * @returns {Task}
 */
export function inferenceTask(engine, description, images, batch) {
  const network = engine.createNetwork(description, { maxBatch: batch });
  const size = batch * description.input.reduce((product, side) => product * side, 1);
  const batches = Math.floor(images.length / size);
  let next = 0;
  return {
    run() {
      const first = (next++ % batches) * size;
      network.setInput(images.subarray(first, first + size));
      network.forward(batch, { keepActivations: false });
      network.probabilities(batch);
      return batch;
    },
    dispose: () => network.dispose(),
  };
}
