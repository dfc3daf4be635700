import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { inRepo } from '../lib/paths.js';

/**
 * @typedef {object} Mount
 * @property {string} prefix of the address, from its slash to its slash
 * @property {string} folder
 */

/** Threads in WebAssembly need SharedArrayBuffer, which browsers give only to isolated pages. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Every visit is a first one. */
const UNCACHED = { 'Cache-Control': 'no-store' };

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.json', 'application/json'],
  ['.wasm', 'application/wasm'],
]);

/**
 * Serves folders to this machine only.
 *
 * @param {Mount[]} mounts
 * @param {{isolated?: boolean}} [options]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serveFolders(mounts, { isolated = true } = {}) {
  const headers = isolated ? { ...UNCACHED, ...isolation } : UNCACHED;
  const server = createServer(async (request, response) => {
    const file = findFile(mounts, request.url ?? '/');
    const found = file === null ? null : await stat(file).catch(() => null);
    if (file === null || !found?.isFile()) {
      response.writeHead(404, headers).end();
      return;
    }
    const type = types.get(extname(file)) ?? 'application/octet-stream';
    response.writeHead(200, {
      ...headers,
      'Content-Type': type,
      'Content-Length': found.size,
    });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/**
 * @param {Mount[]} mounts
 * @param {string} address as it was asked for
 * @returns {string | null} the file, if one of the folders may hold it
 */
export function findFile(mounts, address) {
  const { pathname } = new URL(address, 'http://localhost');
  const mount = mounts.find(({ prefix }) => pathname.startsWith(prefix));
  if (!mount) return null;
  const path = normalize(decodeURIComponent(pathname.slice(mount.prefix.length)));
  return path.startsWith('..') ? null : join(mount.folder, path);
}

/** @param {string} peers @param {string} assets @param {string} images @returns {Mount[]} */
export const benchMounts = (peers, assets, images) => [
  { prefix: '/web/module/', folder: inRepo('web', 'module') },
  { prefix: '/web/app/benchmark/', folder: inRepo('web', 'app', 'benchmark') },
  { prefix: '/scripts/bench/', folder: inRepo('scripts', 'bench') },
  { prefix: '/peers/', folder: peers },
  { prefix: '/assets/', folder: assets },
  { prefix: '/images/', folder: images },
];
