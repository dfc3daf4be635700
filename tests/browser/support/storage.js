/**
 * What the page has kept in the browser for the next visit.
 * @typedef {import('playwright-core').Page} Page
 */

/** The step of the saved network, or null without one. @param {Page} page @returns {Promise<number | null>} */
export function savedStep(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('convscope-networks');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          if (!database.objectStoreNames.contains('networks')) {
            database.close();
            resolve(null);
            return;
          }
          const reading = database.transaction('networks').objectStore('networks').get('current');
          reading.onsuccess = () => {
            database.close();
            resolve(reading.result?.step ?? null);
          };
        };
      }),
  );
}

/** Waits until the network of this step is kept. @param {Page} page @param {number} step */
export async function waitForSaved(page, step) {
  const deadline = performance.now() + 20_000;
  while ((await savedStep(page)) !== step) {
    if (performance.now() > deadline) throw new Error(`step ${step} was not saved`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/**
 * Changes the saved network.
 * @param {Page} page
 * @param {Record<string, unknown>} patch
 */
export function patchSaved(page, patch) {
  return page.evaluate(
    (changes) =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('convscope-networks');
        opening.onsuccess = () => {
          const database = opening.result;
          const transaction = database.transaction('networks', 'readwrite');
          const store = transaction.objectStore('networks');
          const reading = store.get('current');
          reading.onsuccess = () => store.put({ ...reading.result, ...changes }, 'current');
          transaction.oncomplete = () => {
            database.close();
            resolve(undefined);
          };
          transaction.onerror = () => reject(transaction.error);
        };
      }),
    patch,
  );
}
