/**
 * The arithmetic of one value as a story of steps. Values, weights and results are the engine's; only
 * what stands between them on paper (products and partial sums) is worked out here.
 */

/** @typedef {import('../../module/engine/inspection.js').Explanation} Explanation */
/** @typedef {import('../../module/engine/inspection.js').Term} Term */
/** @typedef {import('../state/types.js').Network} Network */
/** @typedef {Network['layers'][number]} Layer */

/** @typedef {{channel: number, y: number, x: number}} Place */
/** @typedef {{height: number, width: number, data: number[]}} Grid */
/** @typedef {{source: string, channel: number, sum: number}} Part */

/**
 * @typedef {{kind: 'window', source: string, channel: number, values: Grid, weights: Grid,
 *   products: Grid, sum: number, count: number}} WindowStep window times kernel, in one channel
 * @typedef {{kind: 'weights', source: string, shape: number[], values: number[], weights: number[],
 *   products: number[], sum: number}} WeightsStep all inputs times a row of weights
 * @typedef {{kind: 'sum', parts: Part[], sum: number, bias: number, result: number}} SumStep
 * @typedef {{kind: 'maximum', source: string, channel: number, values: Grid, winner: number,
 *   result: number}} MaximumStep
 * @typedef {{kind: 'mean', source: string, channel: number, values: Grid, divisor: number,
 *   sum: number, result: number}} MeanStep
 * @typedef {'centre' | 'normalise' | 'scale' | 'shift'} NormName
 * @typedef {{kind: 'norm', name: NormName, from: number, by: number[], result: number}} NormStep
 * @typedef {{kind: 'scaled', value: number, factor: number, result: number}} ScaledStep
 * @typedef {{kind: 'copy', source: string, place: Place, result: number}} CopyStep
 * @typedef {{kind: 'add', terms: {source: string, value: number}[], result: number}} AddStep
 * @typedef {{kind: 'function', value: number, slope: number | null, result: number}} FunctionStep
 * @typedef {{value: number, below: number, power: number}} Power a value, its distance from the
 *   largest one, and e to that
 * @typedef {{kind: 'powers', powers: Power[], at: number, maximum: number, sum: number}} PowersStep
 * @typedef {{kind: 'share', power: number, sum: number, result: number}} ShareStep
 * @typedef {{kind: 'logShare', below: number, logarithm: number, result: number}} LogShareStep
 * @typedef {WindowStep | WeightsStep | SumStep | MaximumStep | MeanStep | NormStep | ScaledStep
 *   | CopyStep | AddStep | FunctionStep | PowersStep | ShareStep | LogShareStep} Step
 */

/** @param {number} index @param {number[]} shape of (C, H, W) or (C) @returns {Place} */
export function placeOf(index, [, height = 1, width = 1]) {
  const channel = Math.floor(index / (height * width));
  return { channel, y: Math.floor(index / width) % height, x: index % width };
}

/** Name and shape of what a layer takes. @param {Network} network @param {Layer} layer @param {number} input */
function sourceOf(network, layer, input) {
  const name = layer.inputs[input];
  const source = network.layers.find((candidate) => candidate.name === name);
  return { name, shape: source?.outputShape ?? network.input };
}

const total = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0);

/**
 * Terms of one channel in rows and columns: a window cut by zero padding is smaller.
 *
 * @param {Place[]} places
 * @param {[number, number]} kernel rows and columns of a whole window
 */
function extentOf(places, [height, width]) {
  if (places.length === height * width) return [height, width];
  const rows = new Set(places.map(({ y }) => y)).size;
  const columns = new Set(places.map(({ x }) => x)).size;
  return rows * columns === places.length ? [rows, columns] : [1, places.length];
}

/** @param {Explanation} explanation @param {Network} network @param {Layer} layer */
function windowsOf({ terms }, network, layer) {
  /** @type {Map<string, {source: string, channel: number, terms: Term[], places: Place[]}>} */
  const windows = new Map();
  for (const term of terms) {
    const { name: source, shape } = sourceOf(network, layer, term.input);
    const place = placeOf(term.index, shape);
    const key = `${term.input} ${place.channel}`;
    const window = windows.get(key) ?? { source, channel: place.channel, terms: [], places: [] };
    window.terms.push(term);
    window.places.push(place);
    windows.set(key, window);
  }
  return [...windows.values()];
}

/** @param {Layer} layer @returns {[number, number]} */
function kernelOf({ options }) {
  const size = options.kernel_size;
  if (Array.isArray(size)) return [Number(size[0]), Number(size[1])];
  return [Number(size ?? 0), Number(size ?? 0)];
}

/** @typedef {(explanation: Explanation, network: Network, layer: Layer, unit: number) => Step[]} Teller */

/** @type {Teller} */
function tellConvolution(explanation, network, layer) {
  /** @type {WindowStep[]} */
  const steps = windowsOf(explanation, network, layer).map(({ source, channel, terms, places }) => {
    const [height, width] = extentOf(places, kernelOf(layer));
    const grid = (/** @type {number[]} */ data) => ({ height, width, data });
    const products = terms.map(({ value, weight }) => value * weight);
    return {
      kind: 'window',
      source,
      channel,
      values: grid(terms.map(({ value }) => value)),
      weights: grid(terms.map(({ weight }) => weight)),
      products: grid(products),
      sum: total(products),
      count: terms.length,
    };
  });
  return [...steps, sumOf(steps, explanation)];
}

