/** The worker in which everything is measured, apart from the page and its drawing. */

import { measureAll } from './measure.js';

self.onmessage = async ({ data: { options, dataUrl } }) => {
  try {
    const result = await measureAll(options, dataUrl, (progress) => self.postMessage({ progress }));
    self.postMessage({ result });
  } catch (error) {
    self.postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
};
