import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainingPart } from '../../scripts/lib/training-part.js';
import { functionsOf, readable } from '../../scripts/lib/wasm-functions.js';

/** A module as Binaryen prints it; `predict` is exported, and the table has a place for `learn`. */
const text = (/** @type {string} */ predicts) => `(module
 (type $0 (func))
 (elem $0 (i32.const 1) $net::forward\\28int\\29 $net::backward\\28int\\29)
 (export "predict" (func $predict))
 (func $predict
  (call $${predicts})
 )
 (func $net::forward\\28int\\29 (param $0 i32)
  (if
   (local.get $0)
   (then
    (call $shared)
   )
  )
 )
 (func $net::backward\\28int\\29 (param $0 i32)
  (call $shared)
  (call $only\\20here)
  (drop
   (ref.func $address)
  )
 )
 (func $shared
 )
 (func $only\\20here
 )
 (func $address
 )
)`;

test('what training alone calls goes with it, and what both call stays', () => {
  const functions = functionsOf(text('net::forward\\28int\\29'));
  assert.deepEqual(trainingPart(functions).map(readable), [
    'net::backward(int)',
    'only here',
    'address',
  ]);
});

test('a core that calls the training part is an error', () => {
  const functions = functionsOf(text('net::backward\\28int\\29'));
  assert.throws(() => trainingPart(functions), {
    message: "the core's predict calls the training part's net::backward(int)",
  });
});
