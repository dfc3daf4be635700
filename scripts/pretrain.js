import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runMain, SetupError } from './lib/errors.js';
import { writeAtomically } from './lib/files.js';
import { inRepo, root } from './lib/paths.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { elapsed, say } from './lib/stages.js';
import { ensureToolchain } from './lib/toolchain.js';
import { findVersion } from './lib/versions.js';

/** @typedef {import('../web/module/engine/engine.js').Engine} Engine */
/** @typedef {import('../web/module/engine/dataset.js').Dataset} Dataset */
/** @typedef {import('../web/module/engine/network.js').Network} Network */
/** @typedef {import('../web/module/worker/pretrained.js').ModelRecord} ModelRecord */
/** @typedef {{ epochs: number, seed: number, out: string }} Options */

const help = `Trains the weights that the page opens with, by this project's own engine.

  npm run pretrain -- [--epochs N] [--seed S] [--out <folder>]

  Writes digits.bin and digits.json to web/module/models, or to the folder given.`;

/** Everything that decides the result besides seed, number of epochs and the engine. */
const recipe = {
  batchSize: 64,
  optimizer: /** @type {const} */ ('Adam'),
  weightDecay: 0,
  peakRate: 0.004,
  /** Share of the steps in which the rate rises from zero. */
  warmUp: 0.05,
  augment: {
    rotate_degrees: 15,
    shift_pixels: 1.5,
    scale: 0.15,
    shear_degrees: 14,
    elastic: 1.1,
    thickness: 0.9,
  },
};

const reportEverySeconds = 5;

/**
 * @param {string} name
 * @param {string} text
 * @param {number} least
 */
function wholeNumber(name, text, least) {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new SetupError(`--${name} expects a whole number from ${least}, got "${text}".`, 2);
}

/**
 * @param {string[]} args
 * @returns {Options | null} null when only help is asked for
 */
