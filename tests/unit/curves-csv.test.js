import assert from 'node:assert/strict';
import { test } from 'node:test';
import { curvesCsv } from '../../web/app/share/curves-csv.js';

test('one line for each point, and names with commas and quotes in quotes', () => {
  const curves = {
    train: { steps: [1, 2], loss: [2.5, 1e-7], accuracy: [0.1, 0.25] },
    test: { steps: [2], loss: [2], accuracy: [0.3] },
  };
  const empty = { steps: [], loss: [], accuracy: [] };
  assert.equal(
    curvesCsv([
      { name: 'wide, "fast"', curves },
      { name: '二', curves: { train: empty, test: curves.test } },
    ]),
    [
      'run,images,step,loss,accuracy',
      '"wide, ""fast""",train,1,2.5,0.1',
      '"wide, ""fast""",train,2,1e-7,0.25',
      '"wide, ""fast""",test,2,2,0.3',
      '二,test,2,2,0.3',
      '',
    ].join('\r\n'),
  );
});
