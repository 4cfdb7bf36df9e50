// The seccomp filter that turns some system calls of this process into SIGSYS.
#pragma once

namespace twin {

// Installs it, for this process and all that it forks. Returns 0 or an errno.
int installFilter();

// Whether no_new_privs had to be set for it.
extern bool setNoNewPrivs;

}  // namespace twin
