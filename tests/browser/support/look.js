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

/** Values of layers, as the view chooses them. @typedef {{layer: number, unit: number}[]} Chosen */

/** For each value, the pixels that it depends on, as the view marks them. @param {Page} page @param {Chosen} chosen */
export const fieldsOf = (page, chosen) =>
  page.evaluate(async (all) => {
    const { observer } = /** @type {any} */ (document.querySelector('look-view'));
    const fields = [];
    for (const one of all) {
      observer.choose(one);
      while (observer.answer?.at !== one) await new Promise(requestAnimationFrame);
      const marks = observer.marksOf(-1);
      fields.push(Array.from(marks.keys(), Number).filter((pixel) => marks[pixel] === 1));
    }
    return fields;
  }, chosen);

/**
 * For each value, the pixels that move it when they are pushed: far, for a pooling to notice, and a
 * little, both ways.
 *
 * @param {Page} page
 * @param {Chosen} chosen
 */
export const moversOf = (page, chosen) =>
  page.evaluate(async (all) => {
    const { playground } = /** @type {any} */ (document.querySelector('look-view'));
    const { engine, state } = playground;
    const still = Float32Array.from(state.reading.image, (value) => Number(value) / 255);
    const pushes = Array.from(still.keys()).flatMap((pixel) =>
      [-4000, 4000, -3, 3].map((by) => ({ pixel, by })),
    );
    const every = engine.info.layers.map((/** @type {{index: number}} */ { index }) => index);
    const movers = all.map(() => new Set());
    for (let first = 0; first < pushes.length; first += 49) {
      const part = pushes.slice(first, first + 49);
      const inputs = new Float32Array(still.length * (part.length + 1));
      inputs.set(still);
      part.forEach(({ pixel, by }, i) => {
        inputs.set(still, (i + 1) * still.length);
        inputs[(i + 1) * still.length + pixel] += by;
      });
      const layers = await engine.request('activations', { inputs, layers: every });
      all.forEach(({ layer, unit }, n) => {
        const { data } = layers[layer];
        const size = data.length / (part.length + 1);
        part.forEach(({ pixel }, i) => {
          if (data[(i + 1) * size + unit] !== data[unit]) movers[n].add(pixel);
        });
      });
    }
    return movers.map((pixels) => [...pixels].sort((a, b) => a - b));
  }, chosen);
