import { describe, expect, it } from 'vitest';
import { jsonErrorAt, lineAndColumn } from '../../../src/input/json-place.js';

describe('where a text stops being JSON', () => {
  it.each([
    ['{"a":1,}', 7],
    ['{"a":1 "b":2}', 7],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['{"a":}', 5],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['[1}', 2],
    ['{]', 1],
    ['[01]', 2],
    ['[+1]', 1],
    ['[NaN]', 1],
    ['["a\nb"]', 3],
    ['["a\\x"]', 3],
    ['[] []', 3],
    ["['a']", 1],
    ['\ufeff{}', 0],
    ['[truth]', 1],
  ])('%j', (text, at) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonErrorAt(text)).toBe(at);
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a',
    '{"a"',
    '{"a":',
    '{"a":tr',
    '[1',
    '[-',
    '[1.',
    '[1e',
    '["\\',
    '["\\u00',
    '[[1],',
  ])('%j ends early', (text) => {
    expect(jsonErrorAt(text)).toBe(text.length);
  });

  it('finds no fault with JSON', () => {
    const text = '{"a":[1,-2.5e+3,"\\u00e9\\n",true,false,null,[],{}],"b":{"c":{}}} \n';
    expect(() => JSON.parse(text)).not.toThrow();
    expect(jsonErrorAt(text)).toBe(text.length);
  });

  it('counts lines and columns from 1', () => {
    expect([lineAndColumn('abc', 0), lineAndColumn('a\nbc', 3)]).toEqual([
      'line 1, column 1',
      'line 2, column 2',
    ]);
  });
});
