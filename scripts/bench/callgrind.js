/** Which instructions a program executes and how many numbers they work on, by Valgrind. */

/**
 * @typedef {object} Count
 * @property {number} instructions
 * @property {number} operations sums, differences, products, quotients, roots, maxima and comparisons
 *   of floating-point numbers; an instruction for a vector makes one for each of its lanes
 */

const arithmetic = /^(?:add|sub|mul|div|sqrt|max|min|cmp\w*?)(ps|pd|ss|sd)$/;

/** @type {Record<string, number>} */
const lanes = { ps: 4, pd: 2, ss: 1, sd: 1 };

/** @param {string} mnemonic of an instruction of SSE */
function operationsIn(mnemonic) {
  const kind = arithmetic.exec(mnemonic)?.[1];
  return kind === undefined ? 0 : lanes[kind];
}

/**
 * @param {string} listing what `objdump -d --no-show-raw-insn` prints
 * @returns {Map<number, number>} how many operations the instruction at an address makes
 */
export function operationsByAddress(listing) {
  const pattern = /^\s+([0-9a-f]+):\s+(\S+)/gm;
  const found = [...listing.matchAll(pattern)].map(
    ([, address, mnemonic]) =>
      /** @type {[number, number]} */ ([Number.parseInt(address, 16), operationsIn(mnemonic)]),
  );
  return new Map(found.filter(([, operations]) => operations > 0));
}

/**
 * Adds up a profile that callgrind wrote with --dump-instr=yes.
 *
 * @param {string} profile
 * @param {string} program of whose instructions the operations are known
 * @param {Map<number, number>} operations by address
 * @returns {Count}
 */
export function countOf(profile, program, operations) {
  const count = { instructions: 0, operations: 0 };
  for (const { object, address, times } of costsIn(profile)) {
    count.instructions += times;
    if (object === program) count.operations += times * (operations.get(address) ?? 0);
  }
  return count;
}

/**
 * The instructions in a profile: lines of an address, which may be relative to the one before, a
 * source line and how often it was executed. Behind a line "calls=" comes what a callee took, which
 * has lines of its own, so that one only moves the address.
 * Source: "Callgrind Profile Format" in Valgrind's manual.
 *
 * @param {string} profile
 */
function* costsIn(profile) {
  const objectOf = objectReader();
  let object = '';
  let address = 0;
  let ofCallee = false;
  for (const line of profile.split('\n')) {
    object = objectOf(line) ?? object;
    const [, at, times] = /^(0x[0-9a-f]+|[+-]\d+|\*) \S+ (\d+)$/.exec(line) ?? [];
    if (at) address = addressAt(at, address);
    if (at && !ofCallee) yield { object, address, times: Number(times) };
    ofCallee = line.startsWith('calls=');
  }
}

/** Names stand only where an object is mentioned first, as one that is in turn or that is called. */
function objectReader() {
  /** @type {Map<string, string>} */
  const names = new Map();
  /** @param {string} line */
  return (line) => {
    const [, called, id, name] = /^(c?)ob=\((\d+)\)(?: (.*))?$/.exec(line) ?? [];
    if (name) names.set(id, name);
    return id && !called ? names.get(id) : undefined;
  };
}

/** @param {string} text @param {number} last */
function addressAt(text, last) {
  if (text === '*') return last;
  return text.startsWith('0x') ? Number(text) : last + Number(text);
}
