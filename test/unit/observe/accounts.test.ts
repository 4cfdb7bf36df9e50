import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIdentity } from '../../../src/cli/values/identity.js';
import { readRanAs } from '../../../src/observe/files/caller/ran-as.js';
import { findAccount, findGroup, groupsOf } from '../../../src/observe/place/accounts.js';
import { findUser } from '../../../src/observe/place/as.js';
import { IdentityError } from '../../../src/observe/place/identity-error.js';

const first = (readFileSync('/etc/passwd', 'utf8').split('\n')[0] ?? '').split(':');
const [name = '', , uid = '', gid = ''] = first;

describe('accounts', () => {
  it('are found by name and by number', () => {
    const account = { name, uid: Number(uid), gid: Number(gid) };
    expect(findAccount(name)).toEqual(account);
    expect(findAccount(uid)).toEqual(account);
    expect(groupsOf(account)).toContain(Number(gid));
    expect(findAccount('no such user')).toBeNull();
    expect(findGroup('no such group')).toBeNull();
  });

  it('become identities without capabilities, or an error of one line', () => {
    const own = readRanAs();
    const found = findUser({ user: '4242', group: '4343' }, own);
    expect(found.native).toMatchObject({
      uids: [4242, 4242, 4242],
      groups: [4343],
      permitted: 0n,
      effective: 0n,
    });
    expect(found.takenOn).toEqual({ how: 'as', process: null });
    for (const [user, group] of [
      ['no such user', null],
      ['4242', null],
      [name, 'no such group'],
      ['4294967295', '1'],
    ] as const)
      expect(() => findUser({ user, group }, own)).toThrow(IdentityError);
  });
});

describe('--as and --like-pid', () => {
  it.each([
    [{}, null],
    [{ as: 'vm' }, { how: 'as', user: 'vm', group: null }],
    [{ as: '12:kvm' }, { how: 'as', user: '12', group: 'kvm' }],
    [{ 'like-pid': '4711' }, { how: 'like_pid', pid: 4711 }],
  ])('%j', (flags, request) => expect(parseIdentity(flags)).toEqual(request));

  it.each([
    { as: '' },
    { as: ':kvm' },
    { as: 'vm:' },
    { as: '-x' },
    { as: 'a:b:c' },
    { 'like-pid': '0' },
    { 'like-pid': '4194305' },
    { 'like-pid': '1x' },
    { as: 'vm', 'like-pid': '1' },
  ])('%j is refused in one line', (flags) => {
    expect(() => parseIdentity(flags)).toThrow(expect.objectContaining({ exitCode: 64 }));
  });
});
