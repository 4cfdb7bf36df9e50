// What timed experiments of HGM begin with: is this dialect granular here, and a mapping that is.
#pragma once

#include "observe/rooms.h"

namespace hgm {

// Whether a base-page CONTINUE of a hole passes the alignment check (EFAULT, and EINVAL where it does not):
// asked first, since it takes no page, and a gigantic one is long in the making.
bool takesBasePages(Lab& lab);

// One trial that is written down, on the room's own mapping, which must not be used again: a base-page
// CONTINUE maps that page (once more: EEXIST) and not its neighbour (0). A kernel that says 0 and maps
// nothing, or the whole page, is not timed.
bool isGranular(Lab& lab, int fd, const Room& room);

// A fresh mapping of the room's file: opted in and registered. None where one of the calls was refused.
Mapping granularMapping(Lab& lab, int fd, const Room& room);

}  // namespace hgm
