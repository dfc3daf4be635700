import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { chooseVariant } from '../../web/module/engine/variant.js';

const relaxedMadd = [253, 133, 2];

/** Whether the bytes hold an instruction that only relaxed SIMD has. @param {Uint8Array} bytes */
const isRelaxed = (bytes) => Buffer.from(bytes).includes(Buffer.from(relaxedMadd));

/**
 * As much of a global object as is looked at.
 *
 * @param {{relaxed?: boolean, isolated?: boolean, cores?: number, worker?: boolean}} [place]
 */
const scopeOf = ({ relaxed = true, isolated = true, cores = 4, worker = true } = {}) => ({
  WebAssembly: {
    /** @param {Uint8Array} bytes */
    validate: (bytes) => relaxed || !isRelaxed(bytes),
  },
  SharedArrayBuffer: isolated ? SharedArrayBuffer : undefined,
  crossOriginIsolated: isolated,
  navigator: { hardwareConcurrency: cores },
  ...(worker ? { WorkerGlobalScope: class {} } : { document: {} }),
});

test('a worker takes all cores, up to eight, and relaxed SIMD', () => {
  const best = { relaxedSimd: true, threads: 4, fallback: null };
  assert.deepEqual(chooseVariant({}, scopeOf()), best);
  assert.equal(chooseVariant({}, scopeOf({ cores: 64 })).threads, 8);
  assert.equal(chooseVariant({}, scopeOf({ cores: 1 })).threads, 1);
});

test("a page's own thread works alone unless it is told otherwise", () => {
  const scope = scopeOf({ worker: false });
  assert.deepEqual(chooseVariant({}, scope), { relaxedSimd: true, threads: 1, fallback: null });
  assert.equal(chooseVariant({ threads: 3 }, scope).threads, 3);
});

test('the caller can do without either', () => {
  const plain = chooseVariant({ relaxedSimd: false, threads: 1 }, scopeOf());
  assert.deepEqual(plain, { relaxedSimd: false, threads: 1, fallback: null });
  assert.equal(chooseVariant({}, scopeOf({ relaxed: false })).relaxedSimd, false);
});

test('without isolation one thread works, and it is said what there could be', () => {
  for (const options of [{}, { threads: 4 }]) {
    const variant = chooseVariant(options, scopeOf({ isolated: false }));
    assert.equal(variant.threads, 1);
    assert.equal(variant.relaxedSimd, true);
    assert.equal(variant.fallback?.code, 'NotIsolated');
    assert.equal(variant.fallback?.threads, 4);
  }
  const single = chooseVariant({ threads: 1 }, scopeOf({ isolated: false }));
  assert.equal(single.fallback, null);
});

test('a number of threads that makes no sense is refused', () => {
  for (const threads of [0, -1, 1.5, 65, Number.NaN]) {
    assert.throws(() => chooseVariant({ threads }, scopeOf()), { code: 'InvalidOption' });
  }
});

test('Node works with one thread unless told otherwise, and its SIMD is probed rightly', async () => {
  const { threads, relaxedSimd, fallback } = chooseVariant();
  assert.equal(threads, 1);
  assert.equal(fallback, null);
  // The build that the probe stands for says itself whether it can run here.
  const wasm = new URL('../../web/module/wasm/convscope-relaxed.wasm', import.meta.url);
  assert.equal(relaxedSimd, WebAssembly.validate(await readFile(wasm)));
});
