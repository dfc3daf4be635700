import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';

/** @type {Record<string, string>} */
const types = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.html': 'text/html' };

/** With these headers threads may share memory. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * The module as it is, without a bundler, beside an empty page.
 * @param {Record<string, string>} [headers]
 */
export async function serveModule(headers = {}) {
  const server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const file = new URL(`../../../web${path}`, import.meta.url);
    const empty = path === '/' || path === '/favicon.ico';
    const body = empty ? '<!doctype html><title>module</title>' : await readFile(file);
    response.writeHead(200, { ...headers, 'Content-Type': types[extname(path)] ?? 'text/html' });
    response.end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
