// One series of faults, as threads or a vCPU meet them.
#pragma once

#include "timing/faults/field.h"
#include "timing/faults/team.h"
#include "timing/measure.h"
#include "timing/place.h"

namespace hgm {

constexpr uint64_t kStackBytes = uint64_t{64} << 10;  // of a faulter

// Every thread a CPU of its own for as long as there are some, beginning after the handler's.
void placeFaulters(Context& context, const Cpus& cpus, Faulter* faulters, uint32_t threads);

struct FaultSeries {
  Context& context;
  const FaultField& field;
  Team& team;

  // The first round warms up: of it only the cold first fault is kept. It is made however long it took to get
  // ready. False where a round failed.
  bool measure(const char* id, Waiting waiting) const;
};

}  // namespace hgm
