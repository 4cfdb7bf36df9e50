/** `way:`, held against the ways of a report. */
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/profiles/question.js';
import type { Report } from '../../src/report/contract.js';
import { parseExpression } from '../../src/require/language/parse.js';
import { stockReport } from '../fixtures/report.js';

const ask = (of: Report, text: string) => decide([parseExpression(text, [])], of, []);
const changed = (id: string, change: Partial<Report['ways'][number]>): Report => {
  const stock = stockReport();
  return { ...stock, ways: stock.ways.map((way) => (way.id === id ? { ...way, ...change } : way)) };
};

describe('a way', () => {
  it.each([
    ['way:shmem-thp', 'met', 'supported'],
    ['way:shmem-thp@4K', 'met', 'supported'],
    ['way:hugetlb-2M', 'met', 'supported'],
    ['way:hugetlb-2M@4K', 'not_met', 'a fault moves 2M'],
    ['way:hugetlb-1G', 'cannot_tell', 'no resources (pool empty)'],
    ['way:hugetlb-1024M', 'cannot_tell', 'no resources (pool empty)'],
    ['way:hugetlb-16G', 'not_met', 'this host has no such pages'],
    ['way:hgm-2M', 'not_met', 'HGM is absent on 2M pages'],
    ['way:hgm-16G', 'not_met', 'this host has no such pages'],
    ['way:any', 'met', 'supported on hugetlb-2M'],
    ['way:any@4K', 'met', 'supported on shmem-thp'],
    ['way:any@1K', 'not_met', 'a fault moves 4K'],
  ])('%s is %s', (text, truth, why) => {
    const found = ask(stockReport(), text);
    expect(found.truth).toBe(truth);
    expect(found.why).toContain(`${text}: ${why}`);
  });

  it('that leaves the guest on base pages does not meet it', () => {
    const small = changed('shmem-thp', { state: 'limited', reason: 'stays_on_base_pages' });
    expect(ask(small, 'way:shmem-thp').truth).toBe('not_met');
    expect(ask(small, 'way:any@4K').truth).toBe('not_met');
    expect(ask(changed('hugetlb-2M', { state: 'limited', reason: 'x' }), 'way:hugetlb-2M').truth).toBe('met');
  });

  it('names the rows that it rests on', () => {
    const { terms } = ask(stockReport(), 'way:shmem-thp');
    expect(terms[0]?.evidence).toEqual(['row copy.base:shmem supported works']);
    const host = changed('shmem-thp', {
      rests: [{ id: 'kernel_faults', memory: null, state: 'supported', reason: 'works' }],
    });
    expect(ask(host, 'way:shmem-thp').terms[0]?.evidence).toEqual(['row kernel_faults supported works']);
  });

  it('can not be told of a report of an older version, nor HGM of one without a verdict', () => {
    expect(ask(stockReport({ ways: [] }), 'way:any@4K').truth).toBe('cannot_tell');
    const stock = stockReport();
    const capabilities = stock.capabilities.filter(({ id }) => id !== 'hgm');
    expect(ask({ ...stock, capabilities }, 'way:hgm-2M').truth).toBe('cannot_tell');
  });

  it.each([
    ['way:shmem', 'did you mean shmem-thp?'],
    ['way:hugetlb-2Q', 'did you mean hugetlb-2M'],
    ['way:zzzzzzzzzz', 'it is one of any, shmem-thp'],
    ['way:any@0K', 'is no size'],
    ['way:', 'column'],
  ])('%s is no expression: %s', (text, hint) => {
    expect(() => parseExpression(text, [])).toThrow(hint);
  });
});
