#include "observe/hanging.h"

#include <cstring>

namespace hgm {

Spared waysLostIn(const Journal& journal) {
  Spared lost;
  if (journal.entryCount == 0) return lost;
  const Entry& last = journal.entries[journal.entryCount - 1];
  if (last.returned || last.call == nullptr) return lost;
  lost.userMode = lost.plain = std::strcmp(last.call, "userfaultfd") == 0;
  lost.api = std::strcmp(last.call, "ioctl(UFFDIO_API)") == 0;
  return lost;
}

}  // namespace hgm
