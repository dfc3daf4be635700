/** Functions of a WebAssembly module that was linked with their names, from Binaryen's text of it. */

/**
 * @typedef {object} Functions
 * @property {Map<string, Set<string>>} calls what each function calls or takes the address of
 * @property {Set<string>} roots what can be called from outside or through the table
 */

/** As Binaryen writes a name: whatever is not a plain character as a number. @param {string} name */
export const readable = (name) =>
  name.replace(/\\([0-9a-f]{2})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));

/** @param {string} text @returns {Functions} names as Binaryen writes them */
export function functionsOf(text) {
  /** @type {Functions} */
  const functions = { calls: new Map(), roots: new Set() };
  let into = functions.roots;
  for (const line of text.split('\n')) {
    // The parts of a module are indented by one space, what is in them by more.
    const [, part] = /^ \((\w+)/.exec(line) ?? [];
    if (part) into = functions.roots;
    if (part === 'func') {
      into = new Set();
      functions.calls.set(/\$([^\s()]+)/.exec(line)?.[1] ?? '', into);
    } else if (!part || part === 'elem' || part === 'export' || part === 'start') {
      for (const [, name] of line.matchAll(mentions(part))) into.add(name);
    }
  }
  return functions;
}

/** @param {string | undefined} part */
const mentions = (part) => (part ? /\$([^\s()]+)/g : /(?:call|ref\.func) \$([^\s()]+)/g);
