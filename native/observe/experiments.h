// Every experiment: a few calls with their controls, written into the lab's journal. One file each.
#pragma once

#include "observe/lab.h"

namespace hgm {

void caller(Lab& lab);
void ways(Lab& lab);
void kernelFaultsDevice(Lab& lab);
void kernelFaultsSyscall(Lab& lab);
void kernelFaultsUserModeOnly(Lab& lab);
void api(Lab& lab);
void sizes(Lab& lab);
void registerModes(Lab& lab);

void continuePages(Lab& lab);
void copyPages(Lab& lab);
void zeroPages(Lab& lab);
void poisonPages(Lab& lab);
void writeProtect(Lab& lab);
void readWriteProtect(Lab& lab);
void movePages(Lab& lab);
void wakeWaiter(Lab& lab);

void dontneed(Lab& lab);
void removePages(Lab& lab);
void populate(Lab& lab);
void collapse(Lab& lab);

void hgmHole(Lab& lab);
void hgmProof(Lab& lab);
void hgmCollapse(Lab& lab);
void splitShared(Lab& lab);
void splitPrivate(Lab& lab);
void splitPlain(Lab& lab);

void timeFloor(Lab& lab);
void timeContinue(Lab& lab);
void timeBatch(Lab& lab);
void timeWriteprotect(Lab& lab);
void timeCopy(Lab& lab);
void timePoison(Lab& lab);
void timeFault(Lab& lab);
void timeMemcpy(Lab& lab);
void timeThpSplit(Lab& lab);
void timeSplit(Lab& lab);
void timeHgm(Lab& lab);

using Experiment = void (*)(Lab&);

// The experiment of that name, or nullptr.
Experiment findExperiment(const char* name);

// Whether the experiment of this plan may run in one child with others that may, one after the other:
// Lab::giveBack() undoes all that it does, or says that it can't.
bool sharesChild(const Plan& plan);

}  // namespace hgm
