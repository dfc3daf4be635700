/**
 * convscope/interop: models, weights, programs and data of other programs. An entry of its own, so
 * that nobody who does not need it loads it; it brings the libraries that it is built on.
 */

export { exportKeras } from './code/keras.js';
export { exportPaddle } from './code/paddle.js';
export { exportPyTorch } from './code/pytorch.js';
export { readCsvImages, writeCsv } from './data/csv.js';
export { readIdxImages } from './data/idx.js';
export { toIdx } from './data/images.js';
export { readNpy, writeNpy } from './data/npy.js';
export { readNpyImages, readNpz, readNpzImages } from './data/npz.js';
export { readPngImages, readPngZip } from './data/png.js';
export { predictionsCsv } from './data/results.js';
export { exportOnnx } from './onnx/export.js';
export { importOnnx } from './onnx/import.js';
export { readSafetensors, writeSafetensors } from './safetensors.js';
export { weightsFromStateDict } from './weights.js';
