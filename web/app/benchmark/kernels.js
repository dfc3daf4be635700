/** The roofline of this run, and single layers beside it, in the plain and the relaxed build. */

import create from './wasm/convscope-bench.js';

/** @typedef {import('./wasm/convscope-bench.js').BenchModule} BenchModule */
/** @typedef {import('./wasm/convscope-bench.js').CaseTimes} CaseTimes */
/** @typedef {import('./result.js').Kernel} Kernel */
/** @typedef {import('./result.js').Roofline} Roofline */
/** @typedef {import('./result.js').Simd} Simd */
/** @typedef {{ simd: Simd, module: BenchModule }} Built */

/** Layers that are all multiplications and additions; others are memory and single operations. */
const PRODUCTS = ['Conv2d', 'Linear'];

/** How often each case is measured; the least time counts, disturbances only add. */
const PASSES = 2;

/** @param {Simd} simd @returns {Promise<Built>} */
async function load(simd) {
  const { href } =
    simd === 'relaxed'
      ? new URL('./wasm/convscope-relaxed-bench.wasm', import.meta.url)
      : new URL('./wasm/convscope-bench.wasm', import.meta.url);
  const module = await create({ locateFile: () => href, printErr: () => undefined });
  return { simd, module };
}

/**
 * @param {object} options
 * @param {boolean} options.relaxedSimd whether this device has it
 * @param {boolean} options.quick
 * @param {number} options.seconds of each measurement
 * @param {(what: string) => void} options.onStep
 * @returns {Promise<{ rooflines: Roofline[], kernels: Kernel[] }>}
 */
export async function measureKernels({ relaxedSimd, quick, seconds, onStep }) {
  /** @type {Simd[]} */
  const kinds = relaxedSimd ? ['plain', 'relaxed'] : ['plain'];
  const builds = await Promise.all(kinds.map(load));
  const samples = builds.map(() => /** @type {number[]} */ ([]));
  const look = () => {
    for (const [i, { module }] of builds.entries()) samples[i].push(module.roofline(seconds));
  };
  const times = builds.map(() => /** @type {CaseTimes[]} */ ([]));
  const cases = builds[0].module.cases();
  for (let pass = 0; pass < (quick ? 1 : PASSES); ++pass) {
    look();
    for (const [index, { name }] of cases.entries()) {
      onStep(name);
      for (const [i, { module }] of builds.entries()) {
        times[i][index] = least(times[i][index], module.measure(index, seconds));
      }
    }
  }
  look();
  const rooflines = builds.map(({ simd }, i) => ({
    ...{ simd, gflops: Math.max(...samples[i]), samples: samples[i] },
  }));
  const kernels = cases.flatMap((one, index) =>
    rooflines.map((roofline, i) => kernelOf(one, times[i][index], roofline)),
  );
  return { rooflines, kernels };
}

/** As in engine/bench; only the progress bar depends on it. */
export const CASES = 20;

/** Calls of `onStep`. @param {{ quick: boolean }} options */
export const kernelSteps = ({ quick }) => CASES * (quick ? 1 : PASSES);

/** @param {CaseTimes | undefined} before @param {CaseTimes} now @returns {CaseTimes} */
const least = (before, now) => ({
  ...now,
  forwardSeconds: Math.min(before?.forwardSeconds ?? Number.POSITIVE_INFINITY, now.forwardSeconds),
  backwardSeconds: Math.min(
    before?.backwardSeconds ?? Number.POSITIVE_INFINITY,
    now.backwardSeconds,
  ),
});

/**
 * @param {{ name: string, type: string }} one
 * @param {CaseTimes} times
 * @param {{ simd: Simd, gflops: number }} roofline of the same build in the same run
 * @returns {Kernel}
 */
export function kernelOf({ name, type }, times, { simd, gflops }) {
  /** @param {number} seconds @param {number} operations @returns {import('./result.js').Rate} */
  const rate = (seconds, operations) => {
    const us = 1e6 * seconds;
    if (!PRODUCTS.includes(type)) return { us };
    const reached = operations / seconds / 1e9;
    return { us, gflops: reached, share: reached / gflops };
  };
  return {
    ...{ name, simd },
    forward: rate(times.forwardSeconds, times.forwardOperations),
    gradients: rate(times.backwardSeconds, times.backwardOperations),
  };
}
