/**
 * Judges and fine-tunes copies of the network, so that neither disturbs a training that goes on. A
 * part of the worker that is loaded at first use and imports nothing; work comes in slices that the client asks for.
 */

/** @typedef {import('../../module/worker/workbench.js').Workbench} Workbench */
/** @typedef {import('../../module/engine/dataset.js').Dataset} Dataset */
/** @typedef {import('../../module/engine/network.js').Network} Network */
/** @typedef {{network: Network, dataset?: Dataset, trainer?: import('../../module/engine/trainer.js').Trainer}} Snapshot */

/** How a test image is turned (clockwise) and moved, in pixels. @typedef {{degrees?: number, right?: number, down?: number}} Placement */

/** @typedef {{snapshot: number}} SnapshotParams */

/** @typedef {SnapshotParams & Placement & {first: number, count: number}} JudgeParams */

/**
 * What a network says about images, one value for each; `loss` is the sum over all of them.
 *
 * @typedef {object} Judged
 * @property {Uint8Array<ArrayBuffer>} labels
 * @property {Uint8Array<ArrayBuffer>} predictions
 * @property {Float32Array<ArrayBuffer>} confidences probability of the prediction
 * @property {Float32Array<ArrayBuffer>} losses 0 where the prediction is right
 * @property {number} loss
 */

/**
 * @typedef {object} FineTuningParams
 * @property {number} snapshot
 * @property {Uint8Array} images
 * @property {Uint8Array} labels
 * @property {number} repeat how often each is seen in an epoch
 * @property {number} replay images of the training set among them
 * @property {import('../../module/engine/trainer.js').TrainerOptions} options
 */

/**
 * What the part of the worker that judges and fine-tunes copies of the network can be asked for.
 *
 * @typedef {object} Judging
 * @property {(params: {}) => {snapshot: number, testImages: number}} takeSnapshot
 * @property {(params: SnapshotParams) => void} dropSnapshot
 * @property {(params: SnapshotParams) => import('../../module/worker/workbench.js').NetworkInfo} adoptSnapshot
 * @property {(params: JudgeParams) => Judged} judge
 * @property {(params: {index: number} & Required<Placement>) => Uint8Array<ArrayBuffer>} placedImage
 * @property {(params: FineTuningParams) => void} prepareFineTuning
 * @property {(params: {snapshot: number, steps: number}) => void} fineTune
 */

/** @type {WeakMap<Workbench, Map<number, Snapshot>>} */
const all = new WeakMap();
let lastNumber = 0;

/** Images that a copy takes at once, and that fine-tuning may have in a batch. */
const BATCH = 128;

/** @param {Workbench} workbench */
function snapshotsOf(workbench) {
  const snapshots = all.get(workbench) ?? new Map();
  all.set(workbench, snapshots);
  return snapshots;
}

/** @param {Workbench} workbench @param {number} number @returns {Snapshot} */
function find(workbench, number) {
  const snapshot = snapshotsOf(workbench).get(number);
  if (!snapshot) return workbench.refuse('OutOfRange', `there is no snapshot ${number}`);
  return snapshot;
}

/** @param {Workbench} workbench @param {'train' | 'test'} split */
function imagesOf(workbench, split) {
  const dataset = workbench.datasets[split];
  if (!dataset || dataset.size === 0) {
    return workbench.refuse('NoDataset', `there are no ${split} images yet`);
  }
  return dataset;
}

/** Copies the present weights. @param {Workbench} workbench */
function takeSnapshot(workbench) {
  const { description, seed } = workbench.origin;
  const network = workbench.engine.createNetwork(description, { maxBatch: BATCH, seed });
  network.loadWeights(workbench.network.saveWeights());
  lastNumber += 1;
  snapshotsOf(workbench).set(lastNumber, { network });
  return { snapshot: lastNumber, testImages: workbench.datasets.test?.size ?? 0 };
}

/** @param {Workbench} workbench @param {{snapshot: number}} params */
function dropSnapshot(workbench, { snapshot }) {
  const { network, trainer, dataset } = find(workbench, snapshot);
  for (const handle of [trainer, dataset, network]) handle?.dispose();
  snapshotsOf(workbench).delete(snapshot);
}

/** The copy's weights become those of the network. @param {Workbench} workbench @param {{snapshot: number}} params */
const adoptSnapshot = (workbench, { snapshot }) =>
  workbench.loadWeights(find(workbench, snapshot).network.saveWeights());

