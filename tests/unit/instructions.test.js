import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

/**
 * A guard of speed that needs no clock: how many vector instructions of each kind are in the
 * builds. It notices when the relaxed build loses its fused multiply-adds or a kernel its vectors.
 */

/** Opcodes of SIMD instructions, in LEB128 behind their prefix. */
const opcodes = {
  multiply: [0xfd, 0xe6, 0x01],
  add: [0xfd, 0xe4, 0x01],
  fused: [0xfd, 0x85, 0x02],
};

/**
 * The bytes can also be part of a number, but only about once in sixteen million bytes.
 *
 * @param {Uint8Array} code
 * @param {number[]} wanted
 */
function countOf(code, [prefix, ...rest]) {
  let count = 0;
  for (let at = code.indexOf(prefix); at >= 0; at = code.indexOf(prefix, at + 1)) {
    if (rest.every((byte, i) => code[at + 1 + i] === byte)) count += 1;
  }
  return count;
}

/** @param {string[]} names of the files of a build */
async function instructionsIn(...names) {
  const home = new URL('../../web/module/wasm/', import.meta.url);
  const files = names.map((name) => readFile(new URL(`${name}.wasm`, home)));
  const code = Buffer.concat(await Promise.all(files));
  const [multiply, add, fused] = [opcodes.multiply, opcodes.add, opcodes.fused].map((opcode) =>
    countOf(code, opcode),
  );
  return { multiply, add, fused };
}

test('the relaxed build fuses what the plain one multiplies and adds, and only it does', async () => {
  const plain = await instructionsIn('convscope', 'convscope-training');
  const relaxed = await instructionsIn('convscope-relaxed', 'convscope-relaxed-training');
  assert.equal(plain.fused, 0);
  assert.ok(relaxed.fused >= 100, `${relaxed.fused} fused multiply-adds`);
  // Each of them stands for a multiplication and an addition, give or take what was inlined.
  const ratio = (relaxed.fused + relaxed.multiply) / plain.multiply;
  assert.ok(ratio > 0.9 && ratio < 1.1, `${ratio} times as many products`);
});

test('with threads the kernels are the same', async () => {
  for (const [one, several] of [
    ['convscope', 'convscope-threads'],
    ['convscope-relaxed', 'convscope-relaxed-threads'],
  ]) {
    const threads = await instructionsIn(several);
    assert.deepEqual(threads, await instructionsIn(one, `${one}-training`));
  }
});
