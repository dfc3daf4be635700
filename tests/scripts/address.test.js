import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { findFreePort, pageUrls, parsePort, resolveHost } from '../../scripts/lib/address.js';

test('a port is a whole number from 1 to 65535', () => {
  assert.equal(parsePort('1'), 1);
  assert.equal(parsePort('65535'), 65535);
  for (const bad of ['', '0', '65536', '-1', '80.5', '1e3', '0x50', 'abc', ' 80', '123456']) {
    assert.throws(() => parsePort(bad), { exitCode: 2, message: /--port expects a number/ }, bad);
  }
});

/**
 * Runs `work` while a port is taken.
 * @param {string} address
 * @param {(port: number) => Promise<void>} work
 */
async function whileTaken(address, work) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, address, () => resolve(undefined)));
  try {
    await work(/** @type {import('node:net').AddressInfo} */ (server.address()).port);
  } finally {
    server.close();
  }
}

test('a taken port means the next free one', () =>
  whileTaken('127.0.0.1', async (port) => {
    const found = await findFreePort('127.0.0.1', port);
    assert.ok(found > port && found < port + 20, `${found} for ${port}`);
  }));

test('a port that another program has on all addresses is taken', () =>
  whileTaken('0.0.0.0', async (port) => {
    assert.ok((await findFreePort('127.0.0.1', port)) > port);
  }));

test('a free port is taken as it is, and 0 stands for any', async () => {
  const any = await findFreePort('127.0.0.1', 0);
  assert.ok(any > 0);
  assert.equal(await findFreePort('127.0.0.1', any), any);
});

test('localhost is one definite address, and a foreign host is refused', async () => {
  assert.equal(await resolveHost('localhost'), '127.0.0.1');
  assert.equal(await resolveHost('0.0.0.0'), '0.0.0.0');
  // An address reserved for documentation, which no machine has.
  for (const bad of ['192.0.2.1', 'no such host', '']) {
    await assert.rejects(resolveHost(bad), { exitCode: 2, message: /cannot listen on/ }, bad);
  }
});

test('the printed addresses are those that a browser can open', () => {
  const own = (/** @type {string} */ address, /** @type {boolean} */ internal) => ({
    ...{ address, internal, family: /** @type {const} */ ('IPv4') },
    ...{ netmask: '', mac: '', cidr: null },
  });
  const interfaces = { lo: [own('127.0.0.1', true)], eth0: [own('192.0.2.7', false)] };
  assert.deepEqual(pageUrls('127.0.0.1', 4173, interfaces), ['http://localhost:4173/']);
  assert.deepEqual(pageUrls('0.0.0.0', 4173, interfaces), [
    'http://localhost:4173/',
    'http://192.0.2.7:4173/',
  ]);
  assert.deepEqual(pageUrls('192.0.2.7', 80, interfaces), ['http://192.0.2.7:80/']);
  assert.deepEqual(pageUrls('::1', 80, interfaces), ['http://[::1]:80/']);
});
