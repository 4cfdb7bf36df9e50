#include "observe/hanging.h"

#include <cstring>

namespace hgm {
namespace {

bool isApi(const Entry& entry) {
  return entry.call != nullptr && std::strcmp(entry.call, "ioctl(UFFDIO_API)") == 0;
}

// No filter sees what UFFDIO_API asks for: once it was answered, a machine that is busy is why one is late.
bool hasAnswered(const Journal& journal) {
  for (size_t i = 0; i < journal.entryCount; ++i) {
    if (isApi(journal.entries[i]) && journal.entries[i].returned) return true;
  }
  return false;
}

}  // namespace

Spared waysLostIn(const Journal& journal) {
  Spared lost;
  if (journal.entryCount == 0) return lost;
  const Entry& last = journal.entries[journal.entryCount - 1];
  if (last.returned || last.call == nullptr) return lost;
  lost.userMode = lost.plain = std::strcmp(last.call, "userfaultfd") == 0;
  lost.api = isApi(last) && !hasAnswered(journal);
  for (const char* step : kMachineSteps) lost.kvm |= std::strcmp(last.step, step) == 0;
  return lost;
}

}  // namespace hgm
