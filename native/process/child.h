// A process that was forked to observe: how it is made, how it dies, and what it runs.
#pragma once

#include <sys/types.h>

#include "process/arena.h"

namespace hgm {

// A fork without the C library's handlers: as clone(2), but a failure is minus the errno.
pid_t forkRaw();

pid_t processId();

// Dies with the parent, also where that was gone before the request was made.
void dieWith(pid_t parent);

// Runs slot `at`, which has begun, and after it all that may share its child. `parent` is its supervisor, and
// `identity` whose place it takes first, null for none; `identity`'s descriptors are closed then.
[[noreturn]] void runExperiments(const ArenaView& view, size_t at, pid_t parent, const Identity* identity);

}  // namespace hgm
