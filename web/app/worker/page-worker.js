/** The page's worker: the module's, and parts that only this page needs, loaded at first use. */

import { extend } from 'convscope/worker';

extend({
  drafts: async () => (await import('./drafts.js')).drafts,
  judging: async () => (await import('./judging.js')).judging,
  phases: async () => (await import('./phases.js')).phases,
  past: async () => (await import('./past.js')).past,
  watching: async () => (await import('./watching.js')).watching,
  looking: async () => (await import('./looking.js')).looking,
});
