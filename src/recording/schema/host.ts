/** What files say of the host: pools, witnesses; and what a run was to do with them. */
import * as v from 'valibot';
import { count, counter, finite, flag, since, size, text, yesOrNo } from './values.js';

export const Pool = v.object({
  pageBytes: size,
  total: counter,
  free: counter,
  reserved: counter,
  surplus: counter,
  overcommit: counter,
  nodes: v.array(v.object({ node: count, total: counter, free: counter, surplus: counter })),
  demote: v.nullable(flag),
  demoteBytes: since(size),
});

export const Borrow = v.object({
  pageBytes: size,
  decision: v.picklist(['taken', 'declined', 'too_large', 'too_few_free', 'none_free', 'unknown_pool']),
  asked: v.exactOptional(flag),
});

export const Bench = v.nullable(
  v.object({
    complete: flag,
    samples: size,
    durationMs: counter,
    cpu: counter,
    sizes: v.array(size),
    linkGbps: v.pipe(finite, v.gtValue(0)),
  }),
);

export const Witnesses = v.object({
  kconfig: v.object({
    path: v.nullable(text),
    hgm: yesOrNo,
    userfaultfd: yesOrNo,
    hugetlb: yesOrNo,
    landlock: v.optional(yesOrNo, null),
  }),
  symbols: v.array(
    v.object({
      source: v.picklist(['btf', 'kallsyms']),
      path: text,
      readable: flag,
      compiledIn: v.array(text),
      patched: v.array(text),
    }),
  ),
  smapsPteMapped: v.nullable(flag),
  hgmFiles: v.array(
    v.object({ path: text, text: v.nullable(text), errno: v.nullable(text), truncated: flag }),
  ),
});
