#include "addon/embedded.h"

namespace hgm {

char** programEnvironment() {
  static char* none[] = {nullptr};
  return none;
}

}  // namespace hgm
