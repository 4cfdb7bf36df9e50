// The pages that threads fault on. Of a file they are in the page cache already, so that each touch is a
// minor fault; of anonymous memory they are missing.
#pragma once

#include "observe/test_mapping.h"
#include "timing/faults/team.h"

namespace hgm {

struct FaultField {
  int fd = -1;           // of the userfaultfd that has all of it registered; negative where there is no field
  uint64_t unit = 0;     // what one fault has mapped
  uintptr_t cached = 0;  // an address whose page is there
  Mapping whole;  // one mapping with all the pages; none of hugetlb memory without HGM, where each page
                  // of a faulter is a mapping of its own
  Mapping range;  // where all pages lie beside each other: from the first to the last
  uintptr_t source = 0;  // where missing pages are copied from
};

// By the plan: base pages of shmem or anonymous memory; base pages of one borrowed huge page where its
// dialect is granular; or the borrowed huge page itself, whole. Tells each of `threads` faulters its pages.
FaultField makeField(Context& context, Faulter* faulters, uint32_t threads);

// The same for one faulter that is a guest's vCPU: its pages lie beside each other, as its memory does.
FaultField makeGuestField(Context& context, Faulter& faulter);

// Unmaps what the first `threads` faulters have touched. False where the kernel refuses: before 5.18
// hugetlb memory knew no MADV_DONTNEED.
bool clearField(Context& context, const FaultField& field, const Faulter* faulters, uint32_t threads);

}  // namespace hgm
