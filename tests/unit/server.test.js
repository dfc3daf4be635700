import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from '../../web/module/worker/server.js';
import { linearNetwork } from './support/networks.js';

async function setUp() {
  /** @type {any[]} */
  const sent = [];
  const server = new Server((message) => sent.push(message));
  await server.receive({ id: 1, session: 0, method: 'init', params: {} });
  assert.ok(sent[0].ok);
  sent.length = 0;
  return { server, sent };
}

test('requests before the set-up are refused', async () => {
  /** @type {any[]} */
  const sent = [];
  const server = new Server((message) => sent.push(message));
  await server.receive({ id: 7, session: 0, method: 'pause', params: {} });
  assert.equal(sent[0].id, 7);
  assert.equal(sent[0].error.code, 'InvalidState');
});

test('unknown methods are refused, also those that every object has', async () => {
  const { server, sent } = await setUp();
  for (const method of /** @type {any[]} */ (['fly', 'constructor', 'toString'])) {
    await server.receive({ id: 2, session: 0, method, params: {} });
    assert.equal(sent.at(-1).error.code, 'UnknownMethod');
  }
});

test('a request is answered within its turn, after its events', async () => {
  const { server, sent } = await setUp();
  const params = { description: linearNetwork, seed: 1 };
  const received = server.receive({ id: 2, session: 3, method: 'build', params });
  assert.deepEqual(
    sent.map(({ id, event }) => id ?? event),
    ['state', 'checkpoint', 2],
  );
  assert.ok(sent.every(({ session }) => session === 3));
  await received;
});

test('a trap in a handler asks for another worker instead of answering', async () => {
  const { server, sent } = await setUp();
  const params = {
    get description() {
      throw new WebAssembly.RuntimeError('unreachable');
    },
    seed: 1,
  };
  await server.receive({ id: 2, session: 1, method: 'build', params });
  assert.equal(sent.length, 1);
  assert.equal(sent[0].event, 'fatal');
  assert.equal(sent[0].data.message, 'unreachable');
});

test('results move their buffers, each once', async () => {
  /** @type {ArrayBuffer[][]} */
  const transfers = [];
  const server = new Server((_message, transfer) => transfers.push(transfer));
  await server.receive({ id: 1, session: 0, method: 'init', params: {} });
  const params = { description: linearNetwork, seed: 1 };
  await server.receive({ id: 2, session: 1, method: 'build', params });
  const image = new Uint8Array(64);
  await server.receive({ id: 3, session: 1, method: 'inspect', params: { image } });
  assert.equal(transfers.at(-1)?.length, 2);
});
