// Waiting for another process by the end of a pipe that it holds, and no longer than it may take.
#pragma once

#include "process/arena.h"

namespace hgm {

// How long a killed child may take to go before it is left behind: one that hangs inside a kernel call can't
// be helped, and the others should still be run.
constexpr int kGraceMs = 1000;

// Why a wait is over: the other end was closed, which the end of its holder does; the time was up; or nobody
// waits for this process any more.
enum class Wait : uint8_t { kEnded, kLate, kOrphaned };

Wait waitForEnd(int alive, int64_t milliseconds);

// The same for a child that began with slot `from`, each slot with its own deadline. `late` becomes the slot
// that takes too long. A byte on `orders`, if that is no -1, has the children stop in order; its end means
// that who gave them is gone.
Wait watch(const ArenaView& view, size_t from, int alive, int orders, size_t& late);

}  // namespace hgm
