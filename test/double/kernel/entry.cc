// Where the double begins: a constructor, of the preloaded library or of the program that it is linked into,
// and the handler of what it traps.
//
// Environment: HGM_DOUBLE names the mode, HGM_DOUBLE_ROOT the tree of files that stand before those of /proc
// and /sys, HGM_DOUBLE_PATHS which those are. Without HGM_DOUBLE nothing happens.
//
// The handler runs inside whatever made the call, in children too: it uses no library
// function but those that copy memory, no static that is made at run time, and no thread-local storage.
#include <sys/syscall.h>
#include <ucontext.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "calls.h"
#include "filter.h"
#include "mode.h"

namespace twin {
namespace {

long answer(const Call& call) {
  switch (call.number) {
    case SYS_memfd_create:
      return createFile(call);
    case SYS_fstatfs:
      return fileSystemOf(call);
    case SYS_fstat:
      return statusOf(call);
    case SYS_ftruncate:
      return resize(call);
    case SYS_mmap:
      return mapMemory(call);
    case SYS_munmap:
      return unmapMemory(call);
    case SYS_madvise:
      return advise(call);
    case SYS_ioctl:
      return control(call);
    case SYS_openat:
      return openPath(call);
    case SYS_statx:
    case SYS_newfstatat:
      return statusOfPath(call);
    default:
      return call.pass();
  }
}

void onTrap(int, siginfo_t* info, void* context) {
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const Call call = {info->si_syscall,
                     {registers[REG_RDI], registers[REG_RSI], registers[REG_RDX], registers[REG_R10],
                      registers[REG_R8], registers[REG_R9]}};
  registers[REG_RAX] = answer(call);
}

[[noreturn]] void giveUp(const char* what, const char* detail) {
  std::fprintf(stderr, "hgm double: %s: %s\n", what, detail);
  std::_Exit(71);
}

__attribute__((constructor)) void begin() {
  const char* name = std::getenv("HGM_DOUBLE");
  if (name == nullptr) return;
  theMode = findMode(name);
  if (theMode == nullptr) giveUp("no such mode", name);
  if (!chooseTree(std::getenv("HGM_DOUBLE_ROOT"), std::getenv("HGM_DOUBLE_PATHS")))
    giveUp("HGM_DOUBLE_ROOT, HGM_DOUBLE_PATHS", "missing or too long");
  struct sigaction action = {};
  action.sa_sigaction = onTrap;
  action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART;
  sigaction(SIGSYS, &action, nullptr);
  if (installFilter() != 0) giveUp("seccomp", "the filter was refused");
}

}  // namespace
}  // namespace twin
