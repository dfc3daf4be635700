import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { DatasetLoader } from '../../web/module/data/dataset-loader.js';
import { DEFAULT_NET } from '../../web/module/data/download.js';
import { bandDataset } from './support/data.js';
import { memoryCache } from './support/memory-cache.js';
import { altered, cut, serve, stall, status } from './support/server.js';

/** @typedef {import('../../web/module/data/dataset-loader.js').DataProgress} DataProgress */

/** @type {import('../../web/module/data/download.js').Net} */
const NET = { ...DEFAULT_NET, retryDelaysMs: [1, 1], stallMs: 150 };

const { files, manifest } = bandDataset();
const server = await serve(files);
after(() => server.close());

beforeEach(() => {
  server.requests.length = 0;
  for (const name of files.keys()) server.spoil(name);
});

/** @param {Partial<import('../../web/module/data/dataset-loader.js').LoaderOptions>} [options] */
function setUp(options) {
  /** @type {string[]} */
  const taken = [];
  /** @type {DataProgress[]} */
  const progress = [];
  const cache = memoryCache();
  let closed = 0;
  const loader = new DatasetLoader({
    url: server.url,
    cache,
    net: NET,
    onProgress: (report) => progress.push(report),
    sink: {
      open: () => taken.push('open'),
      append: (part, images, labels) => {
        assert.equal(images.length, part.imageBytes);
        assert.equal(labels.length, part.labelBytes);
        taken.push(part.file);
      },
      close: () => {
        closed += 1;
      },
    },
    ...options,
  });
  return { loader, taken, progress, cache, closed: () => closed };
}

const ORDER = ['open', 'train-00.part', 'test-00.part', 'train-01.part', 'train-02.part'];

/** @param {Buffer} content */
function oneByteChanged(content) {
  const copy = Uint8Array.from(content);
  copy[copy.length >> 1] ^= 1;
  return copy;
}

describe('a good network', () => {
  test('parts arrive in the order of the manifest', async () => {
    const { loader, taken, closed } = setUp();
    await loader.load();
    assert.deepEqual(taken, ORDER);
    assert.equal(closed(), 1);
    assert.ok(loader.done);
  });

  test('progress only grows, and ends with all bytes and images', async () => {
    const { loader, progress } = setUp();
    await loader.load();
    const loaded = progress.map(({ loadedBytes }) => loadedBytes);
    assert.deepEqual(
      loaded,
      [...loaded].sort((a, b) => a - b),
    );
    const total = manifest.parts.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.deepEqual(progress.at(-1), {
      loadedBytes: total,
      totalBytes: total,
      trainImages: 120,
      testImages: 20,
      trainCount: 120,
      testCount: 20,
      fromCache: false,
      done: true,
    });
    assert.ok(progress.slice(0, -1).every(({ done }) => !done));
  });

  test('while the first part is slow the next ones are asked for, and still come after it', async () => {
    server.spoil('train-00.part', stall);
    const { loader, taken } = setUp();
    const loaded = loader.load();
    while (!server.requests.includes('train-02.part')) await setImmediate();
    assert.deepEqual(taken, ['open']);
    await loaded;
    assert.deepEqual(taken, ORDER);
  });

  test('loading again does nothing', async () => {
    const { loader, taken, closed } = setUp();
    await loader.load();
    await loader.load();
    assert.equal(taken.length, ORDER.length);
    assert.equal(closed(), 1);
  });

  test('a server that unpacks the files on the way is understood', async () => {
    for (const { file } of manifest.parts) server.spoil(file, altered(gunzipSync));
    const { loader, taken } = setUp();
    await loader.load();
    assert.deepEqual(taken, ORDER);
  });

  test('an address without a slash at its end is the same folder', async () => {
    const { loader, taken } = setUp({ url: server.url.slice(0, -1) });
    await loader.load();
    assert.deepEqual(taken, ORDER);
  });
});

describe('a bad network', () => {
  test('a passing fault is got over', async () => {
    server.spoil('train-00.part', status(503), cut);
    server.spoil('manifest.json', cut);
    const { loader, taken } = setUp();
    await loader.load();
    assert.deepEqual(taken, ORDER);
  });

  test('a connection that stalls is tried again', async () => {
    server.spoil('test-00.part', stall);
    const { loader, taken } = setUp();
    await loader.load();
    assert.deepEqual(taken, ORDER);
  });

  test('a missing file fails at once, with its address', async () => {
    server.spoil('test-00.part', status(404));
    const { loader, taken } = setUp();
    await assert.rejects(loader.load(), { code: 'DownloadFailed', message: /test-00\.part.*404/ });
    assert.deepEqual(taken, ORDER.slice(0, 2));
    assert.equal(server.requests.filter((name) => name === 'test-00.part').length, 1);
  });

  test('a network that stays away fails, and the next load goes on from there', async () => {
    server.spoil('train-01.part', cut, cut, cut);
    const { loader, taken, closed } = setUp();
    await assert.rejects(loader.load(), { code: 'DownloadFailed' });
    assert.deepEqual(taken, ORDER.slice(0, 3));
    assert.equal(closed(), 0);
    server.requests.length = 0;
    await loader.load();
    assert.deepEqual(taken, ORDER);
    assert.deepEqual(server.requests.sort(), ['train-01.part', 'train-02.part']);
  });

  test('no manifest, or one that is something else', async () => {
    server.spoil('manifest.json', status(404));
    await assert.rejects(setUp().loader.load(), { code: 'DownloadFailed' });
    server.spoil(
      'manifest.json',
      altered(() => Buffer.from('<html>')),
    );
    await assert.rejects(setUp().loader.load(), { code: 'InvalidData', message: /not JSON/ });
    const wrong = JSON.stringify({ ...manifest, trainCount: 119 });
    server.spoil(
      'manifest.json',
      altered(() => Buffer.from(wrong)),
    );
    await assert.rejects(setUp().loader.load(), { code: 'InvalidData', message: /not a list/ });
  });
});

