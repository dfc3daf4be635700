import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  findMirrors,
  parseDeb822,
  parseOneLine,
  readAptSources,
} from '../../scripts/lib/apt-sources.js';
import { withFolder } from './support.js';

const bookworm = ['bookworm'];

test('a deb822 file gives the mirror of the release, not that of security updates', () => {
  const sources = parseDeb822(`Types: deb
# a comment between two fields
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
`);
  assert.equal(sources.length, 2);
  assert.deepEqual(findMirrors(sources, bookworm), ['http://mirror.example/debian']);
});

test('deb822: continued lines, several addresses, any case of field names', () => {
  const sources = parseDeb822(`types: deb deb-src
uris:
 https://one.example/debian
 https://two.example/debian
SUITES: bookworm
Components: main
 contrib non-free-firmware
`);
  assert.deepEqual(sources[0].components, ['main', 'contrib', 'non-free-firmware']);
  assert.deepEqual(findMirrors(sources, bookworm), [
    'https://one.example/debian',
    'https://two.example/debian',
  ]);
});

test('deb822: what is disabled or only source code is not taken', () => {
  const sources = parseDeb822(`Enabled: no
Types: deb
URIs: http://disabled.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main
`);
  assert.deepEqual(findMirrors(sources, bookworm), []);
});

test('a list of mirrors (mirror+file) is passed on as it is', () => {
  const sources = parseDeb822(`Types: deb
URIs: mirror+file:///etc/apt/mirrors/debian.list
Suites: bookworm bookworm-updates bookworm-backports
Components: main
`);
  assert.deepEqual(findMirrors(sources, bookworm), ['mirror+file:///etc/apt/mirrors/debian.list']);
});

test('one-line sources: options, comments, discs and other suites', () => {
  const sources = parseOneLine(`# deb http://commented.example/debian bookworm main
deb cdrom:[Debian GNU/Linux 12]/ bookworm main
deb [arch=amd64 signed-by=/etc/apt/keyrings/tool.gpg] https://tool.example/apt stable main
deb-src http://mirror.example/debian bookworm main
  deb\t[ trusted=yes ] http://mirror.example/debian   bookworm main contrib # the good one
deb http://mirror.example/debian bookworm-updates main
deb http://universe.example/debian bookworm universe
deb http://flat.example/debian ./
`);
  assert.deepEqual(findMirrors(sources, bookworm), ['http://mirror.example/debian']);
});

test('the name of the release is preferred to a name that moves', () => {
  const sources = parseOneLine(`deb http://third.example/apt stable main
deb http://mirror.example/debian bookworm main
`);
  assert.deepEqual(findMirrors(sources, ['bookworm', 'oldstable', 'stable']), [
    'http://mirror.example/debian',
  ]);
  assert.deepEqual(findMirrors(sources.slice(0, 1), ['bookworm', 'stable']), [
    'http://third.example/apt',
  ]);
});

test('both kinds of files are read from the folder, others are left alone', () =>
  withFolder(async (folder) => {
    const parts = join(folder, 'sources.list.d');
    await mkdir(parts);
    const line = (/** @type {string} */ host) =>
      `deb http://${host}.example/debian bookworm main\n`;
    await writeFile(join(folder, 'sources.list'), line('first'));
    await writeFile(join(parts, 'more.list'), line('second'));
    await writeFile(join(parts, 'more.list.disabled'), line('never'));
    await writeFile(
      join(parts, 'debian.sources'),
      'Types: deb\nURIs: http://third.example/debian\nSuites: bookworm\nComponents: main\n',
    );
    const mirrors = findMirrors(readAptSources(folder), bookworm);
    assert.deepEqual(mirrors.sort(), [
      'http://first.example/debian',
      'http://second.example/debian',
      'http://third.example/debian',
    ]);
  }));

test('a machine without apt has no mirror', () => {
  assert.deepEqual(readAptSources('/nowhere'), []);
});
