// What timed experiments of HGM begin with: is this dialect granular here, and a mapping that is.
#pragma once

#include "observe/test_mapping.h"

namespace hgm {

// Whether a base-page CONTINUE of a hole passes the alignment check (EFAULT, and EINVAL where it does not):
// asked first, since it takes no page, and a gigantic one is long in the making.
bool takesBasePages(Context& context);

// One trial that is written down, on the primary mapping, which must not be used again: a base-page
// CONTINUE maps that page (once more: EEXIST) and not its neighbour (0). A kernel that says 0 and maps
// nothing, or the whole page, is not timed.
bool isGranular(Context& context, int fd, const TestMapping& test);

// The page that was borrowed for the plan, and a descriptor of its dialect by which a first mapping of it was
// granular. That one is gone.
struct Granular {
  TestMapping test;
  int fd = -1;
  explicit operator bool() const { return fd >= 0; }
};
Granular granularPage(Context& context);

// A fresh mapping of the same file: opted in and registered. None where one of the calls was refused.
Mapping granularMapping(Context& context, int fd, const TestMapping& test);

}  // namespace hgm
