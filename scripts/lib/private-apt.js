import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findMirrors, readAptSources } from './apt-sources.js';
import { SetupError } from './errors.js';
import { failure, run, tryRun } from './run.js';
import { stage } from './stages.js';

/** @typedef {import('./prefix.js').Recipe} Recipe */

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * Downloads packages with a private apt state, so that the machine's own is left as it is; apt
 * checks the release's signature and the packages' hashes.
 * @param {Pick<Recipe, 'suite' | 'packages' | 'size'>} recipe
 * @param {string} state folder for apt's files
 * @param {string} log
 * @returns {Promise<string[]>} the package files
 */
export async function downloadPackages(recipe, state, log) {
  const mirrors = findMirrors(readAptSources(), ['bookworm', 'oldstable', 'stable']);
  if (mirrors.length === 0) {
    throw new SetupError('No Debian mirror with "bookworm main" was found in the apt sources.');
  }
  for (const part of ['lists/partial', 'cache/archives/partial', 'packages']) {
    await mkdir(join(state, part), { recursive: true });
  }
  await rm(log, { force: true });
  for (const [index, mirror] of mirrors.entries()) {
    await writeFile(join(state, 'debian.sources'), sourcesFile(mirror, recipe.suite));
    const update = await stage(`Reading the package list of Debian ${recipe.suite}`, () =>
      tryRun('apt-get', [...privateApt(state), 'update'], { log, append: true }),
    );
    if (update.code === 0) break;
    if (index === mirrors.length - 1) throw new SetupError(failure('apt-get update', update));
  }
  await stage(`Downloading ${recipe.packages.length} packages (${recipe.size})`, (note) =>
    fetchPackages(recipe, state, log, note),
  );
  const packages = join(state, 'packages');
  return (await readdir(packages)).map((file) => join(packages, file));
}

/**
 * @param {string} mirror
 * @param {string} suite
 */
function sourcesFile(mirror, suite) {
  return `Types: deb\nURIs: ${mirror}\nSuites: ${suite}\nComponents: main\nSigned-By: ${keyring}\n`;
}

/** @param {string} state */
function privateApt(state) {
  const settings = {
    'Dir::Etc::sourcelist': join(state, 'debian.sources'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State::lists': join(state, 'lists'),
    'Dir::Cache': join(state, 'cache'),
    'APT::Default-Release': '',
    'APT::Sandbox::User': '',
    'APT::Update::Error-Mode': 'any',
    'Acquire::Retries': '3',
    'Acquire::Languages': 'none',
  };
  return ['-q', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

/**
 * @param {Pick<Recipe, 'packages'>} recipe
 * @param {string} state
 * @param {string} log
 * @param {(detail: string) => void} note
 */
async function fetchPackages(recipe, state, log, note) {
  const cwd = join(state, 'packages');
  const progress = setInterval(async () => {
    note(`${((await folderSize(cwd)) / 1e6).toFixed(0)} MB so far`);
  }, 2_000);
  try {
    const args = [...privateApt(state), 'download', ...recipe.packages];
    await run('apt-get', args, { cwd, log, append: true, what: 'Downloading packages' });
  } finally {
    clearInterval(progress);
  }
}

/** @param {string} folder */
async function folderSize(folder) {
  const entries = await readdir(folder, { recursive: true });
  const sizes = entries.map((entry) =>
    stat(join(folder, entry)).then(
      (found) => found.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
