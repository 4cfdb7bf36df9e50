import type { Column, HugeColumn } from '../../../src/judge/sizes.js';
import { G1, M2 } from './build.js';

export * from './build.js';

const hugetlb: HugeColumn = { memory: 'hugetlb-2M', kind: 'hugetlb', pageBytes: M2 };
const gigantic: HugeColumn = { memory: 'hugetlb-1G', kind: 'hugetlb', pageBytes: G1 };
const anonymous: Column = { memory: 'anonymous', kind: 'anonymous', pageBytes: null };
const shmem: Column = { memory: 'shmem', kind: 'shmem', pageBytes: null };

export const STOCK_COLUMNS = { anonymous, shmem, hugetlb, gigantic };
