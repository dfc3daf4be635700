/** Loads the WebAssembly of the variant that suits this place. */

import { fetchAnywhere, workerThreads } from '../node.js';
import { importScript, trainingPlace, wasmPlace } from '../places.js';
import { dismiss, hireThreads, startThreads } from './threads.js';
import { chooseVariant, fallBack } from './variant.js';

/** @typedef {import('../wasm/convscope.js').EngineModule} EngineModule */
/** @typedef {import('../wasm/convscope.js').ModuleOptions} ModuleOptions */
/** @typedef {import('./variant.js').Variant} Variant */

/**
 * @typedef {object} LoaderOptions
 * @property {string | URL} [wasmUrl] convscope.wasm, if it is not beside the module. The other
 *   files are looked for in the same folder, by their own names; what cannot do with more than two
 *   of them asks for `relaxedSimd: false` and one thread.
 * @property {boolean} [training] training or explanations will be asked for: the part of the engine
 *   for them comes along at once, and not with the first such request
 */

/** @typedef {LoaderOptions & import('./variant.js').VariantOptions} EngineOptions */

/**
 * @typedef {object} Loaded
 * @property {EngineModule} module
 * @property {Variant} variant
 * @property {(() => Promise<void>) | null} addTraining loads the part that trains and explains,
 *   where it is a file of its own
 */

/**
 * @param {Variant} variant
 * @param {string | URL} wasmUrl
 * @param {boolean} [training]
 */
function addressBeside({ relaxedSimd, threads }, wasmUrl, training) {
  if (!relaxedSimd && threads === 1 && !training) return wasmUrl;
  const marks = [relaxedSimd && 'relaxed', threads > 1 && 'threads', training && 'training'];
  return new URL(`${['convscope', ...marks].filter(Boolean).join('-')}.wasm`, wasmUrl);
}

/**
 * @param {Variant} variant
 * @param {LoaderOptions} options
 * @returns {Promise<Loaded>}
 */
async function loadVariant(variant, { wasmUrl, training }) {
  const address = wasmUrl ? addressBeside(variant, wasmUrl) : wasmPlace(variant);
  const part = variant.threads === 1 ? new TrainingPart(variant, wasmUrl) : null;
  if (training) part?.fetch();
  // Node has no `Worker` before Emscripten's script is there.
  let crew = workerThreads() ? null : hireThreads(variant.threads);
  try {
    const [code, script] = await Promise.all([compile(address), importScript(variant)]);
    const { module, instance } = await instantiate(script.default, code);
    crew ??= hireThreads(variant.threads);
    if (variant.threads > 1) await startThreads(module, crew);
    return { module, variant, addTraining: part && (() => part.join(instance)) };
  } catch (error) {
    dismiss(crew?.workers ?? []);
    throw error;
  }
}

/**
 * The second file of a variant of one thread: functions that the core's table has places for. It
 * shares the core's memory and keeps no state, so it may come at any time before they are called.
 */
class TrainingPart {
  #address;
  /** @type {Promise<WebAssembly.Module> | null} */
  #code = null;

  /** @param {Variant} variant @param {string | URL} [wasmUrl] */
  constructor(variant, wasmUrl) {
    this.#address = wasmUrl ? addressBeside(variant, wasmUrl, true) : trainingPlace(variant);
  }

  fetch() {
    this.#code ??= compile(this.#address);
    this.#code.catch(() => {
      // The next request tries again.
      this.#code = null;
    });
    return this.#code;
  }

  /** @param {WebAssembly.Instance} core */
  async join(core) {
    await WebAssembly.instantiate(await this.fetch(), { primary: core.exports });
  }
}

/** While the script is on its way. @param {string | URL} address */
async function compile(address) {
  const response = await fetchAnywhere(String(address));
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
  const type = response.headers.get('Content-Type');
  try {
    return type === 'application/wasm'
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : cause;
    throw new Error(`${address}: expected WebAssembly, got ${type}: ${message}`, { cause });
  }
}

/**
 * @param {(options: ModuleOptions) => Promise<EngineModule>} create
 * @param {WebAssembly.Module} code
 * @returns {Promise<{module: EngineModule, instance: WebAssembly.Instance}>}
 */
function instantiate(create, code) {
  return new Promise((resolve, reject) => {
    /** @type {WebAssembly.Instance} */
    let instance;
    const created = create({
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(code, imports)
          .then((made) => {
            instance = made;
            receive(instance, code);
          })
          .catch(reject);
        return {};
      },
      // What goes wrong is thrown; on the console it would be said twice.
      printErr: () => undefined,
    });
    created.then((module) => resolve({ module, instance }), reject);
  });
}

/**
 * Where the threads of the variant cannot be had, it is loaded with one.
 *
 * @param {EngineOptions} options
 * @returns {Promise<Loaded>}
 */
export async function loadModule(options) {
  const variant = chooseVariant(options);
  if (variant.threads === 1) return loadVariant(variant, options);
  try {
    return await loadVariant(variant, options);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return loadVariant(fallBack(variant, 'ThreadsFailed', message), options);
  }
}
