#include "observe/hanging.h"

#include <cstring>

namespace hgm {

bool lostInUserfaultfd(const Journal& journal) {
  if (journal.entryCount == 0) return false;
  const Entry& last = journal.entries[journal.entryCount - 1];
  return !last.returned && last.call != nullptr && std::strcmp(last.call, "userfaultfd") == 0;
}

}  // namespace hgm
