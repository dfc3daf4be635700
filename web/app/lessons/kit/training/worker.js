/** Trains for the labs, one plan after another. The page ends it to stop what it is at. */

import { loadEngine } from 'convscope';
import { train } from './experiment.js';
import { loadImages } from './images.js';

/** @typedef {import('./messages.js').Request} Request */

/** Reports that come faster than this are not seen by anybody. */
const REPORT_MS = 50;

const engine = loadEngine();

/** @param {Request} request */
async function run({ id, plan, dataUrl }) {
  const images = await loadImages(dataUrl, plan);
  const training = train(await engine, plan, images);
  let told = -REPORT_MS;
  for (let next = training.next(); ; next = training.next()) {
    if (next.done) {
      postMessage({ id, outcome: next.value });
      return;
    }
    const now = performance.now();
    const isLast = next.value.step === plan.steps;
    if (now - told < REPORT_MS && !isLast && next.value.step > 1) continue;
    told = now;
    postMessage({ id, report: next.value });
  }
}

let last = Promise.resolve();

addEventListener('message', (/** @type {MessageEvent<Request>} */ { data }) => {
  last = last
    .then(() => run(data))
    .catch((error) => postMessage({ id: data.id, error: String(error.message ?? error) }));
});
