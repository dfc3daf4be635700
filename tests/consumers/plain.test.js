import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isolation } from '../browser/support/module-site.js';
import { createProject } from './support/project.js';
import { serveFolder } from './support/site.js';
import { useBrowser } from './support/visitor.js';

/** The packed module without a bundler: in any folder, under a strict policy, from a CDN. */

const STRICT = {
  'Content-Security-Policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
};
const TRAINED = { step: 12, right: 64 };

const browser = useBrowser();
/** @type {Awaited<ReturnType<typeof createProject>>} */
let project;
before(async () => {
  project = await createProject('plain');
});
after(() => project.remove());

/** @type {(() => void)[]} */
const closing = [];
after(() => {
  for (const close of closing) close();
});

/** @param {string} root @param {Parameters<typeof serveFolder>[1]} [options] */
async function serve(root, options) {
  const site = await serveFolder(root, options);
  closing.push(site.close);
  return site;
}

/** @param {Parameters<typeof serveFolder>[1]} [options] */
const visitWith = async (options) => browser.resultOf((await serve(project.root, options)).url);

test('a page in a sub-folder trains', async () => {
  const { step, right, threads } = await visitWith({ prefix: '/some/where/' });
  assert.deepEqual({ step, right, threads }, { ...TRAINED, threads: 1 });
});

test('a page whose policy allows no eval and nothing inline trains, with threads too', async () => {
  const { step, right } = await visitWith({ headers: { ...STRICT, ...isolation } });
  assert.deepEqual({ step, right }, TRAINED);
});

for (const [name, headers] of /** @type {const} */ ([
  ['', {}],
  [' that is isolated', isolation],
])) {
  test(`a page${name} trains with the module from another origin`, async (t) => {
    const cdn = await serve(project.root, {
      headers: {
        'Access-Control-Allow-Origin': '*',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      },
    });
    const page = await createProject('plain');
    t.after(page.remove);
    const source = `import * as convscope from '${cdn.url}node_modules/convscope/index.js';
import { show } from './show.js';
import { trainAndPredict } from './train.js';
show(trainAndPredict(convscope));
`;
    await writeFile(join(page.root, 'main.js'), source);
    await rm(join(page.root, 'node_modules'), { recursive: true });
    const site = await serve(page.root, { headers });
    const { step, right, fallback } = await browser.resultOf(site.url);
    assert.deepEqual({ step, right }, TRAINED);
    assert.notEqual(fallback, 'ThreadsFailed');
    assert.ok(cdn.requests.includes('/node_modules/convscope/worker.js'));
  });
}
