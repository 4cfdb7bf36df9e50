// Makes the forks of a nursery cheap.
#pragma once

#include "process/arena.h"

namespace hgm {

// Marks the large private memory of this process, which is a copy of Node's heap, as not to be copied into
// children: an experiment needs only code, its stack and the arena, and a fork costs a tenth without the
// rest. To be called in the single-threaded nursery. Where /proc is not there, forks just cost more.
void trimForFork(const Bench& bench);

}  // namespace hgm
