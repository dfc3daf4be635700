/** The same surface, in the build that has threads. */

export * from './convscope.js';
export { default } from './convscope.js';
