import * as convscope from 'convscope';
import { trainAndPredict } from './train.js';

const outcomes = [];
for (const worker of [true, false]) outcomes.push(await trainAndPredict(convscope, { worker }));

const network = await convscope.loadPretrained();
const { shape } = await network.predict(new Uint8Array(2 * 28 * 28));
network.dispose();

console.log(JSON.stringify({ outcomes, shape }));
