// Page tables as the double plays them: which parts of a huge page are mapped, and by how large a piece. What
// is recorded here is done on shmem as well, so that loads, stores and faults are the real kernel's.
#pragma once

#include "table.h"

namespace twin {

// Whether something of the range is mapped.
bool anyLeaf(const Mapping& mapping, uintptr_t from, uint64_t length);

// Whether one leaf of that size has no room there: something is mapped, or a page table is left behind.
bool isTaken(const Mapping& mapping, uintptr_t at, uint64_t size);

// Makes shmem hold the whole of every huge page that exists in the range, since a hugetlb page is there
// whole. Only up to 32 MiB: a gigantic one stays sparse.
void completePages(const Mapping& mapping, uintptr_t from, uint64_t length);

// Maps the piece, which must exist, through the descriptor. `mode` as in UFFDIO_CONTINUE. Returns 0 or a
// negative errno.
long mapPiece(Mapping& mapping, uintptr_t at, uint64_t length, uint64_t mode);

// Writes down how the piece is mapped, without doing it.
void recordPiece(Mapping& mapping, uintptr_t at, uint64_t length);

// Unmaps whole huge pages: MADV_DONTNEED.
long unmapPages(Mapping& mapping, uintptr_t from, uint64_t length);

// MADV_COLLAPSE of whole huge pages: those that are mapped in parts get one leaf.
long collapsePages(Mapping& mapping, uintptr_t from, uint64_t length);

}  // namespace twin
