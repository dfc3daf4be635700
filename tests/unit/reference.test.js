import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import * as convscope from '../../web/module/index.js';
import { bandImage } from './support/data.js';

/** The reference of the module: complete, and its examples run. */

const reference = await readFile(new URL('../../web/module/API.md', import.meta.url), 'utf8');
const sections = reference.split(/^#{3,5} (?=\S+\(\)$)/m).slice(1);

/** @param {string} section */
const exampleIn = (section) => /```js\n([\s\S]*?)```/.exec(section)?.[1];

/** What examples of methods take for granted. @type {import('convscope').NetworkDescription} */
const description = {
  input: [1, 8, 8],
  layers: [
    { type: 'Conv2d', name: 'conv1', out_channels: 2, kernel_size: 3, padding: 1 },
    { type: 'ReLU', name: 'relu1' },
    { type: 'MaxPool2d', name: 'pool1', kernel_size: 2 },
    { type: 'Flatten' },
    { type: 'Linear', out_features: 4 },
  ],
};

const bands = Array.from({ length: 40 }, (_, i) => bandImage(i, { size: 8, classes: 4 }));
const given = {
  images: Uint8Array.from(bands.flatMap(({ image }) => [...image])),
  labels: bands.map(({ label }) => label),
};

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;

/** @param {string} code @param {{images: Uint8Array, labels: number[]}} [data] */
async function execute(code, data = given) {
  const network = await convscope.createNetwork(description, { worker: false });
  const scope = { ...convscope, ...data, network, console: { log: () => undefined } };
  const body = code.replace(/import (\{[^}]*\}) from 'convscope';/, '');
  const names = /** @type {(keyof typeof scope)[]} */ (Object.keys(scope));
  // In a block of its own the example may use the same names.
  const run = new AsyncFunction(...names, `{ ${body} }`);
  try {
    await run(...names.map((name) => scope[name]));
  } finally {
    network.dispose();
  }
}

describe('examples', () => {
  for (const section of sections) {
    const code = exampleIn(section);
    const name = section.slice(0, section.indexOf('\n'));
    if (code) test(name, () => execute(code));
  }
});

test('the example of the README', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const data = { images: new Uint8Array(8 * 784), labels: [0, 1, 2, 3, 4, 5, 6, 7] };
  await execute(exampleIn(readme) ?? 'throw new Error("there is none")', data);
});

test('everything that is exported has its section, and every call of a network an example', () => {
  for (const name of Object.keys(convscope)) {
    assert.match(reference, new RegExp(`^### ${name}(\\(\\))?$`, 'm'));
  }
  const methods = Object.getOwnPropertyNames(convscope.ConvNetwork.prototype);
  const needNone = ['constructor', 'description', 'variant', 'load', 'dispose'];
  const makers = ['createNetwork', 'loadNetwork', 'loadPretrained', 'createSession', 'loadEngine'];
  for (const name of [...methods, ...makers].filter((method) => !needNone.includes(method))) {
    const section = sections.find((text) => text.startsWith(`${name}()\n`));
    assert.ok(section && exampleIn(section), name);
  }
});
