// Interrupts that a CPU has taken, from /proc/interrupts.
#pragma once

#include "kernel/kernel.h"

namespace hgm {

// The sum of the CPU's column: device interrupts, the timer, calls from other CPUs. -1 where the file can't
// be read or has no such column. Takes no more memory the larger the host: the file is read piece by piece.
int64_t interruptsOf(Kernel& kernel, int cpu);

}  // namespace hgm
