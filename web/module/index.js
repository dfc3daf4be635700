/** convscope: a convolutional network to train, draw for and look inside, in the browser. */

export { createNetwork, loadNetwork, loadPretrained } from './api/create.js';
export { ConvNetwork } from './api/network.js';
export { loadEngine } from './engine/engine.js';
export { ConvscopeError, WorkerError } from './errors.js';
export { presets } from './presets.js';
export { createSession } from './session/session.js';
export { checkSupport } from './support.js';

/** @typedef {import('./api/create.js').CreateOptions} CreateOptions */
/** @typedef {import('./api/create.js').LoadExtras} LoadExtras */
/** @typedef {import('./api/create.js').LoadOptions} LoadOptions */
/** @typedef {import('./api/types.js').Prediction} Prediction */
/** @typedef {import('./api/types.js').Evaluated} Evaluated */
/** @typedef {import('./api/types.js').FitOptions} FitOptions */
/** @typedef {import('./api/types.js').FitExtras} FitExtras */
/** @typedef {import('./api/types.js').Source} Source */
/** @typedef {import('./api/types.js').Abortable} Abortable */
/** @typedef {import('./api/fit.js').Training} Training */
/** @typedef {import('./api/fit.js').FitResult} FitResult */
/** @typedef {import('./api/explanation.js').ActivationExplanation} ActivationExplanation */
/** @typedef {import('./api/explanation.js').Window} Window */
/** @typedef {import('./api/explanation.js').Product} Product */
/** @typedef {import('./engine/engine.js').Engine} Engine */
/** @typedef {import('./schemas.js').LayerSchema} LayerSchema */
/** @typedef {import('./schemas.js').OptionSchema} OptionSchema */
/** @typedef {import('./engine/inspection.js').Explanation} Explanation */
/** @typedef {import('./engine/inspection.js').Trace} Trace */
/** @typedef {import('./engine/inspection.js').Unit} Unit */
/** @typedef {import('./engine/limits.js').Limits} Limits */
/** @typedef {import('./engine/loader.js').LoaderOptions} LoaderOptions */
/** @typedef {import('./engine/network.js').LayerDescription} LayerDescription */
/** @typedef {import('./engine/network.js').LayerInfo} LayerInfo */
/** @typedef {import('./engine/network.js').NamedTensor} NamedTensor */
/** @typedef {import('./engine/network.js').NetworkDescription} NetworkDescription */
/** @typedef {import('./engine/network.js').NetworkSummary} NetworkSummary */
/** @typedef {import('./engine/network.js').ReceptiveField} ReceptiveField */
/** @typedef {import('./engine/network.js').TensorInfo} TensorInfo */
/** @typedef {import('./engine/variant.js').Fallback} Fallback */
/** @typedef {import('./engine/variant.js').Variant} Variant */
/** @typedef {import('./engine/variant.js').VariantOptions} VariantOptions */
/** @typedef {import('./protocol.js').BuildExtras} BuildExtras */
/** @typedef {import('./protocol.js').Inputs} Inputs */
/** @typedef {import('./protocol.js').TrainingOptions} TrainingOptions */
/** @typedef {import('./protocol.js').TrainingSettings} TrainingSettings */
/** @typedef {import('./session/create-worker.js').WorkerOptions} WorkerOptions */
/** @typedef {import('./session/options.js').HostOptions} HostOptions */
/** @typedef {import('./session/session.js').Session} Session */
/** @typedef {import('./session/session.js').SessionEvents} SessionEvents */
/** @typedef {import('./session/options.js').SessionOptions} SessionOptions */
/** @typedef {import('./support.js').Support} Support */
/** @typedef {import('./worker/evaluation.js').EvaluationResult} EvaluationResult */
/** @typedef {import('./worker/inspection.js').InspectedLayer} InspectedLayer */
/** @typedef {import('./worker/queries.js').Gradients} Gradients */
/** @typedef {import('./worker/training-loop.js').Progress} Progress */
