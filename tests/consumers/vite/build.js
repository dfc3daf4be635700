import { build } from 'vite';

/** @param {string} root */
export default (root) =>
  build({
    root,
    configFile: false,
    base: './',
    logLevel: 'warn',
    build: { outDir: 'out', target: 'es2022' },
  });
