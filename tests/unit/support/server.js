/** A web server on this machine whose answers a test can spoil. */

import { createServer } from 'node:http';

/** @typedef {import('node:http').IncomingMessage} IncomingMessage */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/**
 * What to do instead of serving the file.
 *
 * @typedef {(content: Buffer, response: ServerResponse, request: IncomingMessage) => void} Fault
 */

/** @param {number} status @returns {Fault} */
export const status = (status) => (_content, response) => response.writeHead(status).end();

/** Cuts the connection in the middle. @type {Fault} */
export const cut = (content, response) => {
  response.writeHead(200, { 'Content-Length': content.length });
  response.write(content.subarray(0, content.length >> 1), () => response.destroy());
};

/** Sends half and then nothing any more. @type {Fault} */
export const stall = (content, response) => {
  response.writeHead(200, { 'Content-Length': content.length });
  response.write(content.subarray(0, content.length >> 1));
};

/** Sends something else. @param {(content: Buffer) => Uint8Array} change @returns {Fault} */
export const altered = (change) => (content, response) => response.end(change(content));

/**
 * @param {Map<string, Buffer>} files
 */
export async function serve(files) {
  /** @type {Map<string, Fault[]>} */
  const faults = new Map();
  /** @type {string[]} */
  const requests = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '').split('/').at(-1) ?? '');
    requests.push(name);
    const content = files.get(name);
    const fault = faults.get(name)?.shift();
    if (!content) response.writeHead(404).end();
    else if (fault) fault(content, response, request);
    else response.end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    /** Names of the files asked for, in order. */
    requests,
    /**
     * The next requests for a file meet these faults, one each.
     *
     * @param {string} name
     * @param {Fault[]} list
     */
    spoil: (name, ...list) => faults.set(name, list),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
