import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { askDrafts } from '../../web/app/editor/ask-drafts.js';
import {
  added,
  moved,
  named,
  removed,
  renamed,
  withInputs,
  withOption,
} from '../../web/app/editor/description.js';
import { explain, refusedLayer } from '../../web/app/editor/explain.js';
import { History } from '../../web/app/editor/history.js';
import { readValue } from '../../web/app/editor/values.js';
import { isEdited } from '../../web/app/state/sound.js';
import { createSession } from '../../web/module/index.js';
import { layers as schemas } from '../../web/module/schemas.js';
import { createPageNodeWorker } from './support/workers.js';

/** The editor's own parts, and what the engine says about drafts. */

/** @typedef {import('../../web/app/editor/description.js').Description} Description */

/** @type {import('../../web/module/session/session.js').Session} */
let session;

before(async () => {
  session = await createSession({ createWorker: createPageNodeWorker });
});

after(() => session.dispose());

/** @type {Description} */
const small = {
  input: [1, 28, 28],
  layers: [
    { type: 'Conv2d', name: 'conv1', out_channels: 4, kernel_size: 5 },
    { type: 'ReLU', name: 'relu1' },
    { type: 'Flatten', name: 'flatten' },
    { type: 'Linear', name: 'fc', out_features: 10 },
  ],
};

const surroundings = { batch: 8, image: [1, 28, 28], classes: 10 };

/** @param {string} type */
const schema = (type) => schemas.find((each) => each.type === type) ?? assert.fail(type);

/** @param {Description} description */
const names = ({ layers }) => layers.map(({ name }) => name);

/** @param {Description} description */
const find = (description) => askDrafts(session, 'describe', { description, ...surroundings });

/** @param {Description} description */
async function refusal(description) {
  const found = await find(description);
  return found.refusal ?? assert.fail('the draft was accepted');
}

describe('changes of a description', () => {
  test('every type can be added anywhere, and gets what it needs', () => {
    for (const each of schemas) {
      const longer = added(small, 2, each);
      const { name, inputs, ...layer } = longer.layers[2];
      assert.ok(!names(small).includes(name), name);
      assert.match(String(name), /^[a-z]+\d+$/);
      if (each.inputs.min > 1) assert.deepEqual(inputs, ['conv1', 'relu1']);
      const missing = each.options.filter((option) => option.required && !(option.name in layer));
      assert.deepEqual(missing, []);
      assert.deepEqual(removed(longer, 2), small);
    }
  });

  test('what took a removed layer takes what it took', () => {
    const sum = withInputs(added(small, 2, schema('Add')), 2, ['relu1', 'conv1']);
    const without = removed(sum, 1);
    assert.deepEqual(without.layers[1].inputs, ['conv1', 'conv1']);
    assert.deepEqual(removed(without, 0).layers[0].inputs, ['input', 'input']);
  });

  test('a new name is known wherever the old one was', () => {
    const sum = added(small, 2, schema('Add'));
    assert.deepEqual(renamed(sum, 1, 'bend').layers[2].inputs, ['conv1', 'bend']);
  });

  test('layers change places, and the old description stays as it was', () => {
    const text = JSON.stringify(small);
    assert.deepEqual(names(moved(small, 0, 2)), ['relu1', 'flatten', 'conv1', 'fc']);
    assert.deepEqual(names(moved(small, 3, 0)), ['fc', 'conv1', 'relu1', 'flatten']);
    assert.equal(JSON.stringify(small), text);
  });

  test('an option with its usual value is not written down', () => {
    const stride = schema('Conv2d').options.find(({ name }) => name === 'stride');
    assert.ok(stride);
    const wide = withOption(small, 0, stride, [2, 2]);
    assert.deepEqual(wide.layers[0].stride, [2, 2]);
    assert.deepEqual(withOption(wide, 0, stride, 1), small);
  });

  test('layers without a name get one, unlike the others', () => {
    const nameless = [{ type: 'ReLU' }, { type: 'ReLU', name: 'relu1' }, { type: 'ReLU' }];
    const all = named({ input: [1, 28, 28], layers: nameless });
    assert.deepEqual(names(all), ['relu2', 'relu1', 'relu3']);
  });
});

