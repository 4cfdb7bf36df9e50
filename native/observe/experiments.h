// Every experiment: a few calls with their controls, written into the lab's journal. One file each.
#pragma once

#include "observe/lab.h"

namespace hgm {

#define EXPERIMENT(name, run, child) void run(Lab& lab);
#include "observe/experiments.inc"
#undef EXPERIMENT

using Experiment = void (*)(Lab&);

// The experiment of that name, or nullptr.
Experiment findExperiment(const char* name);

// Whether the experiment of this plan may run in one child with others that may, one after the other:
// Lab::giveBack() undoes all that it does, or says that it can't.
bool sharesChild(const Plan& plan);

}  // namespace hgm
