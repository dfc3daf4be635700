/**
 * TensorFlow.js with one of its backends. Written with its operations rather than its layers:
 * these let convolution, bias and ReLU run as one when it predicts.
 */

import { batchFeed, channelsLast, flattenedChannels } from '../page/model.js';

/** @typedef {import('../page/model.js').Layer} Layer */
/** @typedef {import('../page/model.js').Data} Data */

/** The tensors of a layer as variables. @typedef {Record<string, any>} Variables */

const folder = '/peers/@tensorflow/';

/**
 * @param {{ backend: 'cpu' | 'webgl' | 'wasm', threads: number }} options
 * @returns {Promise<import('../page/model.js').Engine>}
 */
export async function start({ backend, threads }) {
  const scope = /** @type {any} */ (globalThis);
  scope.importScripts(`${folder}tfjs/dist/tf.min.js`);
  if (backend === 'wasm') {
    scope.importScripts(`${folder}tfjs-backend-wasm/dist/tf-backend-wasm.min.js`);
  }
  const { tf } = scope;
  if (backend === 'wasm') {
    tf.wasm.setWasmPaths(`${folder}tfjs-backend-wasm/dist/`);
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
    if (threads > 1) tf.wasm.setThreadsCount(threads);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`the backend ${backend} did not start`);
  await tf.ready();
  return {
    note: backend === 'webgl' ? rendererOf(tf.backend().gpgpu.gl) : undefined,
    train: (model, data) => train(tf, model.layers, data),
    infer: (model, batch) => infer(tf, model.layers, batch),
  };
}

/** @param {WebGLRenderingContext} gl @returns {string} what draws: a graphics card or a program */
function rendererOf(gl) {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  return info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'unknown renderer';
}

/** @param {any} tf @param {Layer[]} layers @returns {Variables[]} */
const variablesOf = (tf, layers) =>
  layers.map((layer) => {
    const entries = Object.entries(layer.tensors).map(([name, { shape, data }]) => {
      const trained = !name.startsWith('running_');
      return [name, tf.variable(arranged(tf, layers, layer, name, shape, data), trained)];
    });
    return Object.fromEntries(entries);
  });

/**
 * A tensor in the order that TensorFlow.js wants.
 *
 * @param {any} tf
 * @param {Layer[]} layers
 * @param {Layer} layer
 * @param {string} name
 * @param {number[]} shape
 * @param {Float32Array} data
 */
function arranged(tf, layers, layer, name, shape, data) {
  if (name !== 'weight' || layer.type === 'BatchNorm2d') return tf.tensor(data, shape);
  if (layer.type === 'Conv2d') return tf.transpose(tf.tensor(data, shape), [2, 3, 1, 0]);
  const [outputs, inputs] = shape;
  const channels = flattenedChannels(layers, layer);
  const rows = Array.from({ length: outputs }, (_, out) =>
    channelsLast(data.subarray(out * inputs, (out + 1) * inputs), channels),
  );
  const values = Float32Array.from(rows.flatMap((row) => [...row]));
  return tf.transpose(tf.tensor(values, shape), [1, 0]);
}

/**
 * @param {any} tf
 * @param {Layer[]} layers
 * @param {Variables[]} variables
 * @param {any} input (batch, 28, 28, 1)
 * @param {boolean} training
 * @returns {any} logits
 */
function forward(tf, layers, variables, input, training) {
  let value = input;
  for (let i = 0; i < layers.length; ++i) {
    const fused = layers[i + 1]?.type === 'ReLU' && ['Conv2d', 'Linear'].includes(layers[i].type);
    value = apply(tf, layers[i], variables[i], value, { training, fused });
    if (fused) ++i;
  }
  return value;
}

/**
 * @param {any} tf
 * @param {Layer} layer
 * @param {Variables} variables
 * @param {any} x
 * @param {{ training: boolean, fused: boolean }} options fused: with the ReLU that follows
 */
function apply(tf, { type, options }, variables, x, { training, fused }) {
  const { weight, bias } = variables;
  const activation = fused ? 'relu' : 'linear';
  switch (type) {
    case 'Conv2d': {
      const pad = Number([options.padding].flat()[0]);
      return tf.fused.conv2d({ x, filter: weight, strides: 1, pad, bias, activation });
    }
    case 'Linear':
      return tf.fused.matMul({ a: x, b: weight, bias, activation });
    case 'BatchNorm2d':
      return training
        ? normaliseBatch(tf, variables, x, options)
        : tf.batchNorm(
            ...[x, variables.running_mean, variables.running_var, bias, weight, options.eps],
          );
    case 'ReLU':
      return tf.relu(x);
    case 'MaxPool2d':
      return tf.maxPool(x, 2, 2, 'valid');
    case 'Dropout':
      return training ? tf.dropout(x, options.p) : x;
    case 'Flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    default:
      throw new Error(`not written for TensorFlow.js: ${type}`);
  }
}

/** @param {any} tf @param {Variables} variables @param {any} x @param {Record<string, unknown>} options */
function normaliseBatch(tf, variables, x, options) {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const share = 1 - Number(options.momentum);
  const { running_mean, running_var } = variables;
  running_mean.assign(tf.add(tf.mul(running_mean, share), tf.mul(mean, 1 - share)));
  running_var.assign(tf.add(tf.mul(running_var, share), tf.mul(variance, 1 - share)));
  return tf.batchNorm(x, mean, variance, variables.bias, variables.weight, options.eps);
}

/** @param {Variables[]} variables */
const disposeAll = (variables) => {
  for (const layer of variables) for (const one of Object.values(layer)) one.dispose();
};

/** @param {any} tf @param {Layer[]} layers @param {Data} data */
function train(tf, layers, data) {
  const variables = tf.tidy(() => variablesOf(tf, layers));
  const optimizer = tf.train.adam(0.001);
  const feed = batchFeed(data, data.batch);
  return {
    imagesPerStep: data.batch,
    step: () =>
      tf.tidy(() => {
        const { images, labels } = feed();
        const input = tf.tensor4d(images, [data.batch, 28, 28, 1]);
        const targets = tf.oneHot(tf.tensor1d([...labels], 'int32'), 10);
        const loss = () =>
          tf.losses.softmaxCrossEntropy(targets, forward(tf, layers, variables, input, true));
        return optimizer.minimize(loss, true).dataSync()[0];
      }),
    dispose() {
      disposeAll(variables);
      optimizer.dispose();
    },
  };
}

/** @param {any} tf @param {Layer[]} layers @param {number} batch */
function infer(tf, layers, batch) {
  const variables = tf.tidy(() => variablesOf(tf, layers));
  return {
    /** @param {Float32Array} images */
    predict: (images) =>
      tf.tidy(() => {
        const input = tf.tensor4d(images, [batch, 28, 28, 1]);
        return tf.softmax(forward(tf, layers, variables, input, false)).dataSync();
      }),
    dispose: () => disposeAll(variables),
  };
}