describe('what is written in a field', () => {
  /** @type {(kind: any, more?: object) => any} */
  const option = (kind, more = {}) => ({ name: 'o', kind, required: false, ...more });

  const rows = /** @type {[any, string, object][]} */ ([
    [option('int'), ' 7 ', { value: 7 }],
    [option('int'), '7.5', { problem: 'integer' }],
    [option('int', { min: 1 }), '0', { problem: 'low' }],
    [option('int', { max: 9 }), '10', { problem: 'high' }],
    [option('float', { max: 1, maxExcluded: true }), '1', { problem: 'below' }],
    [option('float'), '1e-3', { value: 0.001 }],
    [option('float'), '', { problem: 'number' }],
    [option('float'), 'x', { problem: 'number' }],
    [option('pair'), '3', { value: 3 }],
    [option('pair'), '3, 5', { value: [3, 5] }],
    [option('pair'), '3×5', { value: [3, 5] }],
    [option('pair'), '[3，5]', { value: [3, 5] }],
    [option('pair'), '1 2 3', { problem: 'count' }],
    [option('pair', { max: 4 }), '3, 5', { problem: 'high' }],
    [option('padding'), 'Same', { value: 'same' }],
    [option('padding'), '1,2,3,4', { value: [1, 2, 3, 4] }],
    [option('padding'), '1,2,3', { problem: 'count' }],
    [option('list'), '', { value: [] }],
    [option('list'), '0.5, 2', { value: [0.5, 2] }],
  ]);
  for (const [each, text, expected] of rows) {
    test(`${each.kind} '${text}'`, () => assert.deepEqual(readValue(each, text), expected));
  }
});

describe('back and forth', () => {
  test('changes of the same thing within a moment are one', () => {
    let now = 0;
    const history = new History('a', () => now);
    history.push('b', 'width');
    now += 1000;
    history.push('c', 'width');
    now += 2000;
    history.push('d', 'width');
    history.push('e', 'height');
    assert.deepEqual(history.past, ['a', 'c', 'd']);
    history.undo();
    history.undo();
    assert.equal(history.present, 'c');
    history.redo();
    assert.equal(history.present, 'd');
    history.push('f');
    assert.equal(history.redo(), false);
    for (const expected of ['d', 'c', 'a']) {
      assert.ok(history.undo());
      assert.equal(history.present, expected);
    }
    assert.equal(history.undo(), false);
  });

  test('a history goes on from the entry that is still there', () => {
    const before = new History('a');
    for (const entry of ['b', 'c', 'd']) before.push(entry);
    before.undo();
    const same = (/** @type {string} */ a, /** @type {string} */ b) => a === b;
    const after = new History('c');
    after.restore(before.entries, same);
    assert.deepEqual([after.past, after.future], [['a', 'b'], ['d']]);
    const another = new History('x');
    another.restore(before.entries, same);
    assert.deepEqual(another.entries, ['x']);
  });
});

describe('what was kept of a history', () => {
  /** @param {number} index @param {Record<string, unknown>} changes to a layer */
  const changed = (index, changes) => ({
    ...small,
    layers: small.layers.with(index, { ...small.layers[index], ...changes }),
  });

  test('is what the editor can show, be it a network or not', () => {
    for (const sound of [
      small,
      { ...small, layers: [] },
      { ...small, loss: 'NoSuchLoss', init: 'xavier_normal' },
      { ...small, loss: { type: 'MSELoss', reduction: 'sum' } },
      changed(0, { kernel_size: [-3, 900], padding: 'same', bias: false }),
      changed(1, { inputs: ['conv1', 'nowhere'] }),
      changed(1, { type: 'NoSuchLayer' }),
    ]) {
      assert.ok(isEdited(sound), JSON.stringify(sound));
    }
  });

  test('is nothing of other types', () => {
    for (const bad of [
      null,
      7,
      'network',
      [],
      {},
      { input: [1, 28, 28] },
      { ...small, input: '1, 28, 28' },
      { ...small, layers: { 0: small.layers[0] } },
      { ...small, layers: [null] },
      { ...small, layers: [[]] },
      { ...small, loss: null },
      { ...small, loss: {} },
      { ...small, init: 3 },
      changed(0, { type: 5 }),
      changed(0, { name: undefined }),
      changed(0, { name: { toString: 1 } }),
      changed(0, { kernel_size: { toString: 1 } }),
      changed(1, { inputs: 'conv1' }),
      changed(1, { inputs: [1] }),
    ]) {
      assert.equal(isEdited(bad), false, JSON.stringify(bad));
    }
  });
});

