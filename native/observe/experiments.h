// Every experiment: a few calls with their controls, written into the journal. One file each.
#pragma once

#include "observe/context.h"

namespace hgm {

#define EXPERIMENT(name, run, child) void run(Context& context);
#include "observe/experiments.inc"
#undef EXPERIMENT

using Experiment = void (*)(Context&);

// The experiment of that name, or nullptr.
Experiment findExperiment(const char* name);

// Whether the experiment of this plan may run in one child with others that may, one after the other:
// Context::giveBack() undoes all that it does, or says that it can't.
bool sharesChild(const Plan& plan);

}  // namespace hgm
