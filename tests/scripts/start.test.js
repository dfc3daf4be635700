import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { ensureProject } from '../../scripts/lib/project.js';
import { repository, startNode, until } from './support.js';

const script = join(repository, 'scripts/start.js');

before(() => ensureProject());

for (const [args, message] of /** @type {[string[], RegExp][]} */ ([
  [['--port', 'abc'], /--port expects a number from 1 to 65535, got "abc"/],
  [['--port', '70000'], /got "70000"/],
  [['--port'], /--port/],
  [['--host', '192.0.2.1'], /cannot listen on "192\.0\.2\.1"/],
  [['--nonsense'], /Unknown option '--nonsense'/],
  [['4173'], /Unexpected argument '4173'/],
])) {
  test(`npm start -- ${args.join(' ')} is refused with exit code 2`, async () => {
    const { code, output } = await startNode([script, ...args]).done;
    assert.equal(code, 2, output);
    assert.match(output, message);
    assert.doesNotMatch(output, /\n\s+at /);
  });
}

test('npm start -- --help explains the options', async () => {
  const { code, output } = await startNode([script, '--help']).done;
  assert.equal(code, 0);
  assert.match(output, /--port/);
  assert.match(output, /--host/);
});

/**
 * Starts the server and waits for its address.
 * @param {string[]} args
 */
async function startServer(args) {
  const started = startNode([script, ...args]);
  await until(() => /http:\S+/.test(started.output()), 60_000);
  const url = /http:\S+/.exec(started.output())?.[0] ?? '';
  return { ...started, url };
}

test('a second start serves within 10 s, beside a taken port, and Ctrl-C ends it', async () => {
  const blocker = createServer();
  await new Promise((resolve) => blocker.listen(0, '127.0.0.1', () => resolve(undefined)));
  const taken = /** @type {import('node:net').AddressInfo} */ (blocker.address()).port;
  const begin = Date.now();
  const server = await startServer(['--port', String(taken)]);
  try {
    const response = await fetch(server.url);
    const seconds = (Date.now() - begin) / 1000;
    assert.ok(seconds < 10, `${seconds} s`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<html/);
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.equal(response.headers.get('cross-origin-embedder-policy'), 'require-corp');
    const port = Number(new URL(server.url).port);
    assert.ok(port > taken && port < taken + 20, `${port} beside ${taken}`);
    assert.match(server.output(), new RegExp(`Port ${taken} is taken`));
  } finally {
    blocker.close();
    server.child.kill('SIGINT');
  }
  assert.equal((await server.done).code, 0);
  await assert.rejects(fetch(server.url));
});

test('the data is served as it is, without an encoding that a browser would undo', async () => {
  const server = await startServer(['--host', '0.0.0.0', '--port', '20000']);
  try {
    const manifest = await (await fetch(`${server.url}data/mnist/manifest.json`)).json();
    const [part] = manifest.parts;
    const response = await fetch(`${server.url}data/mnist/${part.file}`);
    assert.equal(response.headers.get('content-encoding'), null);
    assert.equal((await response.arrayBuffer()).byteLength, part.bytes);
  } finally {
    server.child.kill('SIGTERM');
  }
  assert.equal((await server.done).code, 0);
});
