/**
 * How the layers are doing: what they give and what comes back, in a training step that a twin takes
 * with always the same images, so that two moments of a training can be compared.
 */

import { freshTwin } from './twins.js';

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/inspection.js').LayerStatistics} LayerStatistics */

/** @typedef {{step: number, images: number, loss: number, layers: LayerStatistics[]}} Checkup */

/**
 * @typedef {object} Health
 * @property {(params: {}) => Checkup} checkUp
 * @property {(params: {on: boolean}) => void} watchHealth tells in events `extra` while training
 */

/** Images of a check-up; a unit that is silent for all of them counts as dead. */
export const IMAGES = 64;

const BARS = 32;

/** Between two check-ups at least this many milliseconds, and this many times what one takes. */
const PAUSE = 400;
const SHARE = 25;

/** @type {WeakMap<Workbench, () => void>} */
const watches = new WeakMap();

/** @param {Workbench} workbench @returns {Checkup} */
function checkUp(workbench) {
  const { train } = workbench.datasets;
  const images = Math.min(IMAGES, train?.size ?? 0);
  if (!train || images === 0) return workbench.refuse('NoDataset', 'there are no images yet');
  const { network } = freshTwin(workbench, 'health', IMAGES);
  const samples = Array.from({ length: images }, (_, n) => train.at(n));
  const size = samples[0].image.length;
  const pixels = new Uint8Array(images * size);
  samples.forEach(({ image }, n) => {
    pixels.set(image, n * size);
  });
  network.forward(network.setPixels(pixels), { training: true });
  network.setLabels(samples.map(({ label }) => label));
  const { loss } = network.backward();
  const layers = network.info.layers.map(({ index }) => network.inspect.statistics(index, BARS));
  return { step: workbench.position.step, images, loss, layers };
}

/** @param {Workbench} workbench @param {{on: boolean}} params */
function watchHealth(workbench, { on }) {
  const known = watches.get(workbench);
  if (known) workbench.observers.delete(known);
  watches.delete(workbench);
  if (!on) return;
  let next = 0;
  const watch = () => {
    const start = performance.now();
    if (start < next) return;
    workbench.emit('extra', { part: 'health', data: checkUp(workbench) });
    const now = performance.now();
    next = now + Math.max(PAUSE, SHARE * (now - start));
  };
  watches.set(workbench, watch);
  workbench.observers.add(watch);
}

/** @type {{[C in keyof Health]: (workbench: Workbench, params: any) => ReturnType<Health[C]>}} */
export const health = { checkUp, watchHealth };
