import assert from 'node:assert/strict';
import test from 'node:test';
import { Heap } from '../../web/module/engine/heap.js';

/** @typedef {import('../../web/module/engine/heap.js').Descriptor} Descriptor */

const PAGE = 65536;

function setUp() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
  return { memory, heap: new Heap(() => memory.buffer) };
}

/** @param {Partial<Descriptor>} [changes] @returns {Descriptor} */
function descriptor(changes) {
  return { ptr: 64, length: 4, type: 'f32', shape: [4], ...changes };
}

test('copies do not change with the memory', () => {
  const { memory, heap } = setUp();
  new Float32Array(memory.buffer, 64, 4).set([1, 2, 3, 4]);
  const copy = heap.floats(descriptor());
  new Float32Array(memory.buffer, 64, 4).fill(0);
  assert.deepEqual([...copy], [1, 2, 3, 4]);
  assert.equal(copy.buffer.byteLength, 16);
});

test('a part of a buffer is copied', () => {
  const { memory, heap } = setUp();
  new Float32Array(memory.buffer, 64, 4).set([1, 2, 3, 4]);
  assert.deepEqual([...heap.floats(descriptor(), 1, 2)], [2, 3]);
  assert.throws(() => heap.floats(descriptor(), 3, 2), { code: 'OutOfBounds' });
  assert.throws(() => heap.floats(descriptor(), -1, 2), { code: 'OutOfBounds' });
});

test('the last bytes of the memory can be seen, one more cannot', () => {
  const { heap } = setUp();
  assert.equal(heap.floats(descriptor({ ptr: PAGE - 16 })).length, 4);
  assert.throws(() => heap.floats(descriptor({ ptr: PAGE - 12 })), { code: 'OutOfBounds' });
  assert.equal(heap.bytes(descriptor({ type: 'u8', ptr: PAGE - 4 })).length, 4);
  assert.throws(() => heap.bytes(descriptor({ type: 'u8', ptr: PAGE - 3 })), {
    code: 'OutOfBounds',
  });
});

test('nonsense is refused', () => {
  const { heap } = setUp();
  for (const changes of [
    { ptr: -4 },
    { ptr: 2 },
    { ptr: Number.NaN },
    { length: -1 },
    { length: 1.5 },
    { type: /** @type {any} */ ('f64') },
    { type: /** @type {const} */ ('u8') },
  ]) {
    assert.throws(() => heap.floats(descriptor(changes)), { code: 'OutOfBounds' });
  }
});

test('after growth the same descriptor sees the new memory', () => {
  const { memory, heap } = setUp();
  heap.write(descriptor(), [1, 2, 3, 4]);
  memory.grow(1);
  heap.write(descriptor({ ptr: PAGE + 64 }), [5, 6, 7, 8]);
  assert.deepEqual([...heap.floats(descriptor())], [1, 2, 3, 4]);
  assert.deepEqual([...heap.floats(descriptor({ ptr: PAGE + 64 }))], [5, 6, 7, 8]);
});

test('growth while a view is lent out is noticed', () => {
  const { memory, heap } = setUp();
  assert.equal(
    heap.withView(descriptor(), (view) => view.length),
    4,
  );
  assert.throws(() => heap.withView(descriptor(), () => memory.grow(1)), { code: 'MemoryGrown' });
});

test('a view writes through, and too many values are refused', () => {
  const { heap } = setUp();
  heap.withView(descriptor(), (view) => view.fill(7));
  assert.deepEqual([...heap.floats(descriptor())], [7, 7, 7, 7]);
  assert.throws(() => heap.write(descriptor(), [1, 2, 3, 4, 5]), { code: 'ShapeMismatch' });
});
