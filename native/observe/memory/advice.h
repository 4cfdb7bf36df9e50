// What the experiments with madvise(2) share.
#pragma once

#include "observe/context.h"

namespace hgm {

// The control of every advice: the range itself is fine. MADV_NORMAL of a whole mapping changes nothing.
// False where even that is refused, and nothing else of the mapping would mean anything.
bool rangeIsFine(Context& context, const Mapping& mapping);

// The same of memory that is to become one transparent huge page, which has to be aligned to it, too.
bool hugeRangeIsFine(Context& context, const Mapping& mapping);

// Whether an advice can be tried here: it needs a page, and on hugetlb one that was lent. Where it was not,
// the control of the range is made all the same, on a hole.
bool mayTakePage(Context& context);

// How many base pages of the range are resident, by mincore(2); at most 512, from an aligned start: the
// posted series writes past its buffer on more, and on gigantic memory. Negative errno on failure.
long residentPages(Context& context, const Mapping& mapping, uint64_t offset, uint64_t length);

}  // namespace hgm
