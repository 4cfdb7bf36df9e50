import { describe, expect, it } from 'vitest';
import { type Expression, ExpressionError, termsOf } from '../../src/require/language/expression.js';
import { parseExpression } from '../../src/require/language/parse.js';

const parse = (text: string): Expression =>
  parseExpression(text, ['qemu-postcopy', 'criu-lazy-pages', 'mine']);

/** With every operation in parentheses, and no names looked up. */
function shape(expression: Expression): string {
  if ('terms' in expression) return `(${expression.terms.map(shape).join(` ${expression.kind} `)})`;
  return expression.kind === 'not' ? `not ${shape(expression.term)}` : expression.text;
}

describe('the grammar', () => {
  it.each([
    ['hgm or kernel_faults and open.device', '(hgm or (kernel_faults and open.device))'],
    ['(hgm or kernel_faults) and open.device', '((hgm or kernel_faults) and open.device)'],
    ['not hgm and open.device', '(not hgm and open.device)'],
    ['not (hgm and open.device)', 'not (hgm and open.device)'],
    ['not not hgm', 'not not hgm'],
    ['  hgm  AND\n\topen.device ', '(hgm and open.device)'],
    ['hgm and(open.device)', '(hgm and open.device)'],
    ['open.device is absent or hgm', '(open.device is absent or hgm)'],
    ['a_word or hgm'.replace('a_word', 'profile:criu-lazy-pages'), '(profile:criu-lazy-pages or hgm)'],
  ])('%s', (text, expected) => {
    expect(shape(parse(text))).toBe(expected);
  });

  it('finds every term, in the order of writing', () => {
    const terms = termsOf(parse('not hgm and (profile:qemu-postcopy or latency:continue.2M.p99<50us)'));
    expect(terms.map(({ kind }) => kind)).toEqual(['capability', 'profile', 'latency']);
  });
});

describe('a term', () => {
  it.each([
    ['hgm', { kind: 'capability', id: 'hgm', memory: null }],
    ['hgm.continue', { kind: 'capability', id: 'hgm', memory: null }],
    ['hgm:1G', { id: 'hgm', memory: 'hugetlb-1G' }],
    ['hgm.continue:1G@4K', { kind: 'granule', memory: 'hugetlb-1G', granuleBytes: 4096 }],
    ['hgm@16k', { kind: 'granule', memory: null, granuleBytes: 16384 }],
    ['register.minor:hugetlb-2M', { id: 'register.minor', memory: 'hugetlb-2M' }],
    ['register.minor:hugetlb', { memory: 'hugetlb' }],
    ['continue.base:shmem', { id: 'continue.base', memory: 'shmem' }],
    ['copy:1024M@4K', { kind: 'operation', operation: 'copy', memory: 'hugetlb-1G', granuleBytes: 4096 }],
    ['collapse:anonymous@2M', { kind: 'operation', operation: 'collapse', memory: 'anonymous' }],
    ['feature.bit19', { id: 'feature.bit19' }],
    ['open.device is ABSENT', { id: 'open.device', is: 'absent' }],
    ['open.device is node_missing', { is: 'node_missing' }],
    ['profile:qemu-postcopy', { kind: 'profile', name: 'qemu-postcopy' }],
    ['kernel<6.13', { kind: 'kernel', before: '6.13' }],
    ['kernel_faults', { kind: 'capability', id: 'kernel_faults' }],
  ])('%s', (text, expected) => {
    expect(parse(text)).toMatchObject({ text, ...expected });
  });

  it.each([
    ['latency:continue.2M.p99<50us', 'continue.huge', 'hugetlb-2M', 'p99', '<', 50_000],
    ['latency:continue.shmem.p50 <= 800ns', 'continue.base', 'shmem', 'p50', '<=', 800],
    ['latency:continue.huge:hugetlb-1G.max>1.5ms', 'continue.huge', 'hugetlb-1G', 'max', '>', 1_500_000],
    ['latency:continue.first_base.1G.first>=2s', 'continue.first_base', 'hugetlb-1G', 'first', '>=', 2e9],
    ['latency:madv_split.2M.min<1µs', 'madv_split', 'hugetlb-2M', 'min', '<', 1000],
  ])('%s', (text, id, memory, figure, comparison, boundNs) => {
    const shape = { granuleBytes: null, units: 1, threads: 1 };
    expect(parse(text)).toEqual({ kind: 'latency', text, id, memory, ...shape, figure, comparison, boundNs });
  });
});

