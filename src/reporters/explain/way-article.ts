/** What there is to say of a way to serve a guest on big pages, on any host. */
import { guestRows } from '../../capabilities/families/kvm.js';
import type { Article } from './article.js';

interface Text {
  title: string;
  what: string;
  needs: string[];
  back: string;
  todo: string;
}

const size = (id: string): string => id.replace(/^\w+-/, '');

/** @param id `hgm-1G`, `hugetlb-2M`, `shmem-thp`, `anonymous-thp` */
export function ofWay(id: string): Article {
  const { title, what, needs, back, todo } = textOf(id);
  const { memory, ids } = guestRows(id);
  // Of granules on hugetlb memory no experiment with a vCPU is made.
  const guest = id.startsWith('hgm-') ? [] : ['kvm.open', ...ids.map((row) => `${row}:${memory}`)];
  const pointers = (names: readonly string[]) =>
    names.map((name) => ({ name, text: `see hgm-probe explain ${name}` }));
  return {
    id: `way:${id}`,
    title,
    sections: [
      { title: 'What it is', parts: [what] },
      { title: 'What it rests on', parts: [pointers(needs)] },
      ...(guest.length > 0 ? [{ title: 'Through KVM', parts: [pointers(guest)] }] : []),
      { title: 'Big pages again', parts: [back] },
      { title: 'What to do', parts: [todo] },
    ],
  };
}

function textOf(id: string): Text {
  if (id === 'shmem-thp') return SHMEM;
  if (id === 'anonymous-thp') return ANONYMOUS;
  return id.startsWith('hgm-') ? granular(size(id)) : whole(size(id));
}

const granular = (pages: string): Text => ({
  title: `Guest memory on hugetlb pages of ${pages}, mapped in granules`,
  what: `HugeTLB high-granularity mapping: the handler maps the base page that was missing with UFFDIO_CONTINUE, although the memory is made of ${pages} pages. Kernels with one of the postings have it, no mainline kernel does.`,
  needs: ['kernel_faults', `hgm:hugetlb-${pages}`, `hgm.collapse:hugetlb-${pages}`],
  back: 'MADV_COLLAPSE joins the page tables; no byte is copied, for the page was whole all the time.',
  todo: 'Where it is absent, a kernel with the patches; else one of the other ways.',
});

const whole = (pages: string): Text => ({
  title: `Guest memory on hugetlb pages of ${pages}, as every kernel maps it`,
  what: `One fault waits for ${pages}: the whole page comes over the link and is put in place with UFFDIO_COPY or UFFDIO_CONTINUE.`,
  needs: ['kernel_faults', `copy.huge:hugetlb-${pages}`, `continue.huge:hugetlb-${pages}`],
  back: 'The memory never leaves its big pages.',
  todo: 'Smaller huge pages make a fault shorter, and so does memory with transparent huge pages: see way:shmem-thp and way:anonymous-thp.',
});

const SHMEM: Text = {
  title: 'Guest memory on a memfd, served in base pages, collapsed afterwards',
  what: 'The handler fills the base page that was missing, with UFFDIO_COPY, or with UFFDIO_CONTINUE after the bytes are in the file. One that writes the bytes through another mapping of the file and lets the guest run on may expose the pages beside it, which then read as zeroes: see isolation.base.',
  needs: [
    'kernel_faults',
    'copy.base:shmem',
    'continue.base:shmem',
    'isolation.base:shmem',
    'regain.huge:shmem',
  ],
  back: 'MADV_COLLAPSE copies the base pages of each range into a huge page, while the memory is registered or after that. It is for the VMM to call, or for another process by process_madvise(2).',
  todo: 'Give the guest a memfd instead of hugetlbfs, let the handler COPY or CONTINUE, and collapse each range when all of it has come.',
};

const ANONYMOUS: Text = {
  title: 'Guest memory that is private and anonymous, served in base pages, collapsed afterwards',
  what: 'The handler fills the base page that was missing with UFFDIO_COPY.',
  needs: ['kernel_faults', 'copy.base:anonymous', 'regain.huge:anonymous'],
  back: SHMEM.back,
  todo: 'Let the handler COPY, and collapse each range when all of it has come. No other process can map such memory: vhost-user and DPDK need a file, see way:shmem-thp.',
};
