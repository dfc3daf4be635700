/** convscope/interop: models, weights and data of other programs. */

export { exportOnnx } from './onnx/export.js';
export { importOnnx } from './onnx/import.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export { weightsFromStateDict } from './weights.js';
