import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countOf, operationsByAddress } from '../../scripts/bench/callgrind.js';

const listing = `
program:     file format elf64-x86-64

Disassembly of section .text:

0000000000001100 <main>:
    1100:	movups (%rdi),%xmm0
    1103:	mulps  %xmm1,%xmm0
    1106:	addss  %xmm2,%xmm0
    110a:	cmpltpd %xmm2,%xmm0
    110f:	cmpl   $0x1,%eax
    1112:	subps  %xmm2,%xmm0
    1115:	addsubps %xmm2,%xmm0
`;

test('an instruction for a vector makes an operation in each lane, others none', () => {
  const operations = operationsByAddress(listing);
  assert.deepEqual(
    [...operations],
    [
      [0x1103, 4],
      [0x1106, 1],
      [0x110a, 2],
      [0x1112, 4],
    ],
  );
});

/** As callgrind writes it: names once, addresses relative to the last, inclusive costs of calls. */
const profile = `# callgrind format
positions: instr line
events: Ir

ob=(2) /usr/lib/libc.so
fn=(1) memset
0x1103 0 7
+3 12 1

ob=(5) /build/program
fn=(3) main
0x1100 0 10
+3 0 10
* 0 5
cob=(2)
cfn=(1)
calls=3 0x1103 0
* 0 8000
+15 0 2
-12 0 1
`;

test('a profile is added up without what callees took again', () => {
  const count = countOf(profile, '/build/program', operationsByAddress(listing));
  assert.equal(count.instructions, 7 + 1 + 10 + 10 + 5 + 2 + 1);
  // mulps 10 + 5 times, subps twice, addss once; libc's instruction at the same address does not count.
  assert.equal(count.operations, 4 * 15 + 4 * 2 + 1);
  assert.deepEqual(countOf('', '/build/program', new Map()), { instructions: 0, operations: 0 });
});
