// How the dialects of HGM are asked for.
#pragma once

#include "observe/context.h"

namespace hgm {

// Features that a descriptor of this dialect asks for at UFFDIO_API.
uint64_t featuresOf(Dialect dialect);

// MADV_SPLIT of exactly the whole mapping where the dialect wants it. Returns 0 or a negative errno.
long optIn(Context& context, const Mapping& mapping);

}  // namespace hgm
