import create from '../../web/module/wasm/convscope.js';

/**
 * All schemas of the engine that was built last.
 * @returns {Promise<import('./layer-docs.js').Schemas>}
 */
export async function readSchemas() {
  const module = await create();
  return {
    layers: JSON.parse(module.layerSchemas()),
    losses: JSON.parse(module.lossSchemas()),
    training: JSON.parse(module.trainerSchemas()),
  };
}
