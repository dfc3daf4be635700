/** convscope: a convolutional network to train, draw for and look inside, in the browser. */

export { createNetwork, loadNetwork, loadPretrained } from './api/create.js';
export { ConvNetwork } from './api/network.js';
export { loadEngine } from './engine/engine.js';
export { ConvscopeError, WorkerError } from './errors.js';
export { presets } from './presets.js';
export { createSession } from './session/session.js';
export { checkSupport } from './support.js';
