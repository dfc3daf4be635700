/**
 * Tries out networks that are being edited, beside the one that is at work. A part of the worker
 * that is loaded at first use.
 */

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('../../module/engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('../../module/engine/network.js').LayerInfo} LayerInfo */

/** @typedef {{code: string, message: string, layer?: string}} Refusal */

/**
 * @typedef {object} Draft
 * @property {NetworkDescription} description
 * @property {number} batch images at once
 * @property {number[]} image shape of the images that are to be learnt
 * @property {number} classes of these images
 */

/**
 * What the engine says about a draft: all of it, or the layers before the one that it refuses.
 *
 * @typedef {object} Finding
 * @property {NetworkSummary | null} info
 * @property {LayerInfo[]} layers
 * @property {Refusal | null} refusal
 */

/**
 * @typedef {object} Drafts
 * @property {(params: Draft) => Finding} describe
 * @property {(params: {description: NetworkDescription, seed: number}) => Inheritance} inherit
 */

/**
 * @typedef {object} Inheritance
 * @property {Uint8Array<ArrayBuffer>} weights of the new network
 * @property {number} kept layers whose weights are those of the present network
 * @property {number} layers that have weights
 */

/** Asks for nothing of the last layer. */
const ANY_OUTPUT = 'MSELoss';

/** @param {any} error @returns {Refusal} */
function refusalOf(error) {
  if (error?.name !== 'ConvscopeError') throw error;
  const { code, message, layer } = error;
  return { code, message, layer };
}

/** @param {Workbench} workbench @param {Draft} draft @returns {NetworkSummary} */
function tryOut({ engine }, { description, batch, image, classes }) {
  const network = engine.createNetwork(description, { maxBatch: batch });
  const images = engine.createDataset({ shape: image, classes, expected: 1 });
  try {
    engine.createTrainer(network, images, { batch_size: 1 }).dispose();
    return network.info;
  } finally {
    images.dispose();
    network.dispose();
  }
}

/** @param {Workbench} workbench @param {NetworkDescription} description @param {Refusal} refusal */
function layersBefore({ engine }, { input, layers }, { layer }) {
  const end = layers.findIndex(({ name }) => name === layer);
  if (end < 1) return [];
  try {
    const network = engine.createNetwork({ input, layers: layers.slice(0, end), loss: ANY_OUTPUT });
    const { info } = network;
    network.dispose();
    return info.layers;
  } catch (error) {
    refusalOf(error);
    return [];
  }
}

/** @param {Workbench} workbench @param {Draft} draft @returns {Finding} */
function describe(workbench, draft) {
  try {
    const info = tryOut(workbench, draft);
    return { info, layers: info.layers, refusal: null };
  } catch (error) {
    const refusal = refusalOf(error);
    return { info: null, layers: layersBefore(workbench, draft.description, refusal), refusal };
  }
}

/** @param {Uint8Array<ArrayBuffer>} file in the format safetensors */
function tensorsOf(file) {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const start = 8 + length;
  /** @type {Record<string, {shape: number[], data_offsets: [number, number]}>} */
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, start)));
  return Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(
      ([
        name,
        {
          shape,
          data_offsets: [begin, end],
        },
      ]) => ({
        layer: name.slice(0, name.lastIndexOf('.')),
        key: `${name} ${shape}`,
        bytes: file.subarray(start + begin, start + end),
      }),
    );
}

/**
 * Weights for a new network: those of the present one for layers of the same name and shape, random
 * ones elsewhere.
 *
 * @param {Workbench} workbench
 * @param {{description: NetworkDescription, seed: number}} params
 * @returns {Inheritance}
 */
function inherit({ engine, network }, { description, seed }) {
  const heir = engine.createNetwork(description, { seed });
  const weights = heir.saveWeights();
  heir.dispose();
  const old = new Map(tensorsOf(network.saveWeights()).map(({ key, bytes }) => [key, bytes]));
  const fresh = tensorsOf(weights);
  const changed = new Set(fresh.filter(({ key }) => !old.has(key)).map(({ layer }) => layer));
  const same = fresh.filter(({ layer }) => !changed.has(layer));
  for (const { key, bytes } of same) bytes.set(/** @type {Uint8Array} */ (old.get(key)));
  const kept = new Set(same.map(({ layer }) => layer)).size;
  return { weights, kept, layers: kept + changed.size };
}

/** @type {{[C in keyof Drafts]: (workbench: Workbench, params: any) => ReturnType<Drafts[C]>}} */
export const drafts = { describe, inherit };
