/** Who sees what in a stack of layers, by the engine. */

/** @typedef {import('../02-convolution/model.js').Grid} Grid */
/** @typedef {import('../kit/engine.js').Networks} Networks */
/** @typedef {'conv3' | 'conv5' | 'stride2' | 'pool2'} Kind */

export const SIDE = 16;

/** Layers that may be stacked. @type {Record<Kind, Record<string, unknown> & {type: string}>} */
export const KINDS = {
  conv3: { type: 'Conv2d', out_channels: 1, kernel_size: 3, bias: false },
  conv5: { type: 'Conv2d', out_channels: 1, kernel_size: 5, bias: false },
  stride2: { type: 'Conv2d', out_channels: 1, kernel_size: 3, stride: 2, bias: false },
  pool2: { type: 'MaxPool2d', kernel_size: 2 },
};

/** @type {Record<string, Kind[]>} */
export const STACKS = {
  two: ['conv3', 'conv3'],
  three: ['conv3', 'conv3', 'conv3'],
  pooled: ['conv5', 'pool2', 'conv5'],
};

/** @param {Kind[]} stack */
export const layersOf = (stack) =>
  stack.map((kind, index) => ({ ...KINDS[kind], name: `${kind}_${index + 1}` }));

/**
 * Kernels of ones: no weight is zero, and nothing cancels out.
 *
 * @param {Networks} networks
 * @param {Kind[]} stack
 */
export function build(networks, stack) {
  const description = { input: [1, SIDE, SIDE], layers: layersOf(stack) };
  const network = networks.get('stack', description);
  const parameters = Object.fromEntries(
    network.info.layers
      .filter(({ parameters: tensors }) => tensors.length > 0)
      .map(({ name, parameterCount }) => [
        name,
        { weight: Array.from({ length: parameterCount }, () => 1) },
      ]),
  );
  return networks.get('stack', description, { parameters });
}

/**
 * What one unit depends on: for the input and each layer before it, 1 where it does.
 *
 * @param {ReturnType<typeof build>} network
 * @param {{layer: number, y: number, x: number}} unit
 * @returns {Map<number, Grid>} by layer, -1 for the input
 */
export function sources(network, { layer, y, x }) {
  const traces = network.inspect.traceSources(layer, { channel: 0, y, x });
  return new Map(traces.map(({ layer: at, shape, marks }) => [at, gridOf(shape, marks)]));
}

/**
 * What moves when one pixel of the input becomes very bright: for each layer 1 where its output
 * differs between the two passes.
 *
 * @param {ReturnType<typeof build>} network
 * @param {{y: number, x: number}} pixel
 * @returns {Map<number, Grid>}
 */
export function effects(network, { y, x }) {
  const image = Array.from({ length: SIDE * SIDE }, (_, at) => (at * 7) % 10);
  const run = (/** @type {number[]} */ values) => {
    network.setInput(values);
    network.forward();
    return network.info.layers.map(({ index }) => network.activation(index));
  };
  const before = run(image);
  // Brighter than any sum of the others, so that it wins in every pooling window.
  const after = run(image.with(y * SIDE + x, 1e5));
  return new Map(
    network.info.layers.map(({ index, outputShape }) => [
      index,
      gridOf(
        outputShape,
        before[index].map((value, at) => (value === after[index][at] ? 0 : 1)),
      ),
    ]),
  );
}

/** @param {number[]} shape @param {ArrayLike<number>} data @returns {Grid} */
const gridOf = ([, height, width], data) => ({ height, width, data });
