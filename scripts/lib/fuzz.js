import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTargets, sanitizedBuild, sanitizerEnv } from './engine.js';
import { filesBelow } from './files.js';
import { inRepo } from './paths.js';
import { failure, tryRun } from './run.js';

/** @typedef {import('./checks.js').Check} Check */
/** @typedef {import('./toolchain.js').Toolchain} Toolchain */

const minute = 60_000;
const seconds = 8;

/** What hostile input is tried on. @type {Check[]} */
export const fuzzers = ['description', 'checkpoint'].map((subject) => ({
  name: `${subject} for ${seconds} s`,
  run: (tools) => fuzz(tools, subject),
}));

/**
 * Runs a fuzzer over its corpus and, from there, over inputs of its own.
 * @param {Toolchain} tools
 * @param {string} subject
 */
async function fuzz(tools, subject) {
  const build = sanitizedBuild(tools);
  const target = `convscope_${subject}_fuzzer`;
  await makeTargets(build, [target]);
  // What it finds goes into the first folder that it is given, which keeps the repository clean.
  const found = await mkdtemp(join(tmpdir(), 'convscope-fuzz-'));
  try {
    const args = [...fuzzerOptions(`${found}/`), found, inRepo('tests', 'fuzz', 'corpus', subject)];
    const options = { name: `test-fuzz-${subject}`, env: sanitizerEnv(), timeout: 3 * minute };
    const result = await tryRun(join(build.folder, target), args, options);
    if (result.code === 0) return null;
    return `${failure(target, result)}\n\n${await culprits(found)}`;
  } finally {
    await rm(found, { recursive: true, force: true });
  }
}

/** @param {string} artifacts where an input that breaks the engine is written to */
const fuzzerOptions = (artifacts) => [
  `-artifact_prefix=${artifacts}`,
  `-dict=${inRepo('tests', 'fuzz', 'json.dict')}`,
  `-max_total_time=${seconds}`,
  '-timeout=10',
  '-rss_limit_mb=2048',
  '-seed=1',
];

/**
 * @param {string} folder
 * @returns {Promise<string>} the inputs that broke the engine, as text and to be decoded again
 */
async function culprits(folder) {
  const files = await filesBelow(folder, (path) => /^(crash|timeout|oom|leak)-/.test(path));
  const inputs = await Promise.all(files.map((file) => readFile(file)));
  const both = (/** @type {Buffer} */ input) =>
    `Input: ${JSON.stringify(input.toString('latin1'))}\n\nbase64: ${input.toString('base64')}`;
  return inputs.map(both).join('\n\n');
}
