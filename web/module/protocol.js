/**
 * What the page and its worker say to each other. A method is added in three places that the type
 * checker compares: its type in `Methods`, its line in `METHODS`, its handler in the worker.
 */

/** @typedef {import('./errors.js').ErrorRecord} ErrorRecord */
/** @typedef {import('./worker/workbench.js').NetworkInfo} NetworkInfo */
/** @typedef {import('./worker/workbench.js').Checkpoint} Checkpoint */
/** @typedef {import('./worker/training-loop.js').TrainingState} TrainingState */
/** @typedef {import('./worker/training-loop.js').Reason} Reason */
/** @typedef {import('./worker/training-loop.js').Progress} Progress */
/** @typedef {import('./worker/evaluation.js').EvaluationResult} EvaluationResult */
/** @typedef {import('./worker/training-options.js').TrainingOptions} TrainingOptions */
/** @typedef {import('./worker/training-options.js').TrainingSettings} TrainingSettings */
/** @typedef {import('./worker/inspection.js').InspectedLayer} InspectedLayer */
/** @typedef {import('./worker/inspection.js').LayerParameters} LayerParameters */
/** @typedef {import('./worker/frame-feed.js').WatchOptions} WatchOptions */
/** @typedef {import('./worker/datasets.js').DatasetInfo} DatasetInfo */
/** @typedef {import('./worker/pretrained.js').ModelRecord} ModelRecord */
/** @typedef {import('./worker/run.js').Position} Position */
/** @typedef {import('./data/dataset-loader.js').DataProgress} DataProgress */
/** @typedef {import('./engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./engine/network.js').NamedTensor} NamedTensor */
/** @typedef {import('./engine/dataset.js').LabelledImage} LabelledImage */
/** @typedef {import('./engine/dataset.js').LabelledInput} LabelledInput */
/** @typedef {import('./engine/inspection.js').Explanation} Explanation */
/** @typedef {import('./engine/inspection.js').Trace} Trace */
/** @typedef {import('./engine/inspection.js').Unit} Unit */
/** @typedef {import('./wasm/convscope.js').BatchResult} BatchResult */
/** @typedef {import('./worker/queries.js').Gradients} Gradients */
/** @typedef {import('./engine/preprocessor.js').Box} Box */
/** @typedef {import('./engine/variant.js').Variant} Variant */

/**
 * @typedef {object} InitParams
 * @property {string} [wasmUrl]
 * @property {string} [modelUrl]
 * @property {number} [threads]
 * @property {boolean} [relaxedSimd]
 * @property {boolean} [pretrained] whether to download the pretrained weights meanwhile
 * @property {boolean} [training] whether to load what trains and explains at once
 * @property {string} [lifeline] name of the lock that the worker holds while it lives
 */

/**
 * @typedef {object} DrawingPrediction
 * @property {boolean} empty nothing is drawn
 * @property {Uint8Array<ArrayBuffer>} image what the network sees, 28x28
 * @property {Float32Array<ArrayBuffer> | null} probabilities null for an empty drawing
 * @property {Box} box where the ink was found
 */

/**
 * @typedef {object} InspectParams
 * @property {Uint8Array} image
 * @property {number[]} [layers] all of them if left out
 * @property {number} [gradients] the label to take the gradients for
 */

/**
 * @typedef {object} RestoreParams
 * @property {Checkpoint | null} checkpoint
 * @property {string | null} dataset url
 * @property {WatchOptions | null} watch
 */

/** @typedef {{state: TrainingState}} StateResult */

/**
 * @typedef {object} BuildExtras
 * @property {Uint8Array} [weights] in place of random ones. A network that needs more than there
 *   are bytes for is refused before any memory is taken for it
 * @property {number} [memoryLimit] bytes that it may take for weights, activations and gradients,
 *   at first for batches of 64; 1 GiB if left out
 */

/** Images as bytes (taken as value / 255) or inputs as they are, one after another. @typedef {Uint8Array | Float32Array} Inputs */

/** @typedef {{images: Inputs, labels: Uint8Array}} LabelledImages */

/**
 * @typedef {object} ImagesParams
 * @property {LabelledImages} train
 * @property {LabelledImages} [test]
 */

/**
 * @typedef {object} GradientParams
 * @property {Inputs} inputs
 * @property {Uint8Array} [labels] for the gradient of the loss
 * @property {number} [output] for the gradient of one of the network's outputs
 */

/** @typedef {{inputs: Inputs, layer: number, unit: Unit}} ExplainParams */

/** @typedef {{part: string, call: string, params: any}} ExtraParams see `extend` */

