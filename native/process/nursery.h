// Runs experiments in children, each experiment with a deadline.
#pragma once

#include "process/arena.h"
#include "process/identity.h"

namespace hgm {

// Runs every slot of the arena in order and fills in how each ended. One process, the nursery, is forked
// from this one; it forks the children that observe, so that the caller, which may have a large heap and
// other threads, is copied once. All of them die with their parent, whatever kills it.
//
// With an identity, which must lie in shared memory, the nursery takes it on before its first child; where it
// may not, no experiment is run and the identity says why.
//
// Blocks until the last child ended or was given up; meant for a thread that may wait. Returns 0, or the
// errno of what kept the nursery from starting.
int runInChildren(Arena& arena, Identity* identity = nullptr);

}  // namespace hgm
