/** A host of static files. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * @param {string} root
 * @param {{headers?: Record<string, string>, prefix?: string}} [options] `prefix` is the folder
 *   that the files seem to lie in, such as `/a/b/`
 */
export async function serveFolder(root, { headers = {}, prefix = '/' } = {}) {
  /** @type {string[]} */
  const requests = [];
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    requests.push(path);
    const name = path.startsWith(prefix) ? path.slice(prefix.length) || 'index.html' : '';
    const body = name ? await readFile(join(root, name)).catch(() => null) : null;
    const type = types[extname(name)] ?? 'application/octet-stream';
    response.writeHead(body ? 200 : 404, { ...headers, 'Content-Type': type });
    response.end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