describe('a mistake', () => {
  it.each([
    ['hgm andd open.device', 5, 'expected'],
    ['hgm and', 8, 'end of input found'],
    ['hgm open.device', 5, 'but "o" found'],
    ['(hgm or hgm', 12, '")"'],
    ['hgm)', 4, 'but ")" found'],
    ['', 1, 'end of input found'],
    ['and', 1, 'the id of a capability'],
    ['hgm:1G@4', 8, 'a size such as 4K'],
    ['hgm:', 5, 'a name'],
    ['latency:continue.2M.p99<50', 25, 'a duration such as 50us'],
    ['latency:continue.2M.p99', 24, '<, <=, > or >='],
    [
      'hgm and continue.bass:shmem',
      9,
      'unknown capability continue.bass at column 9, did you mean continue.base',
    ],
    ['profile:qemu-postcop', 1, 'unknown profile qemu-postcop at column 1, did you mean qemu-postcopy?'],
    ['profile:xyzzyxyzzy', 1, 'it is one of qemu-postcopy, criu-lazy-pages, mine'],
    ['qemu-postcopy', 1, 'qemu-postcopy is no capability at column 1, did you mean profile:qemu-postcopy?'],
    ['not qemu-postcpy', 5, 'did you mean profile:qemu-postcopy?'],
    ['hgm or criu-lazy-pages and hgm', 8, 'did you mean profile:criu-lazy-pages?'],
    ['mine', 1, 'mine is no capability at column 1, did you mean profile:mine?'],
    ['zzz-yyy-xxx', 4, 'expected'],
    // A newer kernel is nothing that could be asked for.
    ['kernel>6.13', 7, 'expected'],
    ['kernel<6', 8, 'a version such as 6.13'],
    ['zzzzzzzzz', 1, 'see hgm-probe list'],
    [
      'continue:2M',
      1,
      'continue alone is no row at column 1: say continue.base or continue.huge or continue:2M@4K',
    ],
    ['copy@4K', 1, 'needs a memory at column 1: copy:2M@4K'],
    ['open.device:shmem', 1, 'does not depend on memory'],
    ['open.device@4K', 1, 'has no granule at column 1: it goes with hgm, hgm.continue, '],
    ['nothing@4K', 1, 'unknown capability nothing'],
    ['hgm:shmem', 1, 'shmem is no memory of hgm at column 1, which has a size such as 2M'],
    ['copy.base:disk', 1, 'disk is no memory of copy.base'],
    ['hgm:2M@1G', 1, 'a granule of 1G is larger than the page of 2M'],
    ['hgm@0K', 1, '0K is no size'],
    ['hgm:2M@4K is absent', 1, 'a granule and "is" do not go together'],
    ['open.device is absnt', 1, 'absnt is no state at column 1, did you mean absent?'],
    ['latency:continue.2M<50us', 1, 'ends with no figure at column 1, which is one of min, p50'],
    ['latency:continue.p99<50us', 1, 'names no memory before its figure'],
    ['latency:continue@shmem.p99<50us', 1, 'names no memory before its figure'],
    ['latency:continue.hugetlb.p99<50us', 1, 'names no memory before its figure'],
    ['latency:p99<50us', 1, 'ends with no figure at column 1'],
    ['latency:continue.frst_base.2M.p99<5us', 1, 'did you mean continue.first_base?'],
    ['latency:zzzzzzzzz.2M.p99<5us', 1, 'it is one of memcpy, '],
  ])('%s', (text, column, message) => {
    const thrown = (() => {
      try {
        return parse(text);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(ExpressionError);
    expect((thrown as Error).message).toContain(message);
    expect((thrown as Error).message).toContain(`at column ${column}`);
    expect((thrown as Error).message).not.toContain('\n');
  });

  it.each([
    [`${'('.repeat(3000)}hgm${')'.repeat(3000)}`, 101],
    [`${'not '.repeat(3000)}hgm`, 401],
    [`${'(not '.repeat(3000)}hgm${')'.repeat(3000)}`, 251],
    [`${'(not not not '.repeat(3000)}hgm${')'.repeat(3000)}`, 326],
  ])('too deep for any parser is one (%#)', (text, column) => {
    expect(() => parse(text)).toThrow(new ExpressionError('nested deeper than 100 levels', column));
  });

  it('is not a long list of small things, nor a hundred levels', () => {
    const list = Array.from({ length: 300 }, () => 'not (not hgm)').join(' and ');
    expect(termsOf(parse(list))).toHaveLength(300);
    expect(termsOf(parse(`${'('.repeat(50)}${'not '.repeat(50)}hgm${')'.repeat(50)}`))).toHaveLength(1);
  });

  it('of our own is not taken for one of the writer', () => {
    expect(() => parseExpression(null as unknown as string, [])).toThrow(TypeError);
  });
});
