import { expect, it } from 'vitest';
import { needsOf } from '../../src/profiles/needs.js';
import { profileOf } from './fixtures.js';

it.each([
  ['hgm', 'hgm:1G@4K'],
  ['copy.base', 'copy:2M@4K'],
  ['copy.huge', 'copy:2M@4K'],
  ['open.device', 'not (hgm or open.device is absent)'],
])('%s is needed by "%s"', (id, expr) => {
  expect(needsOf(id, null, [profileOf('x', expr)])).toEqual([
    { profile: 'x', title: 'Title of x', loses: null },
  ]);
  expect(needsOf('kernel_faults', null, [profileOf('x', expr)])).toEqual([]);
});

it.each([
  ['register.minor:shmem', 'shmem', true],
  ['register.minor:shmem', 'anonymous', false],
  ['register.minor:hugetlb', 'hugetlb-1G', true],
  ['register.minor:hugetlb', 'shmem', false],
  ['register.minor:2M', 'hugetlb-1G', false],
  ['register.minor', 'hugetlb-1G', true],
])('"%s" needs the row of %s: %s', (expr, memory, needed) => {
  expect(needsOf('register.minor', memory, [profileOf('x', expr)])).toHaveLength(needed ? 1 : 0);
});

it('what can not be done without goes before what is lost', () => {
  const profile = profileOf('x', ['hgm:1G', 'large guests'], 'hgm');
  expect(needsOf('hgm', null, [profile]).map(({ loses }) => loses)).toEqual([null]);
  expect(
    needsOf('hgm', null, [profileOf('x', ['hgm:1G', 'large guests'])]).map(({ loses }) => loses),
  ).toEqual(['large guests']);
});

it('a term that speaks of no row needs none', () => {
  const profile = profileOf('x', 'hgm');
  const requires = profile.requires.map((one) => ({
    ...one,
    expression: { kind: 'profile', name: 'y', text: 'profile:y' } as const,
  }));
  expect(needsOf('hgm', null, [{ ...profile, requires }])).toEqual([]);
});

it('who wants a row to be absent does not need it', () => {
  expect(needsOf('poison.base', null, [profileOf('x', 'poison.base:anonymous is absent')])).toEqual([]);
});
