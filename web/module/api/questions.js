/** What is asked of a network about inputs, in portions that the worker takes one after another. */

import { ConvscopeError } from '../errors.js';
import {
  aborted,
  checkLabels,
  countInputs,
  findLayer,
  sizeOf,
  unlessAborted,
} from './arguments.js';
import { arrange } from './explanation.js';

/** @typedef {import('../session/session.js').Session} Session */
/** @typedef {import('../engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../engine/inspection.js').Unit} Unit */
/** @typedef {import('../protocol.js').Inputs} Inputs */

/** @typedef {{session: Session, info: NetworkSummary, signal?: AbortSignal}} Asked */

/** As many inputs go to the engine at a time; a network has room for them from the beginning. */
const PORTION = 64;

/** @param {ArrayLike<number>} row */
const strongest = (row) => Array.from(row).reduce((best, p, i) => (p > row[best] ? i : best), 0);

/**
 * @template {import('../protocol.js').Method} M
 * @param {Asked} asked
 * @param {M} method
 * @param {import('../protocol.js').ParamsOf[M]} params
 * @param {ArrayBufferView[]} [moving] copies, which go to the worker
 */
function request({ session, signal }, method, params, moving = []) {
  const transfer = moving.map(({ buffer }) => /** @type {ArrayBuffer} */ (buffer));
  return unlessAborted(session.request(method, params, transfer), signal);
}

/**
 * @param {Asked} asked
 * @param {Inputs} inputs
 * @param {(part: Inputs, first: number, count: number) => Promise<void>} work on a copy
 */
async function inPortions({ info, signal }, inputs, work) {
  const each = sizeOf(info.input);
  const count = inputs.length / each;
  for (let first = 0; first < count; first += PORTION) {
    const end = Math.min(first + PORTION, count);
    if (signal?.aborted) throw aborted(signal.reason);
    await work(inputs.slice(first * each, end * each), first, end - first);
  }
}

/**
 * @param {Asked} asked
 * @param {Inputs} inputs
 * @param {number} most
 */
function copyFew({ info }, inputs, most) {
  const count = countInputs(inputs, info.input);
  if (count <= most) return inputs.slice();
  throw new ConvscopeError('OutOfRange', `inputs: expected at most ${most}, got ${count}`);
}

/** @param {Asked} asked @param {Inputs} inputs @param {ArrayLike<number>} labels */
export async function evaluate(asked, inputs, labels) {
  const { input, classes } = asked.info;
  const count = countInputs(inputs, input);
  const known = checkLabels(labels, count, classes);
  const sum = { loss: 0, correct: 0 };
  await inPortions(asked, inputs, async (part, first, size) => {
    const truth = known.slice(first, first + size);
    const params = { inputs: part, labels: truth };
    const found = await request(asked, 'evaluate', params, [part, truth]);
    sum.loss += found.loss;
    sum.correct += found.correct;
  });
  return { loss: sum.loss / count, accuracy: sum.correct / count, count };
}

/** @param {Asked} asked @param {Inputs} inputs */
export async function predict(asked, inputs) {
  const { input, outputs } = asked.info;
  const count = countInputs(inputs, input);
  const probabilities = new Float32Array(count * outputs);
  await inPortions(asked, inputs, async (part, first) => {
    probabilities.set(await request(asked, 'predict', { inputs: part }, [part]), first * outputs);
  });
  const labels = Array.from({ length: count }, (_, index) =>
    strongest(probabilities.subarray(index * outputs, (index + 1) * outputs)),
  );
  return { probabilities, shape: [count, outputs], labels };
}

/** @param {Asked} asked @param {Inputs} inputs @param {(number | string)[]} [layers] */
export async function activations(asked, inputs, layers) {
  const { info } = asked;
  const chosen = (layers ?? info.layers.map(({ index }) => index)).map((layer) =>
    findLayer(info.layers, layer),
  );
  const count = countInputs(inputs, info.input);
  const results = chosen.map(({ index, name, type, outputShape }) => {
    const shape = [count, ...outputShape];
    return { layer: index, name, type, shape, data: new Float32Array(sizeOf(shape)) };
  });
  const wanted = chosen.map(({ index }) => index);
  await inPortions(asked, inputs, async (part, first) => {
    const found = await request(asked, 'activations', { inputs: part, layers: wanted }, [part]);
    for (const [i, { data }] of found.entries()) {
      results[i].data.set(data, first * sizeOf(chosen[i].outputShape));
    }
  });
  return results;
}

/** @param {Asked} asked @param {Inputs} input @param {Unit & {layer: number | string}} place */
export async function explain(asked, input, { layer, channel, y, x }) {
  const found = findLayer(asked.info.layers, layer);
  const inputs = copyFew(asked, input, 1);
  const params = { inputs, layer: found.index, unit: { channel, y, x } };
  return arrange(await request(asked, 'explain', params, [inputs]), found, asked.info);
}

/** @param {Asked} asked @param {Unit & {layer: number | string}} place */
export async function receptiveField(asked, { layer, channel, y, x }) {
  const { layers } = asked.info;
  const { index, receptiveField: whole } = findLayer(layers, layer);
  const params = { layer: index, unit: { channel, y, x } };
  const traces = await request(asked, 'traceSources', params);
  const named = traces.map((trace) => ({ ...trace, name: layers[trace.layer]?.name ?? 'input' }));
  return { ...whole, sources: named };
}

/** @param {Asked} asked @param {Inputs} inputs @param {{labels: ArrayLike<number>} | {output: number}} of */
export async function gradients(asked, inputs, of) {
  const copy = copyFew(asked, inputs, PORTION);
  const { input, classes } = asked.info;
  const params =
    'labels' in of
      ? { inputs: copy, labels: checkLabels(of.labels, countInputs(copy, input), classes) }
      : { inputs: copy, output: of.output };
  return request(asked, 'gradients', params, [copy]);
}
