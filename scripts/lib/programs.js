import { which } from './run.js';

/**
 * Programs that go by several names, the preferred one first.
 * @type {Record<'native' | 'checks' | 'browser' | 'format', { names: string[], wanted: string }>}
 */
export const programs = {
  native: { names: ['clang++-19', 'clang++'], wanted: 'Clang 16 or newer (clang++)' },
  checks: { names: ['clang-tidy-19', 'clang-tidy'], wanted: 'clang-tidy and clang-format 19' },
  format: { names: ['clang-format-19', 'clang-format'], wanted: 'clang-format 19' },
  browser: {
    names: [
      'chromium',
      'google-chrome',
      'google-chrome-stable',
      'chromium-browser',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    wanted: 'Chromium or Chrome',
  },
};

/**
 * @param {keyof typeof programs} kind
 * @returns {string} where the program is, or its usual name where it was not found
 */
export function program(kind) {
  const { names } = programs[kind];
  return findProgram(kind) ?? names[0];
}

/** @param {keyof typeof programs} kind */
export const hasProgram = (kind) => findProgram(kind) !== null;

/** @param {keyof typeof programs} kind */
function findProgram(kind) {
  for (const name of programs[kind].names) {
    const file = which(name);
    if (file) return file;
  }
  return null;
}
