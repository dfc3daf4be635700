import { ConvscopeError, createNetwork, type NetworkDescription } from 'convscope';
import { ConvPredictions } from 'convscope/elements';

const description: NetworkDescription = {
  input: [1, 28, 28],
  layers: [{ type: 'Flatten' }, { type: 'Linear', out_features: 10 }],
};

export async function train(images: Uint8Array, labels: number[]): Promise<number> {
  const network = await createNetwork(description, { seed: 2, worker: false });
  try {
    const training = network.fit(images, labels, { epochs: 1, signal: AbortSignal.timeout(1000) });
    for await (const { loss, step } of training) console.log(loss.toFixed(3), step);
    const { accuracy } = await training;
    const { probabilities } = await network.predict(new Float32Array(784));
    const first: number | undefined = probabilities[0];
    return accuracy + (first ?? 0);
  } catch (error) {
    if (error instanceof ConvscopeError && error.code === 'Aborted') return 0;
    throw error;
  } finally {
    network.dispose();
  }
}

export function show(probabilities: Float32Array): HTMLElement {
  const view = new ConvPredictions();
  view.probabilities = probabilities;
  return view;
}

// @ts-expect-error the types say what is wrong
createNetwork({ layers: 3 });
