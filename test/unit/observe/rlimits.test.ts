import { expect, it } from 'vitest';
import { readRlimits } from '../../../src/observe/files/caller/rlimits.js';
import { tree } from './tree.js';

/** As fs/proc/base.c writes it. */
const TEXT = `Limit                     Soft Limit           Hard Limit           Units     
Max cpu time              unlimited            unlimited            seconds   
Max file size             4096                 unlimited            bytes     
Max data size             unlimited            unlimited            bytes     
Max processes             95947                95947                processes 
Max open files            1024                 1048576              files     
Max address space         0                    unlimited            bytes     
`;

it('reads the soft limits, and none where there is none or no file', () => {
  expect(readRlimits(tree({ '/proc/7/limits': TEXT }), '7')).toEqual({
    nofile: 1024,
    fsize: 4096,
    as: 0,
    data: null,
    nproc: 95947,
  });
  expect(readRlimits(tree(), '7')).toBeNull();
});
