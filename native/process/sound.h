// Whether what a child left in the shared memory can be followed.
//
// A child in somebody else's place is not to be reached from there; should it be all the same, the
// supervisor, which may be root, must neither follow a pointer out of the arena nor count beyond its end.
#pragma once

#include "process/arena.h"

namespace hgm {

// Every pointer of the slot's journal points into its arena or at a literal of this program, and every count
// and enumeration is one that there is. To be asked before anything of a child that has ended is read.
bool isSound(const ArenaView& view, const Slot& slot);

}  // namespace hgm
