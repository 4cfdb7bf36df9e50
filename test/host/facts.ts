/** What kernels of a series are known to answer (kernel facts, sections 3 and 4; seen by running a C probe). */

export interface KernelFacts {
  features: string;
  ioctls: string;
  /** What REGISTER of hugetlb memory with MINOR answers. */
  hugetlbMinor: string;
}

const IOCTLS = '0x8000000000000003';
const LATER: KernelFacts = { features: '0x1ffff', ioctls: IOCTLS, hugetlbMinor: '0x18c' };

const SERIES: Record<string, KernelFacts> = {
  '6.1': { features: '0x1fff', ioctls: IOCTLS, hugetlbMinor: '0x8c' },
  '6.12': LATER,
  '6.16': LATER,
  '6.18': LATER,
  '6.19': LATER,
  '7.0': LATER,
  '7.1': LATER,
  '7.2': LATER,
  '7.3': { ...LATER, features: '0x7ffff', ioctls: '0x8000000000000403' },
};

/** Facts of the kernel that runs, or undefined for a series that nobody looked at. For tests only: the tool never asks for a version. */
export function factsOf(release: string): KernelFacts | undefined {
  return SERIES[/^\d+\.\d+/.exec(release)?.[0] ?? ''];
}
