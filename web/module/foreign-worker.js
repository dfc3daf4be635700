/** Workers whose script comes from another origin, as when the module is taken from a CDN. */

/** @typedef {{address: string, options?: WorkerOptions}} WorkerRequest */

/**
 * What `create` asks of `Worker`, without making one. The address stands in `create` alone, in the
 * form that bundlers look for; so it is read off by standing in for `Worker` during the call.
 *
 * @param {() => unknown} create
 * @returns {WorkerRequest}
 */
export function requestOf(create) {
  const present = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  /** @type {WorkerRequest} */
  let request = { address: '' };
  function Recorder(/** @type {URL} */ url, /** @type {WorkerOptions} */ options) {
    request = { address: String(url), options };
  }
  Object.defineProperty(globalThis, 'Worker', { value: Recorder, configurable: true });
  try {
    create();
  } finally {
    if (present) Object.defineProperty(globalThis, 'Worker', present);
    else Reflect.deleteProperty(globalThis, 'Worker');
  }
  return request;
}

/** @param {string} address */
function isForeign(address) {
  const { protocol, origin } = new URL(address, globalThis.location?.href);
  return protocol.startsWith('http') && origin !== globalThis.location?.origin;
}

/**
 * A worker of this origin that does nothing but import the script from where it is; the server must
 * allow that (CORS), as CDNs do.
 *
 * @param {WorkerRequest} request
 */
function createFromBlob({ address, options }) {
  const source = `import ${JSON.stringify(address)};`;
  const place = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    return new Worker(place, options);
  } finally {
    URL.revokeObjectURL(place);
  }
}

/**
 * Browsers refuse worker scripts of other origins.
 *
 * @param {() => Worker} create calls `new Worker` with the script's address
 * @returns {Worker}
 */
export function createWherever(create) {
  const request = requestOf(create);
  return isForeign(request.address) ? createFromBlob(request) : create();
}
