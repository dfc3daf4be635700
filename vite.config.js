import { fileURLToPath } from 'node:url';
import { createLogger, defineConfig } from 'vite';

/** @param {string} path relative to the repository */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// Threads in WebAssembly need SharedArrayBuffer, which browsers give only to isolated pages.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Emscripten's loaders import modules of Node, but only when they run in Node.
 * @param {string} message
 */
const isExpected = (message) =>
  /Module "(module|worker_threads)" has been externalized/.test(message);

const logger = createLogger('warn');
/** @type {typeof logger} */
const customLogger = {
  ...logger,
  warn: (message, options) => isExpected(message) || logger.warn(message, options),
};

/**
 * The data is compressed already; the preview server would do it again at each download.
 * @type {import('vite').Plugin}
 */
const dataAsItIs = {
  name: 'data-as-it-is',
  configurePreviewServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (request.url?.split('?')[0].endsWith('.part')) delete request.headers['accept-encoding'];
      next();
    });
  },
};

export default defineConfig({
  root: here('web/app'),
  base: './',
  customLogger,
  plugins: [dataAsItIs],
  resolve: {
    alias: [
      { find: /^convscope$/, replacement: here('web/module/index.js') },
      { find: /^convscope\/worker$/, replacement: here('web/module/worker.js') },
      { find: /^convscope\/interop$/, replacement: here('web/module/interop/index.js') },
      { find: /^convscope\/elements$/, replacement: here('web/module/elements/index.js') },
      { find: /^convscope\/interop$/, replacement: here('web/module/interop/index.js') },
    ],
  },
  worker: { format: 'es' },
  server: { headers: isolation, fs: { allow: [here('.')] } },
  preview: { headers: isolation },
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    rolldownOptions: {
      input: {
        index: here('web/app/index.html'),
        lessons: here('web/app/lessons.html'),
        benchmark: here('web/app/benchmark.html'),
      },
    },
  },
});