/** @param {Part[]} parts @param {Explanation} explanation @returns {SumStep} */
function sumOf(parts, { bias, result }) {
  const list = parts.map(({ source, channel, sum }) => ({ source, channel, sum }));
  return { kind: 'sum', parts: list, sum: total(list.map(({ sum }) => sum)), bias, result };
}

/** @type {Teller} */
function tellLinear(explanation, network, layer) {
  const { terms } = explanation;
  const { name: source, shape } = sourceOf(network, layer, 0);
  const products = terms.map(({ value, weight }) => value * weight);
  const sum = total(products);
  const values = terms.map(({ value }) => value);
  const weights = terms.map(({ weight }) => weight);
  return [
    { kind: 'weights', source, shape, values, weights, products, sum },
    sumOf([{ source, channel: 0, sum }], explanation),
  ];
}

/** @param {Explanation} explanation @param {Network} network @param {Layer} layer */
function onlyWindow(explanation, network, layer) {
  const [{ source, channel, terms, places }] = windowsOf(explanation, network, layer);
  const [height, width] = extentOf(places, kernelOf(layer));
  return { source, channel, values: { height, width, data: terms.map(({ value }) => value) } };
}

/** @type {Teller} */
function tellMaximum(explanation, network, layer) {
  const { result } = explanation;
  const window = onlyWindow(explanation, network, layer);
  const winner = window.values.data.indexOf(result);
  return [{ kind: 'maximum', ...window, winner, result }];
}

/** @type {Teller} */
function tellMean(explanation, network, layer) {
  const { terms, result } = explanation;
  const window = onlyWindow(explanation, network, layer);
  const divisor = Math.round(1 / terms[0].weight);
  return [{ kind: 'mean', ...window, divisor, sum: total(window.values.data), result }];
}

/** @type {Teller} */
function tellNormalisation({ terms, steps, result }) {
  const value = Object.fromEntries(steps.map((step) => [step.name, step.value]));
  const { mean, variance, eps, centred, normalised, scale, shift } = value;
  return [
    { kind: 'norm', name: 'centre', from: terms[0].value, by: [mean], result: centred },
    { kind: 'norm', name: 'normalise', from: centred, by: [variance, eps], result: normalised },
    { kind: 'norm', name: 'scale', from: normalised, by: [scale], result: normalised * scale },
    { kind: 'norm', name: 'shift', from: normalised * scale, by: [shift], result },
  ];
}

/** @type {Teller} */
const tellScaled = ({ terms: [{ value, weight }], result }) => [
  { kind: 'scaled', value, factor: weight, result },
];

/** @type {Teller} */
function tellCopy({ terms: [{ input, index }], result }, network, layer) {
  const { name: source, shape } = sourceOf(network, layer, input);
  return [{ kind: 'copy', source, place: placeOf(index, shape), result }];
}

/** @type {Teller} */
function tellAddition({ terms, result }, network, layer) {
  const list = terms.map(({ input, value }) => ({
    source: sourceOf(network, layer, input).name,
    value,
  }));
  return [{ kind: 'add', terms: list, result }];
}

/** @type {Teller} */
function tellFunction({ terms: [{ value }], result }, _network, { options }) {
  const slope = options.negative_slope === undefined ? null : Number(options.negative_slope);
  return [{ kind: 'function', value, slope, result }];
}

/** @type {Teller} */
function tellSoftmax({ terms, steps, result }, _network, { type }, unit) {
  const named = (/** @type {string} */ name) =>
    steps.filter((step) => step.name === name).map(({ value }) => value);
  const [[maximum], [sum], [logarithm]] = ['maximum', 'sum', 'logarithm'].map(named);
  const exponentials = named('exponential');
  const at = terms.findIndex(({ index }) => index === unit);
  const powers = terms.map(({ value }, i) => {
    return { value, below: value - maximum, power: exponentials[i] };
  });
  const { below, power } = powers[at];
  return [
    { kind: 'powers', powers, at, maximum, sum },
    type === 'LogSoftmax'
      ? { kind: 'logShare', below, logarithm, result }
      : { kind: 'share', power, sum, result },
  ];
}

/** @type {Record<string, Teller>} */
const tellers = {
  Conv2d: tellConvolution,
  ConvTranspose2d: tellConvolution,
  Linear: tellLinear,
  MaxPool2d: tellMaximum,
  AdaptiveMaxPool2d: tellMaximum,
  AvgPool2d: tellMean,
  AdaptiveAvgPool2d: tellMean,
  BatchNorm1d: tellNormalisation,
  BatchNorm2d: tellNormalisation,
  Dropout: tellScaled,
  Flatten: tellCopy,
  Identity: tellCopy,
  Concat: tellCopy,
  Add: tellAddition,
  Softmax: tellSoftmax,
  LogSoftmax: tellSoftmax,
};

/**
 * @param {Explanation} explanation
 * @param {Network} network
 * @param {Layer} layer
 * @param {number} unit place of the value in the layer's output
 * @returns {Step[]} never empty
 */
export function tell(explanation, network, layer, unit) {
  const teller = tellers[layer.type] ?? tellFunction;
  return teller(explanation, network, layer, unit);
}
