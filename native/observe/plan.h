// What one experiment is to do: plain data, copied into shared memory before the fork. As text it is a line
// of a request: see program/request.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hgm {

enum class Memory : uint8_t { kNone, kAnonymous, kShmem, kHugetlb };

// How HGM is asked for. kNone where an experiment is not about HGM.
enum class Dialect : uint8_t { kNone, kRfcV1, kRfcV2, kMadvSplit };

struct Plan {
  static constexpr size_t kGranules = 8;

  char experiment[32];
  Memory memory;
  uint64_t pageBytes;  // huge page size of hugetlb memory, else 0
  Dialect dialect;
  // May take one huge page of pageBytes from the pool and give it back.
  bool borrow;
  // How many free and unreserved pages must stay after that one was taken, looked at once more just before;
  // -1 where the page was asked for by name, whatever stays.
  int32_t keepFree;
  // A kernel that filled a huge page by a base-size call would take one: it may be tried, because the pool
  // has none to take or enough to spare.
  bool fillable;
  // Leave out what kernels 5.11 to 6.0 answer with a line in the kernel log (fs/userfaultfd.c, printk_once).
  bool quiet;
  // Open descriptors by /dev/userfaultfd alone: a seccomp filter kills who calls userfaultfd(2), or it is
  // refused with whatever flags.
  bool deviceOnly;
  // Of the ways that the run was refused by, those that no experiment tries again: see observe/spared.h.
  bool spareUserMode;
  bool spareDevice;
  bool spareApi;
  bool spareKvm;
  // Minor number of /dev/userfaultfd on this host, -1 where the kernel does not tell: no other device is
  // opened.
  int32_t deviceMinor;
  int32_t kvmMinor;              // the same of /dev/kvm
  uint64_t thpBytes;             // size of a transparent huge page, 0 where unknown or too large for a test
  uint64_t granules[kGranules];  // other huge page sizes below pageBytes, candidates for a granule
  size_t granuleCount;
  // Of each timed series: samples at the most; milliseconds at the most, 0 for no limit; the CPU to measure
  // on, -1 for the one the child is on; threads that fault at once; whether interrupts are counted, for
  // which a large host writes megabytes of text.
  uint32_t samples;
  uint32_t durationMs;
  int32_t cpu;
  uint32_t threads;
  bool interrupts;
  uint32_t deadlineMs;  // of the whole experiment; must leave room for the above
};

}  // namespace hgm
