/**
 * jax-js with its WebAssembly backend. Read at once, it computes in the calling thread; read with
 * await, in as many workers as it sees processors.
 */

import { batchFeed } from '../page/model.js';

/** @typedef {import('../page/model.js').Layer} Layer */
/** @typedef {import('../page/model.js').Data} Data */

const rate = 0.001;
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/**
 * @param {{ threads: number }} options
 * @returns {Promise<import('../page/model.js').Engine>}
 */
export async function start({ threads }) {
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: threads });
  const jax = await import(new URL('/peers/@jax-js/jax/dist/index.js', location.href).href);
  await jax.init('wasm');
  jax.defaultDevice('wasm');
  const read = (/** @type {any} */ array) => (threads === 1 ? array.dataSync() : array.data());
  return {
    train: (model, data) => train(jax, read, model.layers, data),
    infer: (model, batch) => infer(jax, read, model.layers, batch),
  };
}

/** @param {any} jax @param {Layer[]} layers the arrays that are trained, layer by layer */
const parametersOf = ({ numpy: np }, layers) =>
  layers.map(({ tensors }) =>
    Object.fromEntries(
      Object.entries(tensors)
        .filter(([name]) => !name.startsWith('running_'))
        .map(([name, { shape, data }]) => [name, np.array(data.slice()).reshape(shape)]),
    ),
  );

/**
 * @param {any} jax
 * @param {Layer[]} layers
 * @param {any} parameters
 * @param {any} input (batch, 1, 28, 28)
 * @param {any[]} [keys] of the random numbers of each dropout, when it trains
 */
function forward(jax, layers, parameters, input, keys) {
  const { numpy: np, nn, lax } = jax;
  const unused = [...(keys ?? [])];
  const perChannel = (/** @type {any} */ array) => array.reshape([-1, 1, 1]);
  return layers.reduce((x, { type, options }, i) => {
    const { weight, bias } = parameters[i];
    switch (type) {
      case 'Conv2d': {
        const pad = Number([options.padding].flat()[0]);
        const pads = [
          [pad, pad],
          [pad, pad],
        ];
        return lax.convGeneralDilated(x, weight, [1, 1], pads).add(perChannel(bias));
      }
      case 'Linear':
        return np.dot(x, weight.transpose()).add(bias);
      case 'BatchNorm2d':
        return normaliseBatch(jax, x, options).mul(perChannel(weight)).add(perChannel(bias));
      case 'ReLU':
        return nn.relu(x);
      case 'MaxPool2d':
        return lax.reduceWindow(x, np.max, [2, 2], [2, 2]);
      case 'Dropout':
        return keys ? drop(jax, x, Number(options.p), unused.shift()) : x;
      case 'Flatten':
        return x.reshape([x.shape[0], -1]);
      default:
        throw new Error(`not written for jax-js: ${type}`);
    }
  }, input);
}

/** @param {any} jax @param {any} x @param {number} p @param {any} key */
function drop({ random, numpy: np }, x, p, key) {
  const kept = random.uniform(key, x.shape).greater(p);
  return np.where(kept, x.mul(1 / (1 - p)), 0);
}

/** @param {any} jax @param {any} x @param {Record<string, unknown>} options */
function normaliseBatch({ numpy: np }, x, options) {
  const axes = [0, 2, 3];
  const centred = x.ref.sub(np.mean(x, axes, { keepdims: true }));
  const variance = np.mean(np.square(centred.ref), axes, { keepdims: true });
  return centred.div(np.sqrt(variance.add(Number(options.eps))));
}

/**
 * The two functions that a step consists of, each traced and compiled as a whole. An array that is
 * given to an operation is used up; `.ref` keeps it.
 *
 * @param {any} jax
 * @param {Layer[]} layers
 */
function compile(jax, layers) {
  const { numpy: np, nn, jit, valueAndGrad } = jax;
  /** @param {any} parameters @param {any} images @param {any} targets @param {any} keys */
  const lossOf = (parameters, images, targets, keys) => {
    const logits = forward(jax, layers, parameters, images, keys);
    return nn
      .logSoftmax(logits)
      .mul(targets)
      .sum()
      .mul(-1 / images.shape[0]);
  };
  /** @param {any} p @param {any} g @param {any} m @param {any} v @param {any} scale */
  const adam = (p, g, m, v, scale) => {
    const first = m.mul(beta1).add(g.ref.mul(1 - beta1));
    const second = v.mul(beta2).add(np.square(g).mul(1 - beta2));
    const move = first.ref.div(np.sqrt(second.ref).add(epsilon)).mul(scale);
    return [p.sub(move), first, second];
  };
  return {
    gradient: jit(valueAndGrad(lossOf)),
    update: jit((/** @type {any} */ state, /** @type {any} */ grads, /** @type {any} */ scale) =>
      state.map((/** @type {any} */ [p, m, v], /** @type {number} */ i) =>
        adam(p, grads[i], m, v, i === state.length - 1 ? scale : scale.ref),
      ),
    ),
  };
}

/**
 * @param {any} jax
 * @param {(array: any) => any} read
 * @param {Layer[]} layers
 * @param {Data} data
 */
function train(jax, read, layers, data) {
  const { numpy: np, tree, random } = jax;
  const { gradient, update } = compile(jax, layers);
  const [leaves, structure] = tree.flatten(parametersOf(jax, layers));
  let state = leaves.map((/** @type {any} */ p) => [p, np.zeros(p.shape), np.zeros(p.shape)]);
  const dropouts = layers.filter(({ type }) => type === 'Dropout').length;
  const feed = batchFeed(data, data.batch);
  let steps = 0;
  return {
    imagesPerStep: data.batch,
    async step() {
      const { images, labels } = feed();
      const input = np.array(images.slice()).reshape([data.batch, 1, 28, 28]);
      const targets = np.array(oneHot(labels)).reshape([data.batch, 10]);
      const keys = Array.from({ length: dropouts }, (_, i) => random.key(dropouts * steps + i));
      const parameters = tree.unflatten(
        structure,
        state.map((/** @type {any} */ [p]) => p.ref),
      );
      const [loss, grads] = gradient(parameters, input, targets, keys);
      ++steps;
      const scale = (rate * Math.sqrt(1 - beta2 ** steps)) / (1 - beta1 ** steps);
      state = update(state, tree.leaves(grads), np.array(scale));
      const [value] = await read(loss);
      // Operations wait until something is read.
      for (const [p] of state) await read(p.ref);
      return value;
    },
    dispose() {
      tree.dispose(state);
      gradient.dispose();
      update.dispose();
    },
  };
}

/** @param {Uint8Array} labels */
function oneHot(labels) {
  const values = new Float32Array(10 * labels.length);
  for (const [i, label] of labels.entries()) values[10 * i + label] = 1;
  return values;
}

/**
 * @param {any} jax
 * @param {(array: any) => any} read
 * @param {Layer[]} layers
 * @param {number} batch
 */
function infer(jax, read, layers, batch) {
  const { numpy: np, nn, tree, jit } = jax;
  const parameters = parametersOf(jax, layers);
  const run = jit((/** @type {any} */ values, /** @type {any} */ input) =>
    nn.softmax(forward(jax, layers, values, input)),
  );
  return {
    /** @param {Float32Array} images */
    predict: (images) =>
      read(run(tree.ref(parameters), np.array(images.slice()).reshape([batch, 1, 28, 28]))),
    dispose() {
      tree.dispose(parameters);
      run.dispose();
    },
  };
}
