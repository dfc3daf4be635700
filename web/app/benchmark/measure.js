/** All measurements one after the other; runs in the worker of the benchmark. */

import { buildsFor } from './builds.js';
import { bestVariant, loadBuild } from './engines.js';
import { scaled } from './idx.js';
import { loadTraining } from './images.js';
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

/** Of the time of other measurements: the least of many calls settles sooner than a median. */
const KERNEL_SHARE = 1 / 5;

/**
 * @param {Options} options
 * @param {string} dataUrl
 * @param {(progress: Progress) => void} onProgress
 * @returns {Promise<Result>}
 */
export async function measureAll(options, dataUrl, onProgress) {
  const best = await bestVariant();
  const builds = buildsFor(best);
  const common = commonOptions(options, builds.length, onProgress);
  const { quick, rounds, seconds, parts } = options;
  /** @type {Result} */
  const result = {
    ...{ format: 1, date: new Date().toISOString(), device: describeDevice(best) },
    options: { quick, rounds, seconds },
  };
  if (parts.includes('startup')) {
    result.startup = await measureStartup({ builds, ...common('startup') });
  }
  if (parts.includes('kernels')) {
    const { relaxedSimd } = best;
    const shorter = { ...common('kernels'), seconds: seconds * KERNEL_SHARE };
    Object.assign(result, await measureKernels({ relaxedSimd, ...shorter }));
  }
  if (parts.includes('networks') || parts.includes('scaling')) {
    Object.assign(result, await measureOnImages({ builds, options, dataUrl, common }));
  }
  return rounded(result);
}

/** @param {{ relaxedSimd: boolean, threads: number }} best */
const describeDevice = ({ relaxedSimd, threads }) => ({
  userAgent: navigator.userAgent,
  cores: navigator.hardwareConcurrency,
  isolated: globalThis.crossOriginIsolated,
  relaxedSimd,
  threads,
});

/**
 * What every part needs, with how far the whole has come.
 *
 * @param {Options} options
 * @param {number} builds
 * @param {(progress: Progress) => void} onProgress
 */
function commonOptions({ quick, rounds, seconds, parts, networks }, builds, onProgress) {
  const steps = {
    startup: startupSteps({ builds, rounds }),
    kernels: kernelSteps({ quick }),
    networks: networkSteps({ names: networks, rounds, builds }),
    scaling: scalingSteps({ quick, rounds }),
  };
  const total = parts.reduce((sum, part) => sum + steps[part], 0);
  let done = 0;
  return (/** @type {Part} */ part) => ({
    ...{ quick, rounds, seconds },
    onStep: (/** @type {string} */ what) =>
      onProgress({ part, what, share: Math.min(1, done++ / total) }),
  });
}

/**
 * @param {object} setup
 * @param {Build[]} setup.builds
 * @param {Options} setup.options
 * @param {string} setup.dataUrl
 * @param {ReturnType<typeof commonOptions>} setup.common
 */
async function measureOnImages({ builds, options, dataUrl, common }) {
  const { quick, parts, networks: names } = options;
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
