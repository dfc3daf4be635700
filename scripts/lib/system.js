import { readFileSync } from 'node:fs';

/**
 * @typedef {{ kind: 'debian', release: number } | { kind: 'other', name: string }} System
 */

/**
 * Tells which system this is, from os-release.
 * @param {string} text content of /etc/os-release, empty where there is none
 * @returns {System}
 */
export function parseSystem(text) {
  const fields = new Map();
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)="?(.*?)"?$/.exec(line.trim());
    if (match) fields.set(match[1], match[2]);
  }
  if (fields.get('ID') !== 'debian') {
    return { kind: 'other', name: fields.get('PRETTY_NAME') ?? process.platform };
  }
  // Debian testing and unstable carry no version number; they are newer than any release.
  return { kind: 'debian', release: Number(fields.get('VERSION_ID') ?? 99) };
}

/** @returns {System} */
export function thisSystem() {
  try {
    return parseSystem(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return parseSystem('');
  }
}
