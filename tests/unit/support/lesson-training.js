/** Trains what a lesson trains, from several seeds, with the engine in this process. */

import { labEngine } from '../../../web/app/lessons/kit/engine.js';
import { train } from '../../../web/app/lessons/kit/training/experiment.js';
import { mnistFile } from './mnist.js';

/** @typedef {import('../../../web/app/lessons/kit/training/experiment.js').Plan} Plan */

/** @param {'train' | 't10k'} split */
async function imagesOf(split) {
  const pixels = await mnistFile(`${split}-images-idx3-ubyte`);
  const labels = await mnistFile(`${split}-labels-idx1-ubyte`);
  return { pixels: pixels.subarray(16), labels: labels.subarray(8) };
}

const images = { train: await imagesOf('train'), test: await imagesOf('t10k') };
const engine = await labEngine();

export const SEEDS = [1, 2, 3, 4, 5];

/** @param {Plan} plan */
function finish(plan) {
  const training = train(engine, plan, images);
  const reports = [];
  for (let next = training.next(); ; next = training.next()) {
    if (next.done) return { reports, outcome: next.value };
    reports.push(next.value);
  }
}

/** @param {(seed: number) => Plan} planOf */
export const trainAll = (planOf) => SEEDS.map((seed) => finish(planOf(seed)));
