// The ioctls of userfaultfd. `args` is the caller's struct, read and written in place.
#pragma once

#include <linux/userfaultfd.h>

#include "own.h"
#include "table.h"

namespace twin {

// registration.cc
long offerFeatures(const Call& call, uffdio_api& args);
long registerRange(const Call& call, uffdio_register& args);
long unregisterRange(const Call& call, const uffdio_range& args);

// fill.cc
long continueRange(const Call& call, uffdio_continue& args);
long copyRange(const Call& call, uffdio_copy& args);
long zeroRange(const Call& call, uffdio_zeropage& args);
long poisonRange(const Call& call, uffdio_zeropage& args);  // the same shape
long protectRange(const Call& call, const uffdio_writeprotect& args);

}  // namespace twin
