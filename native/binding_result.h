// What experiments saw, on its way to JavaScript.
#pragma once

#include <string>

#include "process/arena.h"

namespace hgm {

// The calls and series of each experiment and how its child ended, as JSON of what src/observe/addon.ts
// takes: a tenth of the time of making thousands of objects field by field, and none of it on the event
// loop's thread.
std::string resultsOf(Arena& arena);

}  // namespace hgm
