import { describe, expect, it } from 'vitest';
import { createContext } from '../../../../src/judge/create-context.js';
import { judgeRegister } from '../../../../src/judge/operations/register.js';
import type { Call } from '../../../../src/observe/observations.js';
import { answering, having, lost, no, ok, pick, run, STOCK_COLUMNS, without } from '../columns.js';
import { STOCK } from '../stock.js';

const { anonymous, shmem, hugetlb } = STOCK_COLUMNS;

const changed = (memory: string, ...calls: Call[]) =>
  createContext(having(STOCK, answering(pick(STOCK, 'register', memory), ...calls)));

describe('UFFDIO_REGISTER', () => {
  it.each([
    [hugetlb, 'minor', createContext(STOCK), 'supported', 'works'],
    [hugetlb, 'rwp', createContext(STOCK), 'absent', 'refused'],
    [anonymous, 'minor', createContext(STOCK), 'not_applicable', 'memory_type'],
    [anonymous, 'all', createContext(STOCK), 'not_applicable', 'memory_type'],
    [anonymous, 'wp', changed('anonymous', no('wp', 'EINVAL')), 'absent', 'refused'],
    [anonymous, 'minor', changed('anonymous', no('missing', 'EINVAL')), 'unknown', 'control_failed'],
    [shmem, 'minor', changed('shmem', no('minor', 'EINVAL')), 'absent', 'refused'],
    [shmem, 'missing', changed('shmem', no('missing', 'EINVAL')), 'unknown', 'refused'],
    [shmem, 'minor', changed('shmem', no('minor', 'EPERM')), 'not_permitted', 'eperm'],
    [shmem, 'minor', changed('shmem', lost('minor')), 'unknown', 'not_observed'],
    [shmem, 'wp', createContext(without(STOCK, 'register')), 'unknown', 'not_run'],
    [
      shmem,
      'wp',
      createContext(having(STOCK, run('register', [no('wp', 'EINVAL')], { memory: 'shmem' }))),
      'unknown',
      'refused',
    ],
    [
      shmem,
      'all',
      createContext(having(STOCK, run('register', [ok('missing')], { memory: 'shmem', end: 'deadline' }))),
      'unknown',
      'deadline',
    ],
  ] as const)('%j %s', (column, mode, context, state, reason) => {
    expect(judgeRegister(context, column, mode)).toMatchObject({ state, reason });
  });

  it('shows the ioctls that came back, and the sum beside RWP', () => {
    const context = createContext(STOCK);
    expect(judgeRegister(context, hugetlb, 'minor').evidence).toEqual(['test minor 0 ioctls=0x18c']);
    expect(judgeRegister(context, hugetlb, 'rwp').evidence).toContain('test sum -1 EINVAL');
  });
});
