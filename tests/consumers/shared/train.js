/** What every consumer does with the package: a few steps of training, then predictions. */

const SIDE = 8;
const COUNT = 64;

const description = {
  input: [1, SIDE, SIDE],
  layers: [
    { type: 'Conv2d', name: 'conv', out_channels: 4, kernel_size: 3, padding: 1 },
    { type: 'ReLU', name: 'relu' },
    { type: 'Flatten', name: 'flatten' },
    { type: 'Linear', name: 'fc', out_features: 2 },
  ],
};

/** Images with the upper or the lower half bright, which is their label. */
function halves() {
  const images = new Uint8Array(COUNT * SIDE * SIDE);
  const labels = Array.from({ length: COUNT }, (_, index) => index % 2);
  for (const [index, label] of labels.entries()) {
    const first = index * SIDE * SIDE + label * 32;
    for (let i = first; i < first + 32; ++i) images[i] = 150 + ((i * 13) % 100);
  }
  return { images, labels };
}

/**
 * @param {typeof import('convscope')} convscope
 * @param {import('convscope').CreateOptions} [options]
 */
export async function trainAndPredict({ createNetwork }, options) {
  const network = await createNetwork(description, options);
  const { images, labels } = halves();
  const settings = { epochs: 3, batchSize: 16, learningRate: 0.02 };
  const { step } = await network.fit(images, labels, settings);
  const predicted = await network.predict(images);
  const right = predicted.labels.filter((label, index) => label === labels[index]).length;
  const { threads, fallback } = network.variant ?? {};
  network.dispose();
  return { step, right, threads, fallback: fallback?.code ?? null };
}
