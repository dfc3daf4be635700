/** All measurements one after the other; runs in the worker of the benchmark. */

import { buildsFor } from './builds.js';
import { bestVariant, loadBuild } from './engines.js';
import { loadTraining, scaled } from './images.js';
import { kernelSteps, measureKernels } from './kernels.js';
import { rounded } from './result.js';
import { measureScaling, scalingSteps } from './scaling.js';
import { measureStartup, startupSteps } from './startup.js';
import { measureNetworks, networkSteps } from './whole-networks.js';

/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./options.js').Part} Part */
/** @typedef {import('./result.js').Build} Build */
/** @typedef {import('./result.js').Result} Result */
/** @typedef {import('./tasks.js').Engine} Engine */

/** @typedef {{ part: Part, what: string, share: number }} Progress `share` is 0 to 1 */

/** All training images; a quick run takes the first file of them. */
const IMAGES = 60_000;
const FEW_IMAGES = 5_000;

/** Images that inference looks at. */
const SEEN = 2048;

/** As in engine/bench; only the progress bar depends on it. */
const CASES = 23;

/**
 * @param {Options} options
 * @param {string} dataUrl
 * @param {(progress: Progress) => void} onProgress
 * @returns {Promise<Result>}
 */
export async function measureAll(options, dataUrl, onProgress) {
  const best = await bestVariant();
  const builds = buildsFor(best);
  const { quick, rounds, seconds, parts, networks: names } = options;
  const steps = {
    kernels: kernelSteps({ quick, cases: CASES }),
    networks: networkSteps({ names, rounds, builds: builds.length }),
    scaling: scalingSteps({ quick, rounds }),
    startup: startupSteps({ builds: builds.length, rounds }),
  };
  const total = parts.reduce((sum, part) => sum + steps[part], 0);
  let done = 0;
  /** @param {Part} part */
  const stepper = (part) => (/** @type {string} */ what) =>
    onProgress({ part, what, share: Math.min(1, done++ / total) });
  /** @param {Part} part */
  const common = (part) => ({ quick, rounds, seconds, onStep: stepper(part) });
  /** @type {Result} */
  const result = {
    format: 1,
    date: new Date().toISOString(),
    device: {
      userAgent: navigator.userAgent,
      cores: navigator.hardwareConcurrency,
      isolated: globalThis.crossOriginIsolated,
      relaxedSimd: best.relaxedSimd,
      threads: best.threads,
    },
    options: { quick, rounds, seconds },
  };
  if (parts.includes('startup')) {
    result.startup = await measureStartup({ builds, ...common('startup') });
  }
  if (parts.includes('kernels')) {
    const { relaxedSimd } = best;
    Object.assign(result, await measureKernels({ relaxedSimd, ...common('kernels') }));
  }
  if (parts.includes('networks') || parts.includes('scaling')) {
    Object.assign(result, await measureOnImages({ builds, options, dataUrl, names, common }));
  }
  return rounded(result);
}

/**
 * @param {{ builds: Build[], options: Options, dataUrl: string, names: Options['networks'],
 *   common: (part: Part) => { quick: boolean, rounds: number, seconds: number,
 *     onStep: (what: string) => void } }} setup
 */
async function measureOnImages({ builds, options: { quick, parts }, dataUrl, names, common }) {
  const engines = await Promise.all(builds.map(loadBuild));
  const count = quick ? FEW_IMAGES : IMAGES;
  const { datasets, first } = await loadTraining(engines, dataUrl, count);
  /** @type {Partial<Result>} */
  const result = {};
  if (parts.includes('networks')) {
    const contestants = builds.map((build, i) => ({
      ...{ ...build, engine: engines[i] },
      dataset: /** @type {import('./tasks.js').Dataset} */ (datasets.get(engines[i])),
    }));
    const images = scaled(first.pixels.subarray(0, SEEN * 28 * 28));
    const figures = { contestants, images, names, ...common('networks') };
    result.networks = await measureNetworks(figures);
  }
  if (parts.includes('scaling')) {
    // The default of one thread: more would measure how work is shared, not what it takes.
    const engine = engines[builds.findLastIndex(({ threads }) => threads === 1)];
    result.scaling = await measureScaling({ engine, images: first, ...common('scaling') });
  }
  for (const dataset of datasets.values()) dataset.dispose();
  for (const engine of engines) engine.dispose();
  return result;
}
