/** Loads the WebAssembly of the variant that suits this place. */

import { fetchAnywhere, workerThreads } from '../node.js';
import { importScript, wasmPlace } from '../places.js';
import { dismiss, hireThreads, startThreads } from './threads.js';
import { chooseVariant, fallBack } from './variant.js';

/** @typedef {import('../wasm/convscope.js').EngineModule} EngineModule */
/** @typedef {import('../wasm/convscope.js').ModuleOptions} ModuleOptions */
/** @typedef {import('./variant.js').Variant} Variant */

/**
 * @typedef {object} LoaderOptions
 * @property {string | URL} [wasmUrl] convscope.wasm, if it is not beside the module. The other
 *   variants are looked for in the same folder, by their own names; what cannot do with that asks
 *   for `relaxedSimd: false` and one thread.
 */

/** @typedef {LoaderOptions & import('./variant.js').VariantOptions} EngineOptions */

/**
 * @param {Variant} variant
 * @param {string | URL} wasmUrl
 */
function addressBeside({ relaxedSimd, threads }, wasmUrl) {
  if (!relaxedSimd && threads === 1) return wasmUrl;
  const name = ['convscope', relaxedSimd && 'relaxed', threads > 1 && 'threads'];
  return new URL(`${name.filter(Boolean).join('-')}.wasm`, wasmUrl);
}

/**
 * @param {Variant} variant
 * @param {string | URL} [wasmUrl]
 */
async function loadVariant(variant, wasmUrl) {
  const address = String(wasmUrl ? addressBeside(variant, wasmUrl) : wasmPlace(variant));
  // Node has no `Worker` before Emscripten's script is there.
  let crew = workerThreads() ? null : hireThreads(variant.threads);
  try {
    const [code, script] = await Promise.all([compile(address), importScript(variant)]);
    const module = await instantiate(script.default, code);
    crew ??= hireThreads(variant.threads);
    if (variant.threads > 1) await startThreads(module, crew);
    return { module, variant };
  } catch (error) {
    dismiss(crew?.workers ?? []);
    throw error;
  }
}

/** While the script is on its way. @param {string} address */
async function compile(address) {
  const response = await fetchAnywhere(address);
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
  const streams = response.headers.get('Content-Type') === 'application/wasm';
  return streams
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * @param {(options: ModuleOptions) => Promise<EngineModule>} create
 * @param {WebAssembly.Module} code
 * @returns {Promise<EngineModule>}
 */
function instantiate(create, code) {
  return new Promise((resolve, reject) => {
    const created = create({
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(code, imports)
          .then((instance) => receive(instance, code))
          .catch(reject);
        return {};
      },
      // What goes wrong is thrown; on the console it would be said twice.
      printErr: () => undefined,
    });
    created.then(resolve, reject);
  });
}

/**
 * Where the threads of the variant cannot be had, it is loaded with one.
 *
 * @param {EngineOptions} options
 * @returns {Promise<{module: EngineModule, variant: Variant}>}
 */
export async function loadModule({ wasmUrl, ...options }) {
  const variant = chooseVariant(options);
  if (variant.threads === 1) return loadVariant(variant, wasmUrl);
  try {
    return await loadVariant(variant, wasmUrl);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return loadVariant(fallBack(variant, 'ThreadsFailed', message), wasmUrl);
  }
}
