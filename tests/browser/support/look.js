/** What the tests of the view "Take apart" do there and read from it. */

/** @typedef {import('playwright-core').Page} Page */

/** Another network in the page, as its editor would build it. @param {Page} page @param {object} description */
export async function useNetwork(page, description) {
  await page.evaluate(async (wanted) => {
    const view = /** @type {any} */ (document.querySelector('look-view'));
    const { engine, store, input } = view.playground;
    const network = await engine.build(wanted, { seed: 9 });
    store.set({ network, description: wanted });
    input.refresh();
  }, description);
  const count = /** @type {{layers: object[]}} */ (description).layers.length;
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('look-maps').length === wanted,
    count + 1,
  );
}

/** Activations and parameters by the session itself, not by the view. @param {Page} page */
export const numbers = (page) =>
  page.evaluate(async () => {
    const { playground } = /** @type {any} */ (document.querySelector('look-view'));
    const { engine, state: shown } = playground;
    const { image } = shown.reading;
    const inspected = await engine.inspect({ image });
    const layers = [];
    for (const { layer, data } of inspected) {
      const tensors = await engine.parameters(layer);
      layers.push({
        data: Array.from(data),
        info: engine.info.layers[layer],
        tensors: Object.fromEntries(
          tensors.map((/** @type {any} */ tensor) => [tensor.name, Array.from(tensor.data)]),
        ),
      });
    }
    return { image: Array.from(image, (value) => Number(value) / 255), layers };
  });

/** Clicks a value of a map. @param {Page} page @param {number} layer @param {number} unit */
export async function clickValue(page, layer, unit) {
  const maps = page.locator(`look-maps[data-layer="${layer}"]`);
  await maps.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await page.waitForFunction(
    (index) =>
      /** @type {any} */ (document.querySelector(`look-maps[data-layer="${index}"]`)).layout,
    layer,
  );
  const at = await maps.evaluate((element, index) => {
    const view = /** @type {any} */ (element);
    const { left, top } = view.canvas.getBoundingClientRect();
    const corner = view.corner(index);
    const half = view.layout.scale / 2;
    return { x: left + corner.left + half, y: top + corner.top + half };
  }, unit);
  await page.mouse.click(at.x, at.y);
}

/** The value that the story is about, once it is this one. @param {Page} page @param {number} layer @param {number} unit */
export async function chosenValue(page, layer, unit) {
  await page.waitForFunction(
    ([at, index]) => {
      const story = /** @type {any} */ (document.querySelector('pixel-story'));
      return story?.answer?.at.layer === at && story.answer.at.unit === index;
    },
    [layer, unit],
  );
  return Number(await page.locator('pixel-story .result').getAttribute('data-value'));
}

/** All numbers of the step that is shown, as they stand there. @param {Page} page */
export const stepNumbers = (page) =>
  page
    .locator('pixel-story .step [data-number]')
    .evaluateAll((items) =>
      items.map((item) => Number(/** @type {HTMLElement} */ (item).dataset.number)),
    );

/** The values that a figure shows. @param {Page} page @param {string} heat */
export async function heatValues(page, heat) {
  const maps = page.locator(`look-maps[data-heat="${heat}"]`);
  await maps.waitFor();
  return maps.evaluate((element) => Array.from(/** @type {any} */ (element).data, Number));
}

/** The session's answer to a question. @param {Page} page @param {string} method @param {object} params @returns {Promise<any>} */
export const request = (page, method, params) =>
  page.evaluate(
    async ([name, values]) => {
      const { playground } = /** @type {any} */ (document.querySelector('look-view'));
      const { engine, state: shown } = playground;
      const own = /** @type {any} */ (values);
      const inputs = own.inputs ? Float32Array.from(own.inputs) : shown.reading.image;
      const plain = (/** @type {any} */ value) =>
        ArrayBuffer.isView(value) ? Array.from(/** @type {any} */ (value)) : value;
      const answer = await engine.request(name, { ...own, inputs });
      return JSON.parse(JSON.stringify(answer, (_, value) => plain(value)));
    },
    /** @type {[string, object]} */ ([method, params]),
  );
