// What the end of one experiment says of the way that all others take, too.
#pragma once

#include "observe/spared.h"

namespace hgm {

// The way that an experiment which did not get to its end was lost in: a seccomp filter kills who makes that
// call, or hands it to a supervisor that never answers (SECCOMP_RET_USER_NOTIF). One such loss is the answer,
// for every experiment of the run, or each would die or wait out a deadline of its own: after userfaultfd(2)
// they open by the device alone (Plan::deviceOnly).
Spared waysLostIn(const Journal& journal);

}  // namespace hgm
