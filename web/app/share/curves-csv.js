/** The curves of runs as a table that every program reads: one line for each point. */

/** @typedef {import('convscope/elements').Curves} Curves */

const HEAD = ['run', 'images', 'step', 'loss', 'accuracy'];

/**
 * @param {{name: string, curves: Curves}[]} runs
 * @returns {string} as RFC 4180 has it
 */
export function curvesCsv(runs) {
  const lines = runs.flatMap(({ name, curves }) =>
    /** @type {const} */ (['train', 'test']).flatMap((images) => {
      const { steps, loss, accuracy } = curves[images];
      return steps.map((step, i) => [name, images, step, loss[i], accuracy[i]]);
    }),
  );
  return [HEAD, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** @param {string | number} value */
function cell(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
