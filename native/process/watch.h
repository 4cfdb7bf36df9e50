// Waiting for another process by the end of a pipe that it holds, and no longer than it may take.
#pragma once

#include "process/arena.h"

namespace hgm {

// How long a killed child may take to go before it is left behind: one that hangs inside a kernel call can't
// be helped, and the others should still be run.
constexpr int kGraceMs = 1000;

// Why a wait is over: the other end was closed, which the end of its holder does; the time was up; or nobody
// reads this process's report any more.
enum class Wait : uint8_t { kEnded, kLate, kOrphaned };

Wait waitForEnd(int alive, int64_t milliseconds);

// The same for a child that began with slot `from`, each slot with its own deadline. `late` becomes the slot
// that takes too long.
//
// The process that asks may be gone without a signal: where it lacks CAP_KILL, its death signal does not
// reach a nursery that took on another user (kernel/signal.c, check_kill_permission). The other end of
// `report` is closed then.
Wait watch(const Bench& bench, size_t from, int alive, int report, size_t& late);

}  // namespace hgm
