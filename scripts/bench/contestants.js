/** @typedef {import('./goals.js').Entrant} Entrant */
/** @typedef {import('./figures.js').FigureKind} FigureKind */

/**
 * One that is timed.
 *
 * @typedef {Entrant & Place} Contestant
 */

/**
 * Where and how a contestant runs.
 *
 * @typedef {object} Place
 * @property {'chromium' | 'python'} host
 * @property {string} [module] beside this file; it runs in a worker of the bench page
 * @property {Record<string, unknown>} [options] what the module starts with, besides the threads
 * @property {FigureKind[]} kinds what it is asked for
 */

/** @type {FigureKind[]} */
const everything = ['training', 'latency', 'inference'];

/**
 * @param {string} id
 * @param {string} title
 * @param {number[]} threads
 * @param {Omit<Place, 'host'> & { family: Entrant['family'] }} place
 * @returns {Contestant[]}
 */
const inChromium = (id, title, threads, place) =>
  threads.map((count) => ({
    id: threads.length > 1 ? `${id}-${count}` : id,
    title: `${title}, ${count === 1 ? '1 thread' : `${count} threads`}`,
    threads: count,
    host: 'chromium',
    ...place,
  }));

/** @type {Contestant[]} */
export const contestants = [
  ...inChromium('ours', 'convscope', [1, 2], {
    family: 'ours',
    module: 'ours.js',
    kinds: everything,
  }),
  // Not "ours": goals speak of what a customer gets who asks for nothing.
  ...inChromium('ours-simd128', 'convscope without relaxed SIMD', [1], {
    family: 'variant',
    module: 'ours.js',
    options: { relaxedSimd: false },
    kinds: ['training'],
  }),
  ...inChromium('tfjs-cpu', 'TensorFlow.js cpu', [1], {
    family: 'browser',
    module: 'peers/tensorflow.js',
    options: { backend: 'cpu' },
    kinds: ['training'],
  }),
  // In Chromium without a graphics card SwiftShader computes it, on every core.
  ...inChromium('tfjs-webgl', 'TensorFlow.js webgl', [2], {
    family: 'browser',
    module: 'peers/tensorflow.js',
    options: { backend: 'webgl' },
    kinds: ['training'],
  }),
  ...inChromium('tfjs-wasm', 'TensorFlow.js wasm', [1, 2], {
    family: 'browser',
    module: 'peers/tensorflow.js',
    options: { backend: 'wasm' },
    kinds: everything,
  }),
  ...inChromium('jax-js', 'jax-js wasm', [1, 2], {
    family: 'browser',
    module: 'peers/jax.js',
    kinds: everything,
  }),
  ...inChromium('convnetjs', 'ConvNetJS', [1], {
    family: 'browser',
    module: 'peers/convnet.js',
    kinds: everything,
  }),
  ...inChromium('ort-web', 'onnxruntime-web wasm', [1, 2], {
    family: 'onnxruntime',
    module: 'peers/onnxruntime.js',
    kinds: ['latency', 'inference'],
  }),
  .../** @type {Contestant[]} */ (
    [1, 2].map((threads) => ({
      id: `pytorch-${threads}`,
      title: `PyTorch, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
      family: 'pytorch',
      threads,
      host: 'python',
      kinds: everything,
    }))
  ),
];

/**
 * @param {string} id
 * @param {string} wanted an id, or what ids begin with before a "-"
 */
export const matches = (id, wanted) => id === wanted || id.startsWith(`${wanted}-`);
