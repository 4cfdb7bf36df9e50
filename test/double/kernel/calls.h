// The calls that the double answers, one group to a file. Each gets the call as it was made and returns its
// value or minus the errno; whatever is no business of the double goes to the real kernel.
#pragma once

#include "own.h"

namespace twin {

// files.cc
long createFile(const Call& call);
long fileSystemOf(const Call& call);
long statusOf(const Call& call);
long resize(const Call& call);

// mapping.cc
long mapMemory(const Call& call);
long unmapMemory(const Call& call);

// advice.cc
long advise(const Call& call);

// control.cc: ioctls of userfaultfd
long control(const Call& call);

// paths.cc
bool chooseTree(const char* root, const char* paths);
long openPath(const Call& call);
long statusOfPath(const Call& call);

}  // namespace twin
