/** The roofline of this run, and single layers beside it, in the plain and the relaxed build. */

import create from './wasm/convscope-bench.js';

/** @typedef {import('./wasm/convscope-bench.js').BenchModule} BenchModule */
/** @typedef {import('./wasm/convscope-bench.js').CaseFigures} CaseFigures */
/** @typedef {import('./result.js').Kernel} Kernel */
/** @typedef {import('./result.js').Roofline} Roofline */
/** @typedef {import('./result.js').Simd} Simd */
/** @typedef {{ simd: Simd, module: BenchModule }} Built */

/** Layers that are all multiplications and additions; others are memory and single operations. */
const PRODUCTS = ['Conv2d', 'Linear'];

/** How often each case is measured, some time apart; the least times count, disturbances only add. */
const PASSES = 4;

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
  const cases = builds[0].module.cases();
  const figures = builds.map(() => /** @type {CaseFigures[][]} */ (cases.map(() => [])));
  for (let pass = 0; pass < (quick ? 1 : PASSES); ++pass) {
    look();
    for (const [index, { name }] of cases.entries()) {
      onStep(name);
      for (const [i, { module }] of builds.entries()) {
        figures[i][index].push(module.measure(index, seconds));
      }
    }
  }
  look();
  const rooflines = builds.map(({ simd }, i) => ({
    ...{ simd, gflops: Math.max(...samples[i]), samples: samples[i] },
  }));
  const kernels = cases.flatMap((one, index) =>
    builds.map(({ simd }, i) => kernelOf(one, figures[i][index], simd)),
  );
  return { rooflines, kernels };
}

/** As in engine/bench; only the progress bar depends on it. */
export const CASES = 20;

/** Calls of `onStep`. @param {{ quick: boolean }} options */
export const kernelSteps = ({ quick }) => CASES * (quick ? 1 : PASSES);

/**
 * @param {{ name: string, type: string }} one
 * @param {CaseFigures[]} passes
 * @param {Simd} simd of the build
 * @returns {Kernel}
 */
export function kernelOf({ name, type }, passes, simd) {
  const roofline = Math.max(...passes.map(({ rooflineGflops }) => rooflineGflops));
  /** @param {'forward' | 'gradients'} which @returns {import('./result.js').Rate} */
  const rate = (which) => {
    const seconds = Math.min(...passes.map((pass) => pass[which].seconds));
    const us = 1e6 * seconds;
    if (!PRODUCTS.includes(type)) return { us };
    const gflops = passes[0][which].operations / seconds / 1e9;
    return { us, gflops, share: gflops / roofline };
  };
  return { name, simd, roofline, forward: rate('forward'), gradients: rate('gradients') };
}
