import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { loadEngine } from '../../web/module/index.js';
import { exportPaddle } from '../../web/module/interop/code/paddle.js';
import { comparePrograms } from './support/exported-programs.js';
import { own } from './support/interop.js';
import { imageNetworks } from './support/interop-networks.js';

const engine = await loadEngine();
after(() => engine.dispose());

/** Paddle has no dilated windows for maxima. */
const refused = ['pools', 'dilated_pool_at_the_edge'];
const networks = Object.entries(imageNetworks).filter(([name]) => !refused.includes(name));

comparePrograms('the exported Paddle program, on a stand-in for Paddle', engine, networks, (info) =>
  exportPaddle(info, { ema_decay: 0.9 }),
);

for (const name of refused) {
  test(`what Paddle does not have is named: ${name}`, () => {
    const network = own(engine.createNetwork(imageNetworks[name]));
    assert.throws(() => exportPaddle(network.info), {
      code: 'Unsupported',
      message: /^MaxPool2d\(maxpool\d\): .*dilated windows/,
    });
  });
}
