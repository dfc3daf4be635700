import assert from 'node:assert/strict';
import test from 'node:test';
import {
  ConvscopeError,
  fromRecord,
  guard,
  isFatal,
  toConvscopeError,
  toRecord,
  WorkerError,
} from '../../web/module/errors.js';

test('an error keeps its code and layer across threads', () => {
  const error = new ConvscopeError('InvalidOption', 'Conv2d(conv1): expected kernel_size >= 1');
  const copy = fromRecord(structuredClone(toRecord(error)));
  assert.ok(copy instanceof ConvscopeError);
  assert.equal(copy.code, 'InvalidOption');
  assert.equal(copy.message, error.message);
  assert.equal(copy.layer, 'conv1');
});

test('a lost worker is told from other errors, and is a ConvscopeError too', () => {
  const copy = fromRecord(toRecord(new WorkerError('WorkerLost', 'gone')));
  assert.ok(copy instanceof WorkerError);
  assert.ok(copy instanceof ConvscopeError);
  assert.equal(copy.name, 'WorkerError');
});

test('only messages about a layer name one', () => {
  assert.equal(new ConvscopeError('InvalidData', 'expected 3 (three): no').layer, undefined);
  assert.equal(new ConvscopeError('InvalidOption', 'Linear(fc): no').layer, 'fc');
});

test('an error has a cause only if something caused it', () => {
  const cause = new TypeError('oops');
  assert.equal(toConvscopeError(cause).cause, cause);
  assert.ok(!('cause' in new ConvscopeError('InvalidOption', 'no')));
  assert.ok(!('cause' in new ConvscopeError('InvalidOption', 'no', { layer: 'conv1' })));
});

test('whatever is thrown becomes a ConvscopeError', () => {
  const native = Object.assign(new Error('bad'), { name: 'ConvscopeError', code: 'InvalidData' });
  assert.equal(toConvscopeError(native).code, 'InvalidData');
  assert.equal(toConvscopeError(new TypeError('oops')).code, 'Internal');
  assert.equal(toConvscopeError('text').message, 'text');
  // A code of the system is not one of ours.
  const system = Object.assign(new Error('no file'), { code: 'ENOENT' });
  assert.equal(toConvscopeError(system).code, 'Internal');
});

test('a trap passes the guard as it is', () => {
  const trap = new WebAssembly.RuntimeError('unreachable');
  const throwing = () => {
    throw trap;
  };
  assert.ok(isFatal(trap));
  assert.throws(() => guard(throwing), trap);
  assert.ok(!isFatal(new ConvscopeError('InvalidData', 'x')));
});
