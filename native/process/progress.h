// Which slot a child is at: noted by the child, seen by the supervisor in the memory that they share.
#pragma once

#include "observe/spared.h"
#include "process/arena.h"

namespace hgm {

// Nanoseconds of CLOCK_MONOTONIC.
int64_t nowNs();

// The first slot from `from` on that one child may run together with others; the count where there is none.
size_t nextShared(const ArenaView& view, size_t from);

// The slot is about to run. Its entries follow all that were written so far, so that what is read together
// lies together.
void begin(const ArenaView& view, Slot& slot);

// What is still to be run keeps from those ways.
void spareLater(const ArenaView& view, const Spared& spared);

// A slot that others follow in its child has run: nothing of it is open any more.
void finish(Slot& slot);

// The slot that a child which began with slot `from` is at; the count where it is done with all of them.
size_t current(const ArenaView& view, size_t from);

// The slot's child ended with that status of waitpid(2), or at the slot's deadline. What it measured counts.
void endAs(Slot& slot, int status);
void endLate(Slot& slot);

}  // namespace hgm
