/** What a run of the benchmark gives, and the check of one that came from elsewhere. */

/** @typedef {import('./statistics.js').Spread} Spread */
/** @typedef {import('./networks.js').NetworkName} NetworkName */
/** @typedef {'plain' | 'relaxed'} Simd */
/** @typedef {'training' | 'inference' | 'latency'} Kind */
/** @typedef {'batch' | 'width' | 'depth' | 'size'} Axis */

/** @typedef {{ simd: Simd, gflops: number, samples: number[] }} Roofline the largest sample counts */

/**
 * How long one call took and, where it multiplies, how many GFLOP/s that is and what share of the
 * roofline of the same build in the same moments.
 *
 * @typedef {{ us: number, gflops?: number, share?: number }} Rate
 */

/**
 * A layer, and the GFLOP/s of the roofline that took turns with it.
 *
 * @typedef {{ name: string, simd: Simd, roofline?: number, forward: Rate, gradients: Rate }} Kernel
 */

/**
 * One build of the engine in one figure; no spread where it could not be measured.
 *
 * @typedef {object} VariantRow
 * @property {number} threads
 * @property {Simd} simd
 * @property {(number | null)[]} values one for each round
 * @property {Spread} [spread]
 * @property {string} [problem]
 */

/**
 * How many times better `better` is than `base`, in rounds that measured both.
 *
 * @typedef {{ better: Build, base: Build, spread: Spread }} Ratio
 */

/** @typedef {{ threads: number, simd: Simd }} Build */

/**
 * @typedef {object} NetworkFigure
 * @property {NetworkName} network
 * @property {Kind} kind
 * @property {number} batch
 * @property {'µs' | 'images/s'} unit
 * @property {VariantRow[]} rows
 * @property {Ratio[]} ratios
 */

/**
 * @typedef {object} ScalingRow
 * @property {number} value of what is varied
 * @property {number} products multiplications for one image
 * @property {Spread} [usPerImage]
 * @property {Spread} [ratio] time for each multiplication, as a multiple of the row in the middle
 * @property {string} [problem]
 */

/** @typedef {{ by: Axis, kind: Kind, rows: ScalingRow[] }} Scaling */

/**
 * @typedef {object} AccuracyRun
 * @property {number} seed
 * @property {(number | null)[]} seconds until each of the targets; null where it was not reached
 * @property {number[][]} curve milliseconds, images and accuracy of each look at the test images
 */

/**
 * @typedef {object} Device
 * @property {string} userAgent
 * @property {number} cores
 * @property {boolean} isolated whether the page may share memory between threads
 * @property {boolean} relaxedSimd
 * @property {number} threads of the engine if nobody says how many
 */

/**
 * @typedef {object} Result
 * @property {1} format
 * @property {string} date
 * @property {Device} device
 * @property {{ quick: boolean, rounds: number, seconds: number }} options
 * @property {Roofline[]} [rooflines]
 * @property {Kernel[]} [kernels]
 * @property {NetworkFigure[]} [networks]
 * @property {Scaling[]} [scaling]
 * @property {VariantRow[]} [startup]
 * @property {AccuracyRun[]} [accuracy]
 */

/** @typedef {(value: any) => boolean} Check */

/** @type {Check} */
const isNumber = (value) => Number.isFinite(value);
/** @type {Check} */
const isText = (value) => typeof value === 'string' && value.length <= 400;
/** @type {Check} */
const isFlag = (value) => typeof value === 'boolean';
/** @param {unknown[]} values @returns {Check} */
const oneOf = (...values) => {
  return (value) => values.includes(value);
};
/** @param {Check} check @returns {Check} */
const maybe = (check) => (value) => value === undefined || check(value);
/** @param {Check} check @returns {Check} */
const orNull = (check) => (value) => value === null || check(value);
/** @param {Check} check @returns {Check} */
const listOf = (check) => (value) =>
  Array.isArray(value) && value.length <= 2000 && value.every((one) => check(one));
/** @param {Record<string, Check>} fields @returns {Check} */
const record = (fields) => (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(fields).every(([name, check]) => check(value[name])) &&
  Object.keys(value).every((name) => Object.hasOwn(fields, name));

const simd = oneOf('plain', 'relaxed');
const kind = oneOf('training', 'inference', 'latency');
const spread = record({ median: isNumber, min: isNumber, max: isNumber });
const rate = record({ us: isNumber, gflops: maybe(isNumber), share: maybe(isNumber) });
const build = { threads: isNumber, simd };
const problem = maybe(isText);
const variantRow = record({
  ...build,
  values: listOf(orNull(isNumber)),
  spread: maybe(spread),
  problem,
});

export const isResult = record({
  format: oneOf(1),
  date: (value) => isText(value) && !Number.isNaN(Date.parse(value)),
  device: record({
    userAgent: isText,
    cores: isNumber,
    isolated: isFlag,
    relaxedSimd: isFlag,
    threads: isNumber,
  }),
  options: record({ quick: isFlag, rounds: isNumber, seconds: isNumber }),
  rooflines: maybe(listOf(record({ simd, gflops: isNumber, samples: listOf(isNumber) }))),
  kernels: maybe(
    listOf(
      record({
        ...{ name: isText, simd, roofline: maybe(isNumber) },
        ...{ forward: rate, gradients: rate },
      }),
    ),
  ),
  networks: maybe(
    listOf(
      record({
        network: oneOf('A', 'B', 'C'),
        kind,
        batch: isNumber,
        unit: oneOf('µs', 'images/s'),
        rows: listOf(variantRow),
        ratios: listOf(record({ better: record(build), base: record(build), spread })),
      }),
    ),
  ),
  scaling: maybe(
    listOf(
      record({
        by: oneOf('batch', 'width', 'depth', 'size'),
        kind,
        rows: listOf(
          record({
            value: isNumber,
            products: isNumber,
            usPerImage: maybe(spread),
            ratio: maybe(spread),
            problem,
          }),
        ),
      }),
    ),
  ),
  startup: maybe(listOf(variantRow)),
  accuracy: maybe(
    listOf(
      record({
        seed: isNumber,
        seconds: listOf(orNull(isNumber)),
        curve: listOf(listOf(isNumber)),
      }),
    ),
  ),
});

/**
 * Four digits of each number: more would only be noise, and the result travels in an address.
 *
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function rounded(value) {
  const text = JSON.stringify(value, (_, part) =>
    typeof part === 'number' && !Number.isInteger(part) ? Number(part.toPrecision(4)) : part,
  );
  return JSON.parse(text);
}