/** @param {Workbench} workbench @param {JudgeParams} params */
function moved(workbench, { first, count, degrees = 0, right = 0, down = 0 }) {
  const test = imagesOf(workbench, 'test');
  const labels = Uint8Array.from({ length: count }, (_, i) => test.at(first + i).label);
  const still = degrees === 0 && right === 0 && down === 0;
  return { labels, images: still ? null : test.placed(first, count, degrees, right, down) };
}

/**
 * What the copy says about test images, moved or not.
 *
 * @param {Workbench} workbench
 * @param {JudgeParams} params
 * @returns {Judged}
 */
function judge(workbench, params) {
  const { network } = find(workbench, params.snapshot);
  const { labels, images } = moved(workbench, params);
  if (!images) {
    return judgeImages(workbench, network, imagesOf(workbench, 'test'), params.first, labels);
  }
  const { input, classes } = network.info;
  const shape = { shape: input, classes, expected: labels.length };
  const dataset = workbench.engine.createDataset(shape);
  try {
    dataset.appendInputs(images, labels);
    return judgeImages(workbench, network, dataset, 0, labels);
  } finally {
    dataset.dispose();
  }
}

/**
 * @param {Workbench} workbench
 * @param {Network} network
 * @param {Dataset} dataset
 * @param {number} first
 * @param {Uint8Array<ArrayBuffer>} labels
 * @returns {Judged}
 */
function judgeImages({ engine }, network, dataset, first, labels) {
  const count = labels.length;
  const predictions = new Uint8Array(count);
  const confidences = new Float32Array(count);
  const { maxBatch, outputs } = network.info;
  let loss = 0;
  for (let done = 0; done < count; done += maxBatch) {
    const part = Math.min(maxBatch, count - done);
    loss += engine.evaluate(network, dataset, first + done, part).loss;
    const rows = network.probabilities(part);
    for (let n = 0; n < part; ++n) {
      const [at, share] = strongest(rows.subarray(n * outputs, (n + 1) * outputs));
      predictions[done + n] = at;
      confidences[done + n] = share;
    }
  }
  const losses = Float32Array.from(labels, (label, n) =>
    predictions[n] === label ? 0 : engine.evaluate(network, dataset, first + n, 1).loss,
  );
  return { labels, predictions, confidences, losses, loss };
}

/** Which class, and how sure; a single output says yes or no. @param {Float32Array} row @returns {[number, number]} */
function strongest(row) {
  if (row.length === 1) return row[0] > 0.5 ? [1, row[0]] : [0, 1 - row[0]];
  let best = 0;
  for (let c = 1; c < row.length; ++c) if (row[c] > row[best]) best = c;
  return [best, row[best]];
}

/** A test image as `judge` sees it. @param {Workbench} workbench @param {{index: number, degrees: number, right: number, down: number}} params */
const placedImage = (workbench, { index, degrees, right, down }) =>
  imagesOf(workbench, 'test').placed(index, 1, degrees, right, down);

/**
 * Gets the copy ready to learn some images, each seen several times, between images from the
 * training set that keep the old knowledge alive.
 *
 * @param {Workbench} workbench
 * @param {FineTuningParams} params
 */
function prepareFineTuning(workbench, { snapshot, images, labels, repeat, replay, options }) {
  const own = find(workbench, snapshot);
  const train = imagesOf(workbench, 'train');
  const old = Math.min(replay, train.size);
  const { network } = own;
  const { input, classes } = network.info;
  const expected = labels.length * repeat + old;
  own.dataset = workbench.engine.createDataset({ shape: input, classes, expected });
  for (let n = 0; n < repeat; ++n) own.dataset.appendInputs(images, labels);
  for (let n = 0; n < old; ++n) {
    const { image, label } = train.at(Math.floor((n * train.size) / old));
    own.dataset.appendInputs(image, Uint8Array.of(label));
  }
  own.dataset.close();
  own.trainer = workbench.engine.createTrainer(network, own.dataset, options);
}

/** @param {Workbench} workbench @param {{snapshot: number, steps: number}} params */
function fineTune(workbench, { snapshot, steps }) {
  const { trainer } = find(workbench, snapshot);
  if (!trainer) return workbench.refuse('InvalidState', 'fine-tuning was not prepared');
  for (let n = 0; n < steps; ++n) {
    const { status, reason } = trainer.step();
    if (status !== 'ok') return workbench.refuse('Diverged', reason ?? 'fine-tuning diverged');
  }
}

/** @type {{[C in keyof Judging]: (workbench: Workbench, params: any) => ReturnType<Judging[C]>}} */
export const judging = {
  takeSnapshot,
  dropSnapshot,
  adoptSnapshot,
  judge,
  placedImage,
  prepareFineTuning,
  fineTune,
};
