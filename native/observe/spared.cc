#include "observe/spared.h"

#include <cerrno>
#include <cstring>

namespace hgm {
namespace {

const Entry* find(const Journal& journal, const char* step) {
  for (size_t i = 0; i < journal.entryCount; ++i) {
    if (std::strcmp(journal.entries[i].step, step) == 0) return &journal.entries[i];
  }
  return nullptr;
}

// By rights, or by a filter that says that there is no such call; and a call that its maker did not survive.
bool isRefused(const Entry* entry) {
  if (entry == nullptr) return false;
  return !entry->returned || entry->ret == -EACCES || entry->ret == -EPERM || entry->ret == -ENOSYS;
}

}  // namespace

Spared waysToSpare(const Journal& ways) {
  const Entry* const plain = find(ways, "syscall");
  Spared spared;
  spared.device = isRefused(find(ways, "device_open")) || isRefused(find(ways, "device_new"));
  spared.userMode = isRefused(find(ways, "user_mode_only"));
  // Not made after such an answer to the other: see observe/ways.cc.
  spared.plain = isRefused(plain) || (plain == nullptr && spared.userMode);
  return spared;
}

void spare(Plan& plan, const Spared& spared) {
  plan.spareDevice |= spared.device;
  plan.spareUserMode |= spared.userMode;
  plan.quiet |= spared.plain;
  plan.deviceOnly |= spared.userMode && spared.plain;
}

}  // namespace hgm
