import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One entry of apt's sources.
 * @typedef {object} AptSource
 * @property {string[]} types
 * @property {string[]} uris
 * @property {string[]} suites
 * @property {string[]} components
 */

/**
 * Parses the deb822 format of `*.sources` files.
 * @param {string} text
 * @returns {AptSource[]}
 */
export function parseDeb822(text) {
  const sources = [];
  const withoutComments = text.replace(/^#.*\n?/gm, '');
  for (const stanza of withoutComments.split(/\n\s*\n/)) {
    const fields = stanzaFields(stanza);
    if (fields.size === 0 || /^(no|false|off|0)$/i.test(fields.get('enabled') ?? '')) continue;
    const words = (/** @type {string} */ name) =>
      (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
    sources.push({
      types: words('types'),
      uris: words('uris'),
      suites: words('suites'),
      components: words('components'),
    });
  }
  return sources;
}

/**
 * @param {string} stanza
 * @returns {Map<string, string>} values by field name in lower case
 */
function stanzaFields(stanza) {
  const fields = new Map();
  let name = '';
  for (const line of stanza.split('\n')) {
    const start = /^([A-Za-z][\w-]*):(.*)$/.exec(line);
    if (start) {
      name = start[1].toLowerCase();
      fields.set(name, start[2].trim());
    } else if (/^\s+\S/.test(line) && name) {
      fields.set(name, `${fields.get(name)} ${line.trim()}`);
    }
  }
  return fields;
}

/**
 * Parses the one-line format of `sources.list`.
 * @param {string} text
 * @returns {AptSource[]}
 */
export function parseOneLine(text) {
  const sources = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/#.*/, '').trim();
    const match = /^(deb|deb-src)\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (!match) continue;
    sources.push({
      types: [match[1]],
      uris: [match[2]],
      suites: [match[3]],
      components: match[4].split(/\s+/).filter(Boolean),
    });
  }
  return sources;
}

/**
 * The mirrors that serve a release's `main` component, in the order of the sources.
 * @param {AptSource[]} sources
 * @param {string[]} suites accepted names of the release, best first
 * @returns {string[]}
 */
export function findMirrors(sources, suites) {
  for (const suite of suites) {
    const fitting = sources.filter(
      (source) =>
        source.types.includes('deb') &&
        source.suites.includes(suite) &&
        source.components.includes('main'),
    );
    const uris = fitting
      .flatMap((source) => source.uris)
      .filter((uri) => !/^(cdrom|file|copy):/.test(uri));
    if (uris.length > 0) return [...new Set(uris)];
  }
  return [];
}

/**
 * Reads all sources of the machine as apt does.
 * @param {string} [folder]
 * @returns {AptSource[]}
 */
export function readAptSources(folder = '/etc/apt') {
  const parts = listFolder(join(folder, 'sources.list.d')).sort();
  const sources = parseOneLine(readText(join(folder, 'sources.list')));
  for (const file of parts) {
    const text = readText(join(folder, 'sources.list.d', file));
    if (file.endsWith('.sources')) sources.push(...parseDeb822(text));
    if (file.endsWith('.list')) sources.push(...parseOneLine(text));
  }
  return sources;
}

/** @param {string} folder */
function listFolder(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
