// What experiments saw, as lines of JSON: the form that src/observe/program/results.ts reads.
#pragma once

#include "process/supervisor.h"
#include "program/json.h"

namespace hgm {

// `{"slot":3,"experiment":"copy",…,"end":"done","signal":0,"calls":[…],"series":[…]}`
void writeSlot(JsonWriter& to, const ArenaView& view, size_t slot);

// `{"stopped":"fork","step":null,"errno":11}`
void writeStop(JsonWriter& to, const Outcome& outcome);

}  // namespace hgm
