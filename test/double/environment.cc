// Of the addon for the double: its program gets this process's environment, in which the double reads what it
// is to play. The shipped addon gives none (native/addon/environment.cc).
#include <unistd.h>

#include "addon/embedded.h"

namespace hgm {

char** programEnvironment() { return environ; }

}  // namespace hgm
