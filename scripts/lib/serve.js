import { findFreePort } from './address.js';
import { inRepo } from './paths.js';

/**
 * A running server.
 * @typedef {object} Served
 * @property {string} url ends with a slash
 * @property {number} port
 * @property {() => Promise<void>} close
 */

/**
 * Serves the built page, or with `dev` the sources with hot replacement.
 * @param {{ address?: string, port: number, dev?: boolean }} options
 * @returns {Promise<Served>}
 */
export async function servePage({ address = '127.0.0.1', port, dev = false }) {
  const start = dev ? startDevelopment : startPreview;
  for (let from = port; ; from++) {
    from = await findFreePort(address, from);
    try {
      const close = await start(address, from);
      const host = address.includes(':') ? `[${address}]` : address;
      return { url: `http://${host}:${from}/`, port: from, close };
    } catch (error) {
      // Between the look and the start another program may have taken the port.
      if (!/already in use/.test(String(error))) throw error;
    }
  }
}

/**
 * @param {string} address
 * @param {number} port
 * @returns {Promise<() => Promise<void>>}
 */
async function startPreview(address, port) {
  const { preview } = await import('vite');
  const server = await preview({
    configFile: inRepo('vite.config.js'),
    logLevel: 'error',
    preview: { host: address, port, strictPort: true, allowedHosts: true },
  });
  return () => server.close();
}

/**
 * @param {string} address
 * @param {number} port
 * @returns {Promise<() => Promise<void>>}
 */
async function startDevelopment(address, port) {
  const { createServer } = await import('vite');
  const server = await createServer({
    configFile: inRepo('vite.config.js'),
    server: { host: address, port, strictPort: true },
  });
  await server.listen();
  return () => server.close();
}
