// What the end of one experiment says of the way that all others take, too.
#pragma once

#include "kernel/journal.h"

namespace hgm {

// Whether an experiment that did not get to its end was in userfaultfd(2) then: a seccomp filter kills who
// calls it, or hands the call to a supervisor that never answers (SECCOMP_RET_USER_NOTIF). One such loss is
// the answer, for every experiment of the run: those that follow open by the device alone (Plan::deviceOnly),
// or each would wait out a deadline of its own.
bool lostInUserfaultfd(const Journal& journal);

}  // namespace hgm
