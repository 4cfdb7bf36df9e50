// POISON: a marker in place of a page, by which an access raises SIGBUS.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/rooms.h"

namespace hgm {
namespace {

long find(Lab& lab, const char* path) {
  struct stat found = {};
  return lab.kernel.call(SYS_newfstatat, AT_FDCWD, static_cast<long>(reinterpret_cast<uintptr_t>(path)),
                         static_cast<long>(reinterpret_cast<uintptr_t>(&found)), 0);
}

// Whether the kernel was built with memory failure handling: then the sysctl of that name stands
// (mm/memory-failure.c), beside one that every kernel has. Seen not to stand twice, so that no single odd
// answer has a poisoned page touched.
bool handlesMemoryFailure(Lab& lab) {
  constexpr const char* kSysctl = "/proc/sys/vm/memory_failure_recovery";
  const long first = find(lab, kSysctl);
  const bool absent =
      first == -ENOENT && find(lab, "/proc/sys/vm/overcommit_memory") == 0 && find(lab, kSysctl) == -ENOENT;
  lab.look("memory_failure", "newfstatat", "handled", absent ? 0 : 1);
  return !absent;
}

const char* codeName(int code) {
  switch (code) {
    case BUS_ADRERR:
      return "BUS_ADRERR";
    case BUS_MCEERR_AR:
      return "BUS_MCEERR_AR";
    default:
      return "other";
  }
}

// Which SIGBUS it is. Touched only where that leaves no line in the log: x86 writes "MCE: Killing" in the
// very lines that give BUS_MCEERR_AR, and has them only with memory failure handling (arch/x86/mm/fault.c,
// do_sigbus).
void lookAtSignal(Lab& lab, const char* step, const Mapping& mapping) {
  if (handlesMemoryFailure(lab)) return;
  const Access access = lab.load(Role::kLook, step, mapping, 0);
  if (access.signal == SIGBUS) lab.journal.last().out("code", codeName(access.code));
}

long poison(Lab& lab, Role role, const char* step, int fd, const Mapping& to, uint64_t length) {
  return lab.fill(role, step, abi::kIocPoison, fd, to, 0, length);
}

// A marker, so no page is taken. A second call that finds something there (EEXIST) is the look.
bool poisonTwice(Lab& lab, const char* step, const char* again, int fd, const Room& room, uint64_t length) {
  if (poison(lab, Role::kTest, step, fd, room.primary, length) < 0) return false;
  const long second = poison(lab, Role::kLook, again, fd, room.primary, length);
  if (second == -EEXIST) lab.journal.last().out("changed", 1);
  return second == -EEXIST;
}

// The control of hugetlb memory: the same call, one base page of shmem.
void form(Lab& lab) {
  const Room room = formRoom(lab, Memory::kShmem);
  if (!room) return;
  const int fd = roomDescriptor(lab, room.primary, abi::kModeMissing);
  if (fd >= 0) poison(lab, Role::kControl, "form", fd, room.primary, lab.base());
}

}  // namespace

void poisonPages(Lab& lab) {
  const bool hugetlb = lab.plan.memory == Memory::kHugetlb;
  if (hugetlb) form(lab);
  const Room room = emptyRoom(lab, 1);
  if (!room) return;
  const int fd = roomDescriptor(lab, room.primary, abi::kModeMissing);
  if (fd < 0) return;
  const bool base = poisonTwice(lab, "base", "base_effect", fd, room, lab.base());
  if (base) lookAtSignal(lab, "base_signal", room.primary);
  if (!hugetlb) return;
  const bool huge = poisonTwice(lab, "huge", "huge_effect", fd, room, room.unit);
  if (huge) lookAtSignal(lab, "huge_signal", room.primary);
}

}  // namespace hgm
