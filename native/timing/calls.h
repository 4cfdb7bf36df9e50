// Calls that a measurement repeats, as those of observe/context.h but not written down: a journal has no room
// for each.
#pragma once

#include "observe/context.h"

namespace hgm {

// UFFDIO_CONTINUE. Returns 0 or a negative errno.
long resume(Kernel& kernel, int fd, uintptr_t at, uint64_t bytes);

// UFFDIO_COPY. Returns 0 or a negative errno.
long copyIn(Kernel& kernel, int fd, uintptr_t at, uintptr_t from, uint64_t bytes);

// UFFDIO_REGISTER of the whole mapping. False where it was refused.
bool enroll(Kernel& kernel, int fd, const Mapping& mapping, uint64_t mode);

// One more mapping: MAP_SHARED of the file, or private anonymous memory where it is -1. Neither takes a page
// nor reserves one. At that address, instead of what is mapped there, where one is given. None where the
// kernel refuses.
Mapping freshMapping(Kernel& kernel, int file, uint64_t bytes, uintptr_t at = 0);

// madvise(2) of the whole mapping. False where it was refused.
bool adviseAll(Kernel& kernel, const Mapping& mapping, int advice);

// A store every `step` bytes of the mapping, so that its pages are there. False where one could not be had.
bool fillPages(Context& context, const Mapping& mapping, uint64_t step);

}  // namespace hgm
