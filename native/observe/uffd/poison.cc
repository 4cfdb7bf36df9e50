// POISON: a marker in place of a page, by which an access raises SIGBUS.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <csignal>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

long find(Context& context, const char* path) {
  struct stat found = {};
  return context.kernel.call(SYS_newfstatat, AT_FDCWD, pointerTo(path), pointerTo(&found), 0);
}

// Whether the kernel was built with memory failure handling: then the sysctl of that name stands
// (mm/memory-failure.c), beside one that every kernel has. Seen not to stand twice, so that no single odd
// answer has a poisoned page touched.
bool handlesMemoryFailure(Context& context) {
  constexpr const char* kSysctl = "/proc/sys/vm/memory_failure_recovery";
  const long first = find(context, kSysctl);
  const bool absent = first == -ENOENT && find(context, "/proc/sys/vm/overcommit_memory") == 0 &&
                      find(context, kSysctl) == -ENOENT;
  context.look("memory_failure", "newfstatat", "handled", absent ? 0 : 1);
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
void lookAtSignal(Context& context, const char* step, const Mapping& mapping) {
  if (handlesMemoryFailure(context)) return;
  const Access access = context.load(Role::kLook, step, mapping, 0);
  if (access.signal == SIGBUS) context.journal.last().out("code", codeName(access.code));
}

long poison(Context& context, Role role, const char* step, int fd, const Mapping& to, uint64_t length) {
  return context.fill(role, step, abi::kIocPoison, fd, to, 0, length);
}

// A marker, so no page is taken. A second call that finds something there (EEXIST) is the look.
bool poisonTwice(Context& context, const char* step, const char* again, int fd, const TestMapping& test,
                 uint64_t length) {
  if (poison(context, Role::kTest, step, fd, test.primary, length) < 0) return false;
  const long second = poison(context, Role::kLook, again, fd, test.primary, length);
  if (second == -EEXIST) context.journal.last().out("changed", 1);
  return second == -EEXIST;
}

// The control of hugetlb memory: the same call, one base page of shmem.
void form(Context& context) {
  const TestMapping test = formMapping(context, Memory::kShmem);
  if (!test) return;
  const int fd = sigbusDescriptor(context, test.primary, abi::kModeMissing);
  if (fd >= 0) poison(context, Role::kControl, "form", fd, test.primary, context.base());
}

}  // namespace

void poisonPages(Context& context) {
  const bool hugetlb = context.plan.memory == Memory::kHugetlb;
  if (hugetlb) form(context);
  const TestMapping test = emptyMapping(context, 1);
  if (!test) return;
  const int fd = sigbusDescriptor(context, test.primary, abi::kModeMissing);
  if (fd < 0) return;
  const bool base = poisonTwice(context, "base", "base_effect", fd, test, context.base());
  if (base) lookAtSignal(context, "base_signal", test.primary);
  if (!hugetlb) return;
  const bool huge = poisonTwice(context, "huge", "huge_effect", fd, test, test.unit);
  if (huge) lookAtSignal(context, "huge_signal", test.primary);
}

}  // namespace hgm