/**
 * Every method: its parameters and its result.
 *
 * @typedef {object} Methods
 * @property {(params: InitParams) => {variant: Variant}} init
 * @property {(params: RestoreParams) => {info: NetworkInfo | null, step: number}} restore
 * @property {(params: {description: NetworkDescription, seed: number} & BuildExtras) => NetworkInfo}
 *   build
 * @property {(params: {}) => {info: NetworkInfo, record: ModelRecord}} loadPretrained
 * @property {(params: {weights: Uint8Array}) => NetworkInfo} loadWeights
 * @property {(params: {}) => Uint8Array<ArrayBuffer>} saveWeights
 * @property {(params: {ink: Uint8Array, width: number, height: number}) => DrawingPrediction}
 *   predictDrawing
 * @property {(params: {image: Uint8Array}) => {probabilities: Float32Array<ArrayBuffer>}}
 *   predictImage
 * @property {(params: InspectParams) => InspectedLayer[]} inspect
 * @property {(params: {layer: number}) => NamedTensor[]} parameters
 * @property {(params: {inputs: Inputs}) => Float32Array<ArrayBuffer>} predict
 * @property {(params: {inputs: Inputs, labels: Uint8Array}) => BatchResult} evaluate
 * @property {(params: {inputs: Inputs, layers: number[]}) => InspectedLayer[]} activations
 * @property {(params: GradientParams) => Gradients} gradients
 * @property {(params: ExplainParams) => Explanation} explain
 * @property {(params: {layer: number, unit: Unit}) => Trace[]} traceSources
 * @property {(params: ImagesParams) => void} useImages
 * @property {(params: {url: string}) => DatasetInfo} loadDataset
 * @property {(params: {}) => void} stopDataset
 * @property {(params: {split: 'train' | 'test', index: number}) => LabelledInput} image
 * @property {(params: TrainingOptions) => StateResult & {info: NetworkInfo}} train
 * @property {(params: {}) => StateResult} pause
 * @property {(params: {}) => StateResult} resume
 * @property {(params: TrainingOptions) => StateResult & Position} stepOnce
 * @property {(params: {seed: number}) => NetworkInfo} reset
 * @property {(params: TrainingOptions) => TrainingSettings} setTraining
 * @property {(params: {options: WatchOptions | null}) => void} watch
 * @property {(params: {}) => void} frameTaken
 * @property {(params: ExtraParams) => any} extra
 */

/** @typedef {keyof Methods} Method */
/** @typedef {{[M in Method]: Parameters<Methods[M]>[0]}} ParamsOf */
/** @typedef {{[M in Method]: ReturnType<Methods[M]>}} ResultOf */

/**
 * How methods stand to the network: 'replaces' begins a new generation; an answer of one that
 * 'views' the network is worthless once the network was replaced.
 *
 * @type {Readonly<Record<Method, {network?: 'replaces' | 'views'}>>}
 */
export const METHODS = {
  init: {},
  restore: {},
  build: { network: 'replaces' },
  loadPretrained: { network: 'replaces' },
  loadWeights: {},
  saveWeights: {},
  predictDrawing: { network: 'views' },
  predictImage: { network: 'views' },
  inspect: { network: 'views' },
  parameters: { network: 'views' },
  predict: { network: 'views' },
  evaluate: { network: 'views' },
  activations: { network: 'views' },
  gradients: { network: 'views' },
  explain: { network: 'views' },
  traceSources: { network: 'views' },
  useImages: {},
  loadDataset: {},
  stopDataset: {},
  image: {},
  train: {},
  pause: {},
  resume: {},
  stepOnce: {},
  reset: {},
  setTraining: {},
  watch: {},
  frameTaken: {},
  extra: {},
};

/**
 * Every event and what it carries. 'checkpoint' and 'fatal' are between worker and session only.
 *
 * @typedef {object} WorkerEvents
 * @property {DataProgress} data
 * @property {{state: TrainingState, reason?: Reason}} state
 * @property {Progress} progress
 * @property {EvaluationResult & {step: number, epoch: number}} evaluation
 * @property {Frame} frame
 * @property {{part: string, data: any}} extra from a part that was added with `extend`
 * @property {{code: string, message: string, layer?: string}} error
 * @property {Checkpoint} checkpoint
 * @property {ErrorRecord} fatal
 */

/**
 * @typedef {object} Frame
 * @property {number} step
 * @property {InspectedLayer[]} layers
 * @property {Float32Array<ArrayBuffer>} probabilities
 * @property {LayerParameters[]} parameters
 */

/** @typedef {keyof WorkerEvents} WorkerEvent */

/** @typedef {<E extends WorkerEvent>(event: E, data: WorkerEvents[E]) => void} Emit */

/**
 * `session` is the generation: it grows with every network, so what belongs to an older one can be
 * told and dropped.
 *
 * @typedef {{id: number, session: number, method: Method, params: any}} Request
 */

/**
 * @typedef {{id: number, session: number, ok: true, result: any}
 *   | {id: number, session: number, ok: false, error: ErrorRecord}} Reply
 */

/** @typedef {{event: WorkerEvent, session: number, data: any}} EventMessage */

/** Events that concern the network and are dropped when it was replaced. */
const OF_NETWORK = new Set(['state', 'progress', 'evaluation', 'frame', 'checkpoint']);

/** @param {WorkerEvent} event */
export const isOfNetwork = (event) => OF_NETWORK.has(event);

/**
 * The buffers in a message, all of them copies made for it, so that they may move instead of being
 * copied again.
 *
 * @param {unknown} value
 * @param {Set<ArrayBuffer>} [found]
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(value, found = new Set()) {
  if (ArrayBuffer.isView(value)) {
    found.add(/** @type {ArrayBuffer} */ (value.buffer));
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) buffersOf(member, found);
  }
  return [...found];
}
