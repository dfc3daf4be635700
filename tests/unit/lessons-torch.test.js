import { pathToFileURL } from 'node:url';
import { filesBelow } from '../../scripts/lib/files.js';
import { inRepo } from '../../scripts/lib/paths.js';

/** The programs of the lessons, run with PyTorch: the tests lie in the folders of the lessons. */

const folder = inRepo('web', 'app', 'lessons');
for (const file of await filesBelow(folder, (path) => path.endsWith('torch.test.js'))) {
  await import(pathToFileURL(file).href);
}
