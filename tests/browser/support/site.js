import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A plain file server for the built page that can be told to misbehave, and that can leave out the
 * isolation headers or serve the page in a sub-folder, as hosts of static files do.
 */

const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * What happens to a file on its way: another body, another status, a cut connection after some
 * bytes, or nothing.
 * @typedef {{body?: Buffer, status?: number, cutAfter?: number} | undefined} Mishap
 * @typedef {(name: string, body: Buffer) => Mishap | Promise<Mishap>} Fault
 *
 * @typedef {object} Site
 * @property {string} url of the page
 * @property {{fault: Fault}} control set `fault` at any time
 * @property {string[]} requests paths in the order of their arrival
 * @property {() => Promise<void>} close
 */

/** @param {string} path of the address @param {string} prefix */
function fileOf(path, prefix) {
  if (!path.startsWith(prefix)) return null;
  const name = decodeURIComponent(path.slice(prefix.length)) || 'index.html';
  const file = normalize(join(dist, name));
  return file.startsWith(dist.replace(/\/$/, sep)) ? file : null;
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {string} file
 * @param {Buffer} body
 * @param {{headers: Record<string, string>, mishap: Mishap}} options
 */
function answer(response, file, body, { headers, mishap = {} }) {
  const sent = mishap.body ?? body;
  response.writeHead(mishap.status ?? 200, {
    ...headers,
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Length': sent.length,
    'Cache-Control': 'no-store',
  });
  if (mishap.cutAfter === undefined) response.end(sent);
  else response.write(sent.subarray(0, mishap.cutAfter), () => response.destroy());
}

/**
 * Serves the built page on a free port.
 * @param {{isolated?: boolean, folder?: string}} [options] `folder` such as `/a/b/`
 * @returns {Promise<Site>}
 */
export async function serveSite({ isolated = true, folder = '/' } = {}) {
  if (!existsSync(join(dist, 'index.html'))) {
    throw new Error('dist/ holds no page: run "npm run build" first');
  }
  /** @type {{fault: Fault}} */
  const control = { fault: () => undefined };
  /** @type {string[]} */
  const requests = [];
  const headers = isolated ? isolation : {};
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    requests.push(pathname);
    const file = fileOf(pathname, folder);
    if (!file || !existsSync(file)) {
      response.writeHead(404, headers).end();
      return;
    }
    const body = await readFile(file);
    const mishap = await control.fault(pathname.slice(folder.length), body);
    answer(response, file, body, { headers, mishap });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}${folder}`,
    control,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
