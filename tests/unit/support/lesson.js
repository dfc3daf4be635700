import { relative } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inRepo } from '../../../scripts/lib/paths.js';
import { labEngine, Networks } from '../../../web/app/lessons/kit/engine.js';
import { runTorch } from './torch.js';

/** The engine of the labs, and what the programs of the lessons print. */

const engine = await labEngine();

export const networks = new Networks(engine);

after(() => networks.dispose());

/**
 * Runs the PyTorch program of a lesson.
 *
 * @param {string} lesson `import.meta.url` of its test
 * @returns {Promise<any[]>} each line of its output, read as JSON
 */
export async function printedBy(lesson) {
  const program = fileURLToPath(new URL('in_pytorch.py', lesson));
  const output = await runTorch(relative(inRepo('tests', 'unit', 'torch'), program));
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Rows of rows of numbers. @param {{height: number, width: number, data: ArrayLike<number>}} grid */
export const rowsOf = ({ height, width, data }) =>
  Array.from({ length: height }, (_, y) => Array.from(data).slice(y * width, (y + 1) * width));
