/** Names for layers, from those of a model's nodes and constants. */

/** @typedef {import('./node.js').Node} Node */

const MOST_LENGTH = 56;

/**
 * PyTorch calls nodes by the path of their module, "/block/block.0/Conv" for block.0.
 *
 * @param {string} name
 */
function modulePath(name) {
  let path = '';
  for (const part of name.split('/').slice(1, -1)) {
    if (part.startsWith(`${path}.`)) path = part;
    else path = path ? `${path}.${part}` : part;
  }
  return path;
}

/** @param {Node} node */
function proposal({ name, inputs, opType }) {
  const weight = inputs.find((input) => /.\.weight$/.test(input));
  if (weight) return weight.slice(0, -'.weight'.length);
  if (name.startsWith('/')) return modulePath(name) || name.slice(1);
  return name || opType;
}

/** Gives names out, each once. */
export class LayerNames {
  /** "input" is the network's own. */
  #taken = new Set(['input']);

  /** @param {Node} node @returns {string} made of letters, digits, _ and - */
  next(node) {
    const clean = proposal(node)
      .replace(/[^A-Za-z0-9_-]+/g, '_')
      .replace(/^_+|_+$/g, '');
    const stem = clean.slice(0, MOST_LENGTH) || node.opType.toLowerCase().slice(0, MOST_LENGTH);
    return this.unique(stem);
  }

  /** @param {string} stem */
  unique(stem) {
    let name = stem;
    for (let count = 2; this.#taken.has(name); ++count) name = `${stem}_${count}`;
    this.#taken.add(name);
    return name;
  }
}
