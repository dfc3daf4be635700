import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { SetupError } from './errors.js';

const highestPort = 65535;

/**
 * Reads a port as typed by the user.
 * @param {string} text
 * @returns {number}
 */
export function parsePort(text) {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= highestPort) return port;
  throw new SetupError(`--port expects a number from 1 to ${highestPort}, got "${text}".`, 2);
}

/**
 * The address to listen on for a host as typed by the user.
 * @param {string} host
 * @returns {Promise<string>}
 */
export async function resolveHost(host) {
  // A name may stand for two addresses, of which the server would take one and the browser another.
  if (host === 'localhost') return '127.0.0.1';
  const address = host === '' ? null : await lookup(host).catch(() => null);
  const result = address ? await tryListen(address.address, 0) : 'EADDRNOTAVAIL';
  if (address && result === null) return address.address;
  throw new SetupError(`--host: this machine cannot listen on "${host}".`, 2);
}

/**
 * The first port from `port` on that nobody listens on; any free one for 0.
 * @param {string} address
 * @param {number} port
 * @returns {Promise<number>}
 */
export async function findFreePort(address, port) {
  if (port === 0) return anyFreePort(address);
  for (let candidate = port; candidate <= highestPort; candidate++) {
    const problem = await portProblem(address, candidate);
    if (problem === null) return candidate;
    if (problem === 'EADDRINUSE') continue;
    if (problem !== 'EACCES') throw new SetupError(`Port ${candidate} cannot be used: ${problem}.`);
    throw new SetupError(`Port ${candidate} needs root; choose one from 1024 on.`, 2);
  }
  throw new SetupError(`No port from ${port} to ${highestPort} is free.`);
}

/**
 * @param {string} address
 * @returns {Promise<number>}
 */
function anyFreePort(address) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host: address, port: 0 }, () => {
      const found = /** @type {import('node:net').AddressInfo} */ (server.address()).port;
      server.close(() => resolve(found));
    });
  });
}

/**
 * @param {string} address
 * @param {number} port
 */
async function portProblem(address, port) {
  const problem = await tryListen(address, port);
  if (problem !== null || address !== '127.0.0.1') return problem;
  // A browser asks ::1 first for "localhost": another program there would answer instead of us.
  return (await tryListen('::1', port)) === 'EADDRINUSE' ? 'EADDRINUSE' : null;
}

/**
 * @param {string} address
 * @param {number} port
 * @returns {Promise<string | null>} the error's code, or null when it worked
 */
function tryListen(address, port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      resolve(error.code ?? error.message),
    );
    server.listen({ host: address, port, exclusive: true }, () => {
      server.close(() => resolve(null));
    });
  });
}

/**
 * The addresses under which a browser finds the server, the one on this machine first.
 * @param {string} address
 * @param {number} port
 * @param {ReturnType<typeof networkInterfaces>} [interfaces]
 * @returns {string[]}
 */
export function pageUrls(address, port, interfaces = networkInterfaces()) {
  const everywhere = address === '0.0.0.0' || address === '::';
  const urls = [];
  if (everywhere || address === '127.0.0.1') urls.push(`http://localhost:${port}/`);
  else urls.push(`http://${address.includes(':') ? `[${address}]` : address}:${port}/`);
  if (!everywhere) return urls;
  const own = Object.values(interfaces).flatMap((entries) => entries ?? []);
  const outside = own.filter((entry) => entry.family === 'IPv4' && !entry.internal);
  return [...urls, ...outside.map((entry) => `http://${entry.address}:${port}/`)];
}
