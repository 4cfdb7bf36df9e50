// Experiments as the JSON that the observing half of the program hands on.
#pragma once

#include <cstdio>

#include "harness/trial.h"

namespace scenario {

// One object of the shape of `Experiment` in src/observe/observations.ts; `end` is always `done`.
void print(std::FILE* to, const harness::Trial& trial);

}  // namespace scenario
