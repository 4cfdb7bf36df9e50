#include "observe/spared.h"

#include <cerrno>
#include <cstring>

#include "kernel/abi.h"

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

// EVENT_FORK is the one feature that the kernel itself asks a capability for (fs/userfaultfd.c,
// userfaultfd_api).
bool isRefusedApi(const Entry& entry) {
  if (std::strcmp(entry.call, "ioctl(UFFDIO_API)") != 0) return false;
  return isRefused(&entry) && (entry.args[0].value & abi::kFeatureEventFork) == 0;
}

bool refusesApi(const Journal& journal) {
  for (size_t i = 0; i < journal.entryCount; ++i) {
    if (isRefusedApi(journal.entries[i])) return true;
  }
  return false;
}

}  // namespace

Spared waysToSpare(const Journal& journal) {
  const Entry* const plain = find(journal, "syscall");
  Spared spared;
  spared.device = isRefused(find(journal, "device_open")) || isRefused(find(journal, "device_new"));
  spared.userMode = isRefused(find(journal, "user_mode_only"));
  spared.api = refusesApi(journal);
  for (const char* step : kMachineSteps) {
    spared.kvm |= isRefused(find(journal, step));
  }
  // Not made after such an answer to the other: see observe/entry/ways.cc.
  spared.plain = isRefused(plain) || (plain == nullptr && spared.userMode);
  return spared;
}

void spare(Plan& plan, const Spared& spared) {
  plan.spareDevice |= spared.device;
  plan.spareUserMode |= spared.userMode;
  plan.spareApi |= spared.api;
  plan.spareKvm |= spared.kvm;
  plan.quiet |= spared.plain;
  plan.deviceOnly |= spared.userMode && spared.plain;
}

}  // namespace hgm
