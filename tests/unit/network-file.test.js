import assert from 'node:assert/strict';
import { after, describe, mock, test } from 'node:test';
import { ConvscopeError, createNetwork, loadNetwork } from '../../web/module/index.js';
import { spoilt } from './support/mutations.js';

/** Files of networks that are cut, altered or made to do harm. */

const here = { worker: false };
/** @type {import('../../web/module/index.js').NetworkDescription} */
const description = {
  input: [1, 6, 6],
  layers: [
    { type: 'Conv2d', name: 'conv', out_channels: 2, kernel_size: 3 },
    { type: 'BatchNorm2d', name: 'norm' },
    { type: 'Flatten' },
    { type: 'Linear', name: 'fc', out_features: 3 },
  ],
};
const network = await createNetwork(description, here);
const file = await network.save();
after(() => network.dispose());

const PREFIX = 8;
const headerEnd = PREFIX + Number(new DataView(file.buffer).getBigUint64(0, true));
const header = JSON.parse(new TextDecoder().decode(file.subarray(PREFIX, headerEnd)));

/** The file with another header. @param {unknown} content @param {number} [claimed] bytes */
function withHeader(content, claimed) {
  const text = new TextEncoder().encode(
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  const result = new Uint8Array(PREFIX + text.length + file.length - headerEnd);
  new DataView(result.buffer).setBigUint64(0, BigInt(claimed ?? text.length), true);
  result.set(text, PREFIX);
  result.set(file.subarray(headerEnd), PREFIX + text.length);
  return result;
}

/** @param {Record<string, unknown>} metadata */
const withMetadata = (metadata) =>
  withHeader({ ...header, __metadata__: { ...header.__metadata__, ...metadata } });

/** @param {unknown} content */
const describedAs = (content) =>
  withMetadata({
    'convscope.network': typeof content === 'string' ? content : JSON.stringify(content),
  });

/** @param {unknown} error */
function assertTyped(error) {
  assert.ok(error instanceof ConvscopeError, String(/** @type {Error} */ (error)?.stack));
  assert.notEqual(error.code, 'Internal', error.message);
}

const ROUNDS = 300;

test('spoilt files end in a typed error or are read, and the network stays whole', async () => {
  const before = await network.predict(new Uint8Array(36));
  let refused = 0;
  for (const bad of spoilt(file, ROUNDS, 9)) {
    try {
      await network.load(bad);
      await network.load(file);
    } catch (error) {
      assertTyped(error);
      refused += 1;
    }
  }
  assert.ok(refused > ROUNDS / 2, `${refused} of ${ROUNDS} were refused`);
  assert.deepEqual(await network.predict(new Uint8Array(36)), before);
});

test('a file cut off anywhere is refused', async () => {
  for (let length = 0; length < file.length; length += 13) {
    await assert.rejects(network.load(file.slice(0, length)), { name: 'ConvscopeError' });
    await assert.rejects(loadNetwork(file.slice(0, length), here), { name: 'ConvscopeError' });
  }
});

/** @type {Record<string, [file: () => unknown, message: RegExp]>} */
const hostile = {
  'no file': [() => undefined, /expected a Uint8Array/],
  'a text': [() => 'convscope', /expected a Uint8Array/],
  'a buffer without a view': [() => file.buffer, /expected a Uint8Array/],
  'a byte too many': [() => Uint8Array.from([...file, 0]), /bytes of tensors as the header says/],
  'another version': [
    () => withMetadata({ convscope: '2' }),
    /expected a file of version 1, got 2/,
  ],
  'a version of megabytes': [
    () => withMetadata({ convscope: '9'.repeat(4e6) }),
    /version 1, got 9{20}$/,
  ],
  'a header beyond the file': [() => withHeader(header, 2 ** 52), /expected a header of at most/],
  'a header that is null': [() => withHeader('null'), /expected convscope.network/],
  'no description': [() => withMetadata({ 'convscope.network': 7 }), /expected convscope.network/],
  'a description that is no JSON': [() => describedAs('{'), /expected JSON/],
  'a description nested deeply': [
    () => describedAs('['.repeat(5e5) + ']'.repeat(5e5)),
    /expected JSON as convscope.network/,
  ],
  'a description that is null': [() => describedAs('null'), /expected a JSON object/],
  'a description of many layers': [
    () => describedAs({ input: [1], layers: new Array(1e5).fill({ type: 'ReLU' }) }),
    /1 to 256 layers/,
  ],
  'a description of terabytes': [
    () =>
      describedAs({
        input: [65536, 1, 1],
        layers: [{ type: 'Conv2d', out_channels: 65536, kernel_size: 1 }],
      }),
    /Network|Conv2d/,
  ],
  'weights of another network': [
    () => describedAs({ ...description, input: [1, 7, 7] }),
    /fc\.weight: expected shape/,
  ],
  'tensors that share bytes': [
    () => withHeader({ ...header, 'fc.weight2': header['fc.weight'] }),
    /expected tensors that do not overlap/,
  ],
  'numbers that are none': [
    () => {
      const bad = file.slice();
      bad.fill(255, headerEnd, headerEnd + 4);
      return bad;
    },
    /expected finite numbers/,
  ],
};

describe('hostile files end in a typed error at once', () => {
  for (const [name, [make, message]] of Object.entries(hostile)) {
    test(name, async () => {
      const bad = /** @type {Uint8Array} */ (make());
      const begun = performance.now();
      await assert.rejects(loadNetwork(bad, here), (error) => {
        assertTyped(error);
        assert.match(/** @type {Error} */ (error).message, message);
        return true;
      });
      assert.ok(performance.now() - begun < 2000);
    });
  }
});

const MIB = 2 ** 20;

/** A file that describes a network and has weights for next to nothing. @param {unknown[]} layers @param {number[]} input */
const claiming = (input, layers) => describedAs({ input, layers });

const flat = { type: 'Flatten' };
const pool = { type: 'AdaptiveAvgPool2d', output_size: 2 };

/** Each would take hundreds of megabytes. @type {Record<string, [file: Uint8Array, code: string, message: RegExp]>} */
const greedy = {
  'more weights than the file has room for': [
    claiming([65536], [{ type: 'Linear', out_features: 1000 }]),
    'InvalidCheckpoint',
    /expected at most \d{3} weights, as many as the file has room for, got 65537000/,
  ],
  'kernels that are larger than the file': [
    claiming([512, 3, 3], [{ type: 'Conv2d', out_channels: 4096, kernel_size: 3 }, pool, flat]),
    'InvalidCheckpoint',
    /expected at most \d{3} weights/,
  ],
  'an image of great extents': [
    claiming([1, 800, 800], [pool, flat]),
    'OutOfMemory',
    /expected at most 256 MiB/,
  ],
  'many layers of some size': [
    claiming([1, 64, 64], [...new Array(254).fill({ type: 'ReLU' }), pool, flat]),
    'OutOfMemory',
    /expected at most 256 MiB/,
  ],
  'padding that makes much of little': [
    claiming(
      [1, 1, 1],
      [{ type: 'Conv2d', out_channels: 64, kernel_size: 1, padding: 64 }, pool, flat],
    ),
    'OutOfMemory',
    /expected at most 256 MiB/,
  ],
};

describe('no memory is taken for a network that the file cannot fill', () => {
  for (const [name, [bad, code, message]] of Object.entries(greedy)) {
    test(name, async () => {
      const growing = mock.method(WebAssembly.Memory.prototype, 'grow');
      await assert.rejects(loadNetwork(bad, here), { name: 'ConvscopeError', code, message });
      growing.mock.restore();
      const pages = growing.mock.calls.reduce((sum, call) => sum + call.arguments[0], 0);
      assert.ok(pages * 65536 < 32 * MIB, `${pages} pages more`);
    });
  }
});

test('whoever loads a file says how much memory it may take', async () => {
  const large = await createNetwork({ input: [1, 800, 800], layers: [pool, flat] }, here);
  const saved = await large.save();
  const { arenaBytes } = large.describe();
  large.dispose();
  assert.ok(arenaBytes > 256 * MIB);
  await assert.rejects(loadNetwork(saved, here), { code: 'OutOfMemory' });
  const loaded = await loadNetwork(saved, { ...here, memoryLimit: arenaBytes });
  loaded.dispose();
  for (const memoryLimit of [-1, Number.NaN, /** @type {any} */ ('1')]) {
    await assert.rejects(loadNetwork(saved, { ...here, memoryLimit }), { code: 'InvalidOption' });
  }
});

test('an imported description and its weights go the same way', async () => {
  const again = await createNetwork(description, { ...here, weights: file, memoryLimit: MIB });
  assert.deepEqual(
    await again.predict(new Uint8Array(36)),
    await network.predict(new Uint8Array(36)),
  );
  again.dispose();
  const more = { input: [65536], layers: [{ type: 'Linear', out_features: 1000 }] };
  await assert.rejects(createNetwork(more, { ...here, weights: file }), {
    code: 'InvalidCheckpoint',
  });
});
