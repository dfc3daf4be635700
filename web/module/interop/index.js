/** convscope/interop: models, weights and data of other programs. */

export { exportOnnx } from './onnx/export.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export { weightsFromStateDict } from './weights.js';
