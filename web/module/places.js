/**
 * Where the files beside the module are. Bundlers find files by exactly these forms, so each address
 * stands here in full; and because this file lies at the module's root, the addresses are the same
 * in the packed module, where everything else has been put into few files.
 */

/** @typedef {import('./wasm/convscope.js').ThreadWorker} ThreadWorker */

/** @param {{relaxedSimd: boolean, threads: number}} variant */
export function wasmPlace({ relaxedSimd, threads }) {
  if (threads > 1) {
    return relaxedSimd
      ? new URL('./wasm/convscope-relaxed-threads.wasm', import.meta.url)
      : new URL('./wasm/convscope-threads.wasm', import.meta.url);
  }
  return relaxedSimd
    ? new URL('./wasm/convscope-relaxed.wasm', import.meta.url)
    : new URL('./wasm/convscope.wasm', import.meta.url);
}

/** What trains and explains, for the variants of one thread. @param {{relaxedSimd: boolean}} variant */
export const trainingPlace = ({ relaxedSimd }) =>
  relaxedSimd
    ? new URL('./wasm/convscope-relaxed-training.wasm', import.meta.url)
    : new URL('./wasm/convscope-training.wasm', import.meta.url);

/** The script that Emscripten made for the build. @param {{threads: number}} variant */
export const importScript = ({ threads }) =>
  threads > 1 ? import('./wasm/convscope-threads.js') : import('./wasm/convscope.js');

/** Files of the pretrained weights. */
export const modelPlaces = () => ({
  record: new URL('./models/digits.json', import.meta.url).href,
  weights: new URL('./models/digits.bin', import.meta.url).href,
});

/**
 * The same script, which knows by this name that it is to be a thread. In Node, Emscripten provides
 * `Worker`, and the name does not reach the script but the data do; what Node was started with, such
 * as `--input-type`, must not.
 *
 * @returns {ThreadWorker}
 */
export const createThread = () =>
  new Worker(new URL('./wasm/convscope-threads.js', import.meta.url), {
    type: 'module',
    name: 'em-pthread',
    // @ts-expect-error an option of Node's workers
    workerData: 'em-pthread',
    execArgv: [],
  });
