import { expect, it } from 'vitest';
import { memoriesOf } from '../../../src/capabilities/capability.js';
import { findOperation, rowIds } from '../../../src/capabilities/families/operations.js';

it('what does not depend on memory has none, and no row is of another name than its operation', () => {
  expect(memoriesOf({ memories: 'none' })).toEqual([]);
  expect(memoriesOf({ memories: 'files' })).toEqual(['shmem', 'hugetlb']);
  expect(findOperation('copies')).toBeUndefined();
  expect(rowIds('copies')).toEqual([]);
  expect(rowIds('copy')).toEqual(['copy.base', 'copy.huge']);
});
