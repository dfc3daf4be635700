import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../scripts/lib/run.js';
import { createProject } from './support/project.js';

/** The packed module in Node: for use there, and imported by a page that a server renders. */

/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;
before(async () => {
  project = await createProject('node');
});
after(() => project.remove());

/** @param {string} script */
async function outputOf(script) {
  const options = { name: 'consumer-node', what: script, cwd: project.root };
  const { output } = await run(process.execPath, [join(project.root, script)], options);
  return JSON.parse(output);
}

test('trains and predicts in a worker and in the calling thread, and ends by itself', async () => {
  const { outcomes, shape } = await outputOf('train-here.js');
  const [inWorker, here] = outcomes.map((/** @type {any} */ { step, right }) => [step, right]);
  assert.deepEqual(inWorker, [12, 64]);
  assert.deepEqual(here, [12, 64]);
  assert.deepEqual(shape, [2, 10]);
});

test('a server that renders a page can import everything', async () => {
  const [names, elements] = await outputOf('render.js');
  for (const name of ['createNetwork', 'loadNetwork', 'loadPretrained', 'ConvscopeError']) {
    assert.ok(names.includes(name), name);
  }
  assert.ok(elements.includes('ConvDigitPad'));
});
