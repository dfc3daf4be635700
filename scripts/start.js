import { parseArgs } from 'node:util';
import { pageUrls, parsePort, resolveHost } from './lib/address.js';
import { runMain, SetupError } from './lib/errors.js';
import { ensureProject } from './lib/project.js';
import { stopOnSignals } from './lib/run.js';
import { servePage } from './lib/serve.js';
import { elapsed } from './lib/stages.js';

const defaultPort = '4173';

const help = `Sets up what is missing, builds and serves the playground.

  npm start -- [--port <number>] [--host <address>]

  --port   port to listen on; the next free one when it is taken (${defaultPort})
  --host   address to listen on; 0.0.0.0 lets other machines in (localhost)
  --dev    serve the sources and replace what changes (npm run dev)
  --help   this text`;

/**
 * @typedef {{ help: boolean, dev: boolean, port: number, host: string }} Options
 */

/**
 * @param {string[]} args
 * @returns {Options}
 */
function readOptions(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: defaultPort },
        host: { type: 'string', default: 'localhost' },
        dev: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, port: parsePort(values.port) };
  } catch (error) {
    if (error instanceof SetupError) throw new SetupError(`${error.message}\n\n${help}`, 2);
    throw new SetupError(`${/** @type {Error} */ (error).message}\n\n${help}`, 2);
  }
}

/**
 * @param {Options} options
 * @returns {Promise<number>}
 */
async function serve(options) {
  const address = await resolveHost(options.host);
  const stopWatching = stopOnSignals();
  await ensureProject({ page: !options.dev });
  const served = await servePage({ address, port: options.port, dev: options.dev });
  stopWatching();
  if (served.port !== options.port) console.log(`\nPort ${options.port} is taken.`);
  const [own, ...others] = pageUrls(address, served.port);
  console.log(`\n  convscope is ready after ${elapsed().toFixed(1)} s\n\n  ➜  ${own}`);
  for (const url of others) console.log(`  ➜  ${url}  (network)`);
  console.log('\n  Ctrl-C stops it.\n');
  await interruption();
  console.log('Stopped.');
  process.exit(0);
}

/** @returns {Promise<void>} when the user or the system asks to stop */
function interruption() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve());
  });
}

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (!options.help) return serve(options);
  console.log(help);
  return 0;
});
