#include "program/host/device.h"

#include <cstring>

#include "kernel/reading.h"
#include "kernel/words.h"

namespace hgm {
namespace {

int32_t inProcMisc(const char* device) {
  char text[8192];
  readFile("/proc/misc", text, sizeof text);
  // `126 userfaultfd`, drivers/char/misc.c, misc_seq_show()
  for (Words words(text); !words.ends();) {
    int64_t number = -1;
    char name[64];
    const bool isLine = words.number(number) && words.word(name, sizeof name) && words.lineEnds();
    if (!isLine) break;
    if (std::strcmp(name, device) == 0) return static_cast<int32_t>(number);
  }
  return -1;
}

}  // namespace

int32_t kvmMinor() { return inProcMisc("kvm"); }

int32_t deviceMinor() {
  const int32_t listed = inProcMisc("userfaultfd");
  if (listed >= 0) return listed;
  char text[64];
  readFile("/sys/class/misc/userfaultfd/dev", text, sizeof text);
  int64_t number = -1;
  char major[8];
  Words words(text);
  return words.word(major, sizeof major, ':') && std::strcmp(major, "10") == 0 && words.number(number)
             ? static_cast<int32_t>(number)
             : -1;
}

}  // namespace hgm
