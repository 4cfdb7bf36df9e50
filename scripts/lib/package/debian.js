/** Packages of Debian for either architecture, without telling the host's apt of a foreign one. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, have, quietly } from '../run.js';

/** Downloads `name:arch` packages as .deb files into a folder. Throws a Failure that says what is missing. */
export function download(folder, names) {
  if (!have('apt-get'))
    throw new Failure(`the addons are cross-compiled on Debian: no apt-get here for ${names.join(' ')}`);
  const state = join(folder, 'apt');
  for (const part of ['lists/partial', 'cache/archives/partial'])
    mkdirSync(join(state, part), { recursive: true });
  const options = [
    'APT::Architectures::=amd64',
    'APT::Architectures::=arm64',
    `Dir::State::Lists=${join(state, 'lists')}`,
    `Dir::Cache=${join(state, 'cache')}`,
    // As root apt would hand the download to a user who may not write here.
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);
  quietly('apt-get update', 'apt-get', [...options, '-qq', 'update']);
  quietly('apt-get download', 'apt-get', [...options, '-qq', 'download', ...names], { cwd: folder });
}
