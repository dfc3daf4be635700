import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from './errors.js';
import { failure, tryRun, which } from './run.js';
import { say, stage } from './stages.js';

/**
 * Something that must be on the machine: a package, which need not be installed when the command
 * or file that it brings is there already.
 * @typedef {object} Requirement
 * @property {string} package
 * @property {string} [command]
 * @property {string} [file]
 */

const lockWaitSeconds = 900;
const locked = /^E: (?:Could not get lock|Unable to (?:acquire|lock))/m;
const dpkgInterrupted = /dpkg was interrupted/;
const brokenDependencies = /--fix-broken install|Unmet dependencies/i;

/**
 * @param {Requirement[]} requirements
 * @returns {string[]} the packages that are needed and not there
 */
export function missingPackages(requirements) {
  const unmet = requirements.filter(
    (one) => !(one.command && which(one.command)) && !(one.file && existsSync(one.file)),
  );
  const installed = installedPackages(unmet.map((one) => one.package));
  return unmet.map((one) => one.package).filter((name) => !installed.has(name));
}

/**
 * @param {string[]} names
 * @returns {Set<string>}
 */
function installedPackages(names) {
  if (names.length === 0) return new Set();
  // biome-ignore lint/suspicious/noTemplateCurlyInString: placeholders of dpkg-query
  const format = '${Package} ${db:Status-Status}\n';
  const query = spawnSync('dpkg-query', ['-W', '-f', format, ...names], { encoding: 'utf8' });
  const lines = (query.stdout ?? '').split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(lines.map((line) => line.split(' ')[0]));
}

/**
 * Installs what is missing, as root or through sudo.
 * @param {Requirement[]} requirements
 * @param {string} purpose
 */
export async function ensurePackages(requirements, purpose) {
  const packages = missingPackages(requirements);
  if (packages.length === 0) return;
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  const prefix = rootPrefix(`apt-get ${install.join(' ')}`);
  await stage(`Installing for ${purpose}: ${packages.join(' ')}`, async (note) => {
    if (!haveCandidates(packages)) await apt(prefix, ['update'], note);
    const first = await aptOnce(prefix, install, note);
    if (first.code === 0) return;
    // Package lists that are too old name files that the mirror no longer has.
    await apt(prefix, ['update'], note);
    await apt(prefix, install, note);
  });
  const left = missingPackages(requirements);
  if (left.length > 0) throw new SetupError(`apt did not install: ${left.join(' ')}`);
}

/**
 * @param {string} command what the user would have to run without root or sudo
 * @returns {string[]}
 */
function rootPrefix(command) {
  if (process.getuid?.() === 0) return [];
  const sudo = which('sudo');
  if (sudo) return [sudo];
  throw new SetupError(`Root is needed to install packages. Run this as root, then again:

  ${command}`);
}

/** @param {string[]} packages */
function haveCandidates(packages) {
  const policy = spawnSync('apt-cache', ['policy', ...packages], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const candidates = (policy.stdout ?? '').match(/^ {2}Candidate: (?!\(none\)).+$/gm) ?? [];
  return candidates.length >= packages.length;
}

/**
 * @param {string[]} prefix
 * @param {string[]} args
 * @param {Note} note
 */
async function apt(prefix, args, note) {
  const result = await aptOnce(prefix, args, note);
  if (result.code !== 0) throw new SetupError(failure(`apt-get ${args[0]}`, result));
}

/**
 * Runs apt-get; waits while another process holds its locks, and repairs what a killed one left.
 * @param {string[]} prefix
 * @param {string[]} args
 * @param {Note} note
 */
async function aptOnce(prefix, args, note) {
  const deadline = Date.now() + lockWaitSeconds * 1000;
  const repairs = new Set([dpkgInterrupted, brokenDependencies]);
  for (;;) {
    const result = await asRoot(prefix, ['apt-get', ...aptOptions, ...args], note);
    if (result.code === 0) return result;
    if (locked.test(result.output) && Date.now() < deadline) {
      await sleep(3000);
    } else if (repairs.has(dpkgInterrupted) && dpkgInterrupted.test(result.output)) {
      repairs.delete(dpkgInterrupted);
      say('An installation was interrupted before; finishing it first');
      await asRoot(prefix, ['dpkg', '--configure', '-a'], note);
    } else if (repairs.has(brokenDependencies) && brokenDependencies.test(result.output)) {
      repairs.delete(brokenDependencies);
      say('Packages were left half installed; repairing them first');
      await asRoot(prefix, ['apt-get', ...aptOptions, 'install', '-y', '--fix-broken'], note);
    } else {
      return result;
    }
  }
}

const aptOptions = [
  '-q',
  '-o',
  `DPkg::Lock::Timeout=${lockWaitSeconds}`,
  '-o',
  'Acquire::Retries=3',
  '-o',
  'APT::Update::Error-Mode=any',
];

/** @typedef {(detail: string) => void} Note tells what is being done just now */

/**
 * @param {string[]} prefix
 * @param {string[]} command
 * @param {Note} note
 */
function asRoot(prefix, command, note) {
  const settings = ['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C'];
  const [program, ...args] = [...prefix, ...settings, ...command];
  return tryRun(program, args, {
    name: 'apt',
    append: true,
    onLine(line) {
      if (/^(Get:|Unpacking|Setting up)/.test(line)) note(line);
      if (/Waiting for cache lock/.test(line) || locked.test(line)) sayWaiting(line.trim());
    },
  });
}

let saidWaiting = false;

/** @param {string} line */
function sayWaiting(line) {
  if (!saidWaiting) say(`Waiting for another package manager to finish (${line})`);
  saidWaiting = true;
}
