import { inRepo } from '../lib/paths.js';
import { ensureInstalled } from '../lib/side-install.js';

/** Installs the other engines as they are locked beside this file. */
export const ensurePeers = () =>
  ensureInstalled(inRepo('scripts', 'bench', 'peers'), {
    name: 'bench-peers',
    title: 'the engines to compare with',
  });
