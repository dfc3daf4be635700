import assert from 'node:assert/strict';
import test from 'node:test';
import { checkSupport } from '../../web/module/support.js';

/** As much of a present-day browser as is looked at. */
function browser() {
  return {
    WebAssembly,
    MessageChannel,
    ReadableStream,
    DecompressionStream,
    Worker: class {
      /** @param {string} _url @param {{type?: string}} options */
      constructor(_url, options) {
        this.type = options.type;
      }
      terminate() {
        this.type = undefined;
      }
    },
  };
}

test('a browser with everything is supported', () => {
  assert.deepEqual(checkSupport(browser()), { ok: true, missing: [] });
});

test('each missing thing is named', () => {
  for (const name of /** @type {const} */ ([
    'WebAssembly',
    'MessageChannel',
    'DecompressionStream',
  ])) {
    const scope = { ...browser(), [name]: undefined };
    const { ok, missing } = checkSupport(scope);
    assert.equal(ok, false);
    assert.ok(missing.includes(name), `${name} in ${missing}`);
  }
});

test('a browser whose WebAssembly knows no SIMD is told apart', () => {
  const real = WebAssembly.validate;
  const popcnt = 98;
  const old = {
    ...browser(),
    WebAssembly: {
      /** @param {Uint8Array<ArrayBuffer>} bytes */
      validate: (bytes) => !bytes.includes(popcnt) && real(bytes),
    },
  };
  assert.deepEqual(checkSupport(old).missing, ['WebAssembly SIMD']);
});

test('workers that do not read their type are no module workers', () => {
  const scope = {
    ...browser(),
    Worker: class {
      terminate() {
        return undefined;
      }
    },
  };
  assert.deepEqual(checkSupport(scope).missing, ['module workers']);
  assert.deepEqual(checkSupport({ ...browser(), Worker: undefined }).missing, ['module workers']);
});
