import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { test } from 'node:test';
import { hashOfTraining } from '../support/determinism.js';
import { visit as openBrowser } from './support/browser.js';

/** @type {Record<string, string>} */
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

/** The module as it is, without a bundler, beside an empty page. */
async function serveModule() {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const file = new URL(`../../web${path}`, import.meta.url);
    const empty = path === '/' || path === '/favicon.ico';
    const body = empty ? '<!doctype html><title>module</title>' : await readFile(file);
    response.setHeader('Content-Type', types[extname(path)] ?? 'text/html');
    response.end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

test('100 training steps in Chromium give the weights of the native build, bit for bit', async () => {
  const plan = JSON.parse(await readFile(new URL('../determinism.json', import.meta.url), 'utf8'));
  const served = await serveModule();
  const visit = await openBrowser();
  try {
    await visit.page.goto(served.url);
    const hash = await visit.page.evaluate(
      async (/** @type {{source: string, plan: any}} */ { source, plan }) => {
        const address = '/module/index.js';
        const { loadEngine } = await import(address);
        const run = new Function(`return (${source})`)();
        return run(await loadEngine(), plan);
      },
      { source: hashOfTraining.toString(), plan },
    );
    assert.equal(hash, plan.hash);
  } finally {
    await visit.end();
    served.close();
  }
});
