// What the kernel says of a page itself, where this process may ask.
#pragma once

#include "observe/context.h"

namespace hgm {

// The entry of a page in /proc/self/pagemap, which a process may read of itself. A negative errno where it is
// not to be had.
long pagemapEntry(Context& context, uintptr_t address, uint64_t& entry);

// Writes a look down: `huge` where the first page of the mapping is one of a transparent huge page by
// /proc/kpageflags (KPF_THP, bit 22). Nothing where /proc/self/pagemap keeps the frame to itself: it gives it
// to CAP_SYS_ADMIN alone (fs/proc/task_mmu.c, pagemap_open). In somebody else's place it is not asked for.
void lookAtPageFlags(Context& context, const char* step, const Mapping& mapping);

}  // namespace hgm
