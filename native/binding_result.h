// What experiments saw, on its way to JavaScript.
#pragma once

#include <string>

#include "process/arena.h"

namespace hgm {

// The calls and series of each experiment and how its child ended, as JSON of what src/observe/addon.ts
// takes: thousands of objects, for which Node-API takes longer field by field, and all of it on the event
// loop's thread.
std::string resultsOf(Arena& arena);

}  // namespace hgm
