#include "call.h"

namespace probe {

void answer(const char* label, long result) {
  const char* name = result < 0 ? strerrorname_np(static_cast<int>(-result)) : "0";
  std::printf("  %-58s ret=%ld errno=%s", label, result < 0 ? -1L : result, name);
}

void told(const char* label, long result) {
  answer(label, result);
  std::printf("\n");
}

}  // namespace probe