describe('what the engine says about a draft', () => {
  test('its figures, by hand', async () => {
    const { info } = await find(small);
    const [conv] = info?.layers ?? [];
    assert.deepEqual(conv.outputShape, [4, 24, 24]);
    assert.equal(conv.multiplications, 4 * 25 * 24 * 24);
    assert.equal(info?.parameterCount, 4 * 25 + 4 + 4 * 24 * 24 * 10 + 10);
    assert.equal(info?.maxBatch, 8);
  });

  test('a refusal has the layer, the option, and the layers before', async () => {
    const found = await find({ ...small, layers: removed(small, 2).layers });
    assert.equal(found.info, null);
    assert.deepEqual(
      found.layers.map(({ name }) => name),
      ['conv1', 'relu1'],
    );
    assert.ok(found.refusal);
    assert.equal(found.refusal.layer, 'fc');
    assert.deepEqual(explain(found.refusal), {
      key: 'flat',
      option: '',
      values: { option: '', got: '(4, 24, 24)' },
    });
  });

  /** @type {[key: string, layer: number, change: object][]} */
  const bad = [
    ['small', 0, { kernel_size: 50 }],
    ['low', 0, { out_channels: 0 }],
    ['high', 0, { stride: 65 }],
    ['groups', 0, { groups: 3 }],
    ['samePadding', 0, { padding: 'same', stride: 2 }],
    ['reflect', 0, { padding: 28, padding_mode: 'reflect' }],
    ['maps', 3, { type: 'MaxPool2d', out_features: undefined, kernel_size: 2 }],
    [
      'outputs',
      3,
      {
        type: 'Conv2d',
        inputs: ['relu1'],
        out_features: undefined,
        out_channels: 2,
        kernel_size: 3,
      },
    ],
    ['classes', 3, { out_features: 9 }],
    ['count', 1, { type: 'Add' }],
    ['earlier', 1, { inputs: ['elsewhere'] }],
    ['name', 1, { name: 'a b' }],
    ['ownName', 1, { name: 'conv1' }],
    ['missing', 0, { out_channels: undefined }],
    ['halfPadding', 1, { type: 'MaxPool2d', kernel_size: 2, padding: 2 }],
    ['frozenNorm', 1, { type: 'BatchNorm2d', frozen: true, track_running_stats: false }],
    ['dim', 3, { type: 'Softmax', dim: 3, out_features: undefined }],
  ];
  for (const [key, index, change] of bad) {
    test(`explained as '${key}', at the layer`, async () => {
      const layers = small.layers.with(index, { ...small.layers[index], ...change });
      const said = await refusal({ ...small, layers: JSON.parse(JSON.stringify(layers)) });
      assert.equal(explain(said).key, key, said.message);
      assert.equal(refusedLayer(said, layers), index, said.message);
      const { option, values } = explain(said);
      for (const value of Object.values(values)) assert.notEqual(value, undefined);
      if (option) assert.ok(schema(layers[index].type).options.some(({ name }) => name === option));
    });
  }

  test('inputs of different shapes, and no layers at all', async () => {
    const sum = { type: 'Add', name: 'sum', inputs: ['conv1', 'input'] };
    const joined = { type: 'Concat', name: 'joined', inputs: ['conv1', 'input'] };
    for (const [key, layer] of /** @type {const} */ ([
      ['oneShape', sum],
      ['along', joined],
    ])) {
      const layers = small.layers.toSpliced(2, 0, layer);
      const said = await refusal({ ...small, layers });
      assert.equal(explain(said).key, key, said.message);
      assert.equal(refusedLayer(said, layers), 2);
    }
    assert.equal(explain(await refusal({ ...small, layers: [] })).key, 'empty');
  });

  test('nothing is left behind in the engine, and the network at work stays', async () => {
    await session.build(small, { seed: 1 });
    const before = await session.saveWeights();
    await find(moved(small, 0, 1));
    await refusal(moved(small, 0, 3));
    assert.deepEqual(await session.saveWeights(), before);
  });
});

describe('weights of a changed network', () => {
  /** @param {string} name @returns {Promise<number[][]>} */
  const tensors = async (name) => {
    const index = session.info?.layers.findIndex((layer) => layer.name === name) ?? -1;
    return (await session.parameters(index)).map(({ data }) => [...data]);
  };

  test('layers of the same name and shape keep theirs, the others are as from the seed', async () => {
    await session.build(small, { seed: 1 });
    const [conv, fc] = [await tensors('conv1'), await tensors('fc')];
    const layers = small.layers.with(0, { ...small.layers[0], kernel_size: 3 }).toSpliced(1, 1);
    const wider = {
      ...small,
      layers: [...layers, { type: 'Linear', name: 'more', out_features: 10 }],
    };
    const pooled = { type: 'AdaptiveAvgPool2d', name: 'pool', output_size: 24 };
    const changed = { ...wider, layers: wider.layers.toSpliced(1, 0, pooled) };
    const {
      weights,
      kept,
      layers: count,
    } = await askDrafts(session, 'inherit', {
      description: changed,
      seed: 5,
    });
    assert.deepEqual([kept, count], [1, 3]);
    await session.build(changed, { seed: 5 });
    const fresh = [await tensors('conv1'), await tensors('more')];
    await session.loadWeights(weights);
    assert.deepEqual(await tensors('fc'), fc);
    assert.deepEqual([await tensors('conv1'), await tensors('more')], fresh);
    assert.notDeepEqual(fresh[0], conv);
  });
});

test('every type of layer has a name in both languages', async () => {
  const { messages } = await import('../../web/module/elements/core/messages.js');
  for (const { type } of schemas) {
    assert.ok(type in messages.en.types, type);
    assert.match(
      Object.entries(messages.zh.types).find(([key]) => key === type)?.[1] ?? '',
      /\p{Script=Han}/u,
    );
  }
});
