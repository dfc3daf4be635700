// A classic worker, not a module: some engines are scripts that importScripts() must load.

/** @type {Promise<typeof import('./harness.js')>} */
const harness = import('./harness.js');

self.onmessage = async ({ data: { call, method, args } }) => {
  try {
    const value = await (await harness).answer(method, args);
    self.postMessage({ call, value });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    self.postMessage({ call, problem });
  }
};
