import assert from 'node:assert/strict';
import { test } from 'node:test';
import { term } from '../../web/app/lessons/kit/term.js';
import { html } from '../../web/app/lessons/kit/text.js';

const NO_BREAK = '\u00a0';

test('a size does not break over lines, also where its source does', () => {
  const { strings } = html`From 28 × 28 to 2 ×
    2; times ${1} × 3.`;
  assert.equal(
    strings[0],
    'From 28 × 28 to 2 × 2; times '.replaceAll(' × ', `${NO_BREAK}×${NO_BREAK}`),
  );
  assert.equal(strings[1], ' × 3.');
});

test('the same template is recognised again', () => {
  const size = (/** @type {number} */ count) => html`${count} kernels of 3 × 3`;
  assert.equal(size(1).strings, size(2).strings);
});

test('in Chinese text the English name of a term stands in brackets, for there are no spaces', () => {
  const told = (/** @type {import('lit').TemplateResult} */ { strings }) =>
    strings.join('*').replaceAll(/<[^>]+>/g, '');
  assert.equal(told(term('池化', 'pooling')), '*（*）');
  assert.equal(told(term('pooling', '池化')), '* *');
});