describe('altered data', () => {
  test('a changed byte is noticed; the file is fetched anew', async () => {
    server.spoil('train-01.part', altered(oneByteChanged));
    const { loader, taken } = setUp();
    await loader.load();
    assert.deepEqual(taken, ORDER);
  });

  for (const [what, change, message] of /** @type {const} */ ([
    ['a changed byte', oneByteChanged, /altered: expected SHA-256 [0-9a-f]{64}, got/],
    ['a truncated file', (/** @type {Buffer} */ content) => content.subarray(0, -7), /incomplete/],
    ['an empty file', () => Buffer.alloc(0), /incomplete/],
    ['another file', () => files.get('manifest.json') ?? Buffer.alloc(1), /incomplete/],
  ])) {
    test(`${what} that stays is an error; what came before stays`, async () => {
      server.spoil('train-01.part', altered(change), altered(change));
      const { loader, taken, cache } = setUp();
      await assert.rejects(loader.load(), { code: 'InvalidData', message });
      assert.deepEqual(taken, ORDER.slice(0, 3));
      assert.equal(cache.entries.size, 3, 'the manifest and two good parts are kept');
      await loader.load();
      assert.deepEqual(taken, ORDER);
    });
  }

  test('what the engine refuses is not kept', async () => {
    const refusing = setUp();
    const { ConvscopeError } = await import('../../web/module/errors.js');
    const loader = new DatasetLoader({
      url: server.url,
      cache: refusing.cache,
      net: NET,
      onProgress: () => undefined,
      sink: {
        open: () => undefined,
        append: () => {
          throw new ConvscopeError('LabelOutOfRange', 'label 11');
        },
        close: () => undefined,
      },
    });
    await assert.rejects(loader.load(), { code: 'LabelOutOfRange' });
    assert.deepEqual([...refusing.cache.entries.keys()], [`${server.url}manifest.json`]);
  });
});

describe('the cache', () => {
  test('the second visit downloads the manifest only', async () => {
    const first = setUp();
    await first.loader.load();
    server.requests.length = 0;
    const second = setUp({ cache: first.cache });
    await second.loader.load();
    assert.deepEqual(second.taken, ORDER);
    assert.deepEqual(server.requests, ['manifest.json']);
    assert.equal(second.progress.at(-1)?.fromCache, true);
  });

  test('without a network the second visit works too', async () => {
    const first = setUp();
    await first.loader.load();
    const offline = setUp({
      cache: first.cache,
      net: { ...NET, fetch: () => Promise.reject(new TypeError('offline')) },
    });
    await offline.loader.load();
    assert.deepEqual(offline.taken, ORDER);
  });

  test('an altered part in the cache is dropped and fetched again', async () => {
    const first = setUp();
    await first.loader.load();
    const key = [...first.cache.entries.keys()].find((name) => name.includes(train1()));
    assert.ok(key);
    const kept = Buffer.from(/** @type {ArrayBuffer} */ (first.cache.entries.get(key)));
    first.cache.entries.set(key, oneByteChanged(kept).buffer);
    server.requests.length = 0;
    const second = setUp({ cache: first.cache });
    await second.loader.load();
    assert.deepEqual(second.taken, ORDER);
    assert.deepEqual(server.requests, ['manifest.json', 'train-01.part']);
    assert.deepEqual(Buffer.from(/** @type {ArrayBuffer} */ (first.cache.entries.get(key))), kept);
  });

  test('parts of an earlier edition are removed, others stay', async () => {
    const { loader, cache } = setUp();
    cache.entries.set('bands/old', new ArrayBuffer(1));
    cache.entries.set('other/old', new ArrayBuffer(1));
    await loader.load();
    assert.ok(!cache.entries.has('bands/old'));
    assert.ok(cache.entries.has('other/old'));
  });
});

describe('stopping', () => {
  test('stops between parts, and goes on later without loading twice', async () => {
    const controller = new AbortController();
    const { loader, taken } = setUp({
      onProgress: ({ trainImages }) => trainImages === 40 && controller.abort(),
    });
    await assert.rejects(loader.load(controller.signal), { code: 'Aborted' });
    assert.deepEqual(taken, ORDER.slice(0, 2));
    await loader.load();
    assert.deepEqual(taken, ORDER);
  });

  test('a signal that has fired stops what would go on', async () => {
    server.spoil('train-01.part', status(404));
    const { loader, taken } = setUp();
    await assert.rejects(loader.load(), { code: 'DownloadFailed' });
    await assert.rejects(loader.load(AbortSignal.abort()), { code: 'Aborted' });
    assert.deepEqual(taken, ORDER.slice(0, 3));
  });

  test('stops a download that hangs', async () => {
    server.spoil('train-00.part', stall);
    const controller = new AbortController();
    const { loader } = setUp({ net: { ...NET, stallMs: 60_000 } });
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(loader.load(controller.signal), { code: 'Aborted' });
  });
});

function train1() {
  return manifest.parts.find(({ file }) => file === 'train-01.part')?.sha256 ?? '';
}