function readOptions(args) {
  const defaults = { epochs: '16', seed: '1', out: inRepo('web', 'module', 'models') };
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        epochs: { type: 'string', default: defaults.epochs },
        seed: { type: 'string', default: defaults.seed },
        out: { type: 'string', default: defaults.out },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\n\n${help}`, 2);
  }
  if (values.help) return null;
  return {
    epochs: wholeNumber('epochs', values.epochs, 1),
    seed: wholeNumber('seed', values.seed, 0),
    out: resolve(values.out),
  };
}

/**
 * The rate rises in a straight line and falls along half a cosine wave.
 * @param {number} progress 0 to 1
 */
function learningRate(progress) {
  const { peakRate, warmUp } = recipe;
  if (progress < warmUp) return (peakRate * progress) / warmUp;
  const fall = (progress - warmUp) / (1 - warmUp);
  return (peakRate * (1 + Math.cos(Math.PI * fall))) / 2;
}

/**
 * Serves the data folder to the module's own loader, which checks every part.
 * @param {string | URL | Request} url
 */
async function fetchFile(url) {
  return new Response(await readFile(inRepo('web/app/public/data/mnist', String(url))));
}

/**
 * @param {Engine} engine
 * @returns {Promise<{ train: Dataset, test: Dataset }>}
 */
async function loadImages(engine) {
  const { DatasetLoader } = await import('../web/module/data/dataset-loader.js');
  const { createPartCache } = await import('../web/module/data/part-cache.js');
  /** @type {Record<string, Dataset>} */
  const splits = {};
  const loader = new DatasetLoader({
    url: '.',
    cache: createPartCache(),
    net: { fetch: fetchFile, retryDelaysMs: [], stallMs: 60_000 },
    onProgress: () => undefined,
    sink: {
      open({ shape, classes, trainCount, testCount }) {
        const common = { shape, classes: classes.length };
        splits.train = engine.createDataset({ ...common, expected: trainCount });
        splits.test = engine.createDataset({ ...common, expected: testCount });
      },
      append: ({ split }, images, labels) => splits[split].append(images, labels),
      close() {
        for (const dataset of Object.values(splits)) dataset.close();
      },
    },
  });
  await loader.load();
  return { train: splits.train, test: splits.test };
}

/**
 * @param {Engine} engine
 * @param {Network} network
 * @param {Dataset} images
 * @param {Options} options
 */
function train(engine, network, images, { epochs, seed }) {
  const trainer = engine.createTrainer(network, images, {
    batch_size: recipe.batchSize,
    optimizer: recipe.optimizer,
    weight_decay: recipe.weightDecay,
    augment: recipe.augment,
    seed,
  });
  const stepsPerEpoch = Math.ceil(images.size / recipe.batchSize);
  const report = createReport(epochs);
  for (let step = 0; step < epochs * stepsPerEpoch; ++step) {
    const rate = learningRate(step / (epochs * stepsPerEpoch));
    trainer.setLearningRate(rate);
    const result = trainer.step();
    if (result.status !== 'ok') throw new SetupError(`Step ${step + 1}: ${result.status}.`);
    report(result, rate);
  }
  trainer.dispose();
}

/**
 * A line at the end of each epoch, and a sign of life in between.
 * @param {number} epochs
 */
function createReport(epochs) {
  let [loss, correct, count] = [0, 0, 0];
  let last = elapsed();
  /**
   * @param {import('../web/module/engine/trainer.js').StepResult} result
   * @param {number} rate
   */
  return (result, rate) => {
    loss += result.loss * result.count;
    correct += result.correct;
    count += result.count;
    const ended = result.epochImages === result.epochSize;
    if (!ended && elapsed() - last < reportEverySeconds) return;
    last = elapsed();
    const share = Math.round((100 * result.epochImages) / result.epochSize);
    const accuracy = ((100 * correct) / count).toFixed(2);
    say(
      `epoch ${result.epoch + 1}/${epochs} ${String(share).padStart(3)} %  ` +
        `loss ${(loss / count).toFixed(4)}  right ${accuracy} %  rate ${rate.toFixed(5)}`,
    );
    if (ended) [loss, correct, count] = [0, 0, 0];
  };
}

/** @param {Options} options */
function commandFor({ epochs, seed, out }) {
  const folder = relative(root, out) === 'web/module/models' ? '' : ` --out ${out}`;
  return `npm run pretrain -- --epochs ${epochs} --seed ${seed}${folder}`;
}

async function versions() {
  const { emscripten, env } = await ensureToolchain();
  const asked = spawnSync(join(emscripten, 'emcc'), ['--version'], { encoding: 'utf8', env });
  const { version } = JSON.parse(await readFile(inRepo('package.json'), 'utf8'));
  return {
    convscope: String(version),
    emscripten: String(findVersion(asked.stdout)),
    node: process.versions.node,
  };
}

/**
 * @param {Options} options
 * @returns {Promise<{ weights: Uint8Array, record: ModelRecord }>}
 */
async function pretrain(options) {
  const { loadEngine, presets } = await import('../web/module/index.js');
  const { description } = presets.digits;
  const { epochs, seed } = options;
  // Relaxed SIMD would give other weights on other processors.
  const engine = await loadEngine({ relaxedSimd: false });
  const { train: images, test } = await loadImages(engine);
  const network = engine.createNetwork(description, { maxBatch: 128, seed });
  const { parameterCount } = network.info;
  say(`${images.size} training images, ${parameterCount} parameters, ${epochs} epochs`);
  train(engine, network, images, options);
  const weights = network.saveWeights();
  // Judged is what is in the file, in a network that was never trained.
  const fresh = engine.createNetwork(description, { maxBatch: 128, seed: seed + 1 });
  fresh.loadWeights(weights);
  const { loss, correct, count } = engine.evaluate(fresh, test, 0, test.size);
  const record = {
    description,
    parameterCount,
    testAccuracy: correct / count,
    testLoss: loss / count,
    testCount: count,
    seed,
    epochs,
    batchSize: recipe.batchSize,
    optimizer: recipe.optimizer,
    weightDecay: recipe.weightDecay,
    learningRate: {
      schedule: 'linear warm-up, then half a cosine wave down to zero, set before each step',
      peak: recipe.peakRate,
      warmUp: recipe.warmUp,
    },
    augmentation: recipe.augment,
    command: commandFor(options),
    versions: await versions(),
    bytes: weights.byteLength,
    sha256: createHash('sha256').update(weights).digest('hex'),
  };
  return { weights, record };
}

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    console.log(help);
    return 0;
  }
  stopOnSignals();
  await ensureProject({ page: false });
  const { weights, record } = await pretrain(options);
  await writeAtomically(join(options.out, 'digits.bin'), weights);
  await writeAtomically(join(options.out, 'digits.json'), `${JSON.stringify(record, null, 2)}\n`);
  const accuracy = (100 * record.testAccuracy).toFixed(2);
  say(`${accuracy} % of ${record.testCount} test images right; ${record.bytes} bytes`);
  say(`written to ${options.out}`);
  return 0;
});
