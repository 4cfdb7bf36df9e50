// Where the cgroups of this process are that could stop it at devices.
#pragma once

#include "program/reading.h"

namespace hgm {

// The folder of the cgroup, of version 2 or of the `devices` hierarchy of version 1. `memberships` is
// /proc/self/cgroup, `mounts` /proc/self/mountinfo. False where it is in none, or no mount shows the whole
// hierarchy.
bool cgroupFolder(const char* memberships, const char* mounts, bool version2, Path& to);

}  // namespace hgm
