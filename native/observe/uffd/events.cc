// Events that are no faults: a thread gives pages up, moves memory, unmaps it and forks, and each call waits
// until the event of it was read. The forked child touches what is missing, and is served through the
// descriptor that the event brought.
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

constexpr uint64_t kPages = 4;
constexpr uint64_t kStackBytes = uint64_t{64} * 1024;
constexpr uint8_t kServedByte = 0x5c;
constexpr int kNotServed = 0xff;

// What the thread does, and what each call answered: 1 where it was not made.
struct Deeds {
  Mapping from, to;  // what is worked on, and the place that it is moved to
  uintptr_t forked;  // a missing page for the child; 0: no fork
  long removed = 1, moved = 1, unmapped = 1, child = 1;
  int status = -1;
};

// Dies with the thread that made it, whatever becomes of that.
[[noreturn]] void beChild(Context& context, long parent, uintptr_t address) {
  context.kernel.call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
  int code = kNotServed;
  if (context.kernel.call(SYS_getppid) == parent) {
    const Access access = context.kernel.load(address);
    if (access.signal == 0) code = access.byte;
  }
  for (;;) context.kernel.call(SYS_exit_group, code);
}

long doAll(Context& context, uintptr_t argument) {
  auto& deeds = *reinterpret_cast<Deeds*>(argument);
  const auto base = static_cast<long>(deeds.from.base);
  const auto length = static_cast<long>(deeds.from.length);
  const auto page = static_cast<long>(context.base());
  const auto to = static_cast<long>(deeds.to.base);
  if (deeds.from) {
    deeds.removed = context.kernel.call(SYS_madvise, base + page, page, abi::kMadvDontneed);
    deeds.moved = context.kernel.call(SYS_mremap, base, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to);
    if (deeds.moved == to) deeds.unmapped = context.kernel.call(SYS_munmap, to, length);
  }
  if (deeds.forked == 0) return 0;
  const long parent = context.kernel.call(SYS_getpid);
  deeds.child = context.kernel.call(SYS_clone, SIGCHLD);
  if (deeds.child == 0) beChild(context, parent, deeds.forked);
  if (deeds.child > 0) context.kernel.call(SYS_wait4, deeds.child, pointerTo(&deeds.status));
  return 0;
}

// What came of it.
struct Heard {
  bool remove = false, remap = false, unmap = false, fork = false, served = false;
};

struct Descriptors {
  int events = -1;  // of what is given up, moved and unmapped
  int forks = -1;
  int child = -1;  // what came with the fork
};

void note(const abi::Message& message, const Deeds& deeds, uint64_t page, Heard& heard) {
  const uintptr_t from = deeds.from.base;
  const uintptr_t to = deeds.to.base;
  const uint64_t length = deeds.from.length;
  if (message.event == abi::kEventRemove)
    heard.remove |= message.flags == from + page && message.address == from + 2 * page;
  if (message.event == abi::kEventRemap)
    heard.remap |= message.flags == from && message.address == to && message.extra == length;
  if (message.event == abi::kEventUnmap) heard.unmap |= message.flags == to && message.address == to + length;
}

// Reads what there is, and serves the child once.
void readAll(Context& context, Descriptors& fds, const Deeds& deeds, const Mapping& forked, Heard& heard) {
  const uint64_t page = context.base();
  abi::Message message = {};
  while (fds.events >= 0 && nextMessage(context, fds.events, message)) note(message, deeds, page, heard);
  if (fds.forks < 0) return;
  if (fds.child < 0 && nextMessage(context, fds.forks, message) && message.event == abi::kEventFork) {
    heard.fork = true;
    fds.child = static_cast<int>(message.flags);
    context.resources.opened(fds.child);
  }
  if (fds.child < 0 || !nextMessage(context, fds.child, message)) return;
  if (message.event != abi::kEventPagefault || message.address != forked.base) return;
  uint8_t* const source = besideStack(context);
  *source = kServedByte;
  heard.served = context.copy(Role::kSetup, "serve_child", fds.child, forked, 0, page,
                              reinterpret_cast<uintptr_t>(source)) >= 0;
}

void tell(Context& context, const char* step, const char* call, long answer, const char* effect, bool asked,
          bool heard) {
  if (!asked || answer == 1) return;
  // The address that mremap gives is nobody's.
  context.journal.write(Role::kTest, step, call).answer(answer > 0 ? 0 : answer);
  if (answer >= 0) context.look(effect, "read", "changed", heard ? 1 : 0);
}

bool serves(const Deeds& deeds, const Heard& heard) {
  return heard.fork && heard.served && WIFEXITED(deeds.status) && WEXITSTATUS(deeds.status) == kServedByte;
}

}  // namespace

void events(Context& context) {
  Deeds deeds = {};
  Descriptors fds;
  uint64_t offered = 0;
  const int asked = context.userfaultfd(0, &offered);
  if (asked < 0) return;
  context.close(asked);
  const uint64_t wanted =
      offered & (abi::kFeatureEventRemap | abi::kFeatureEventRemove | abi::kFeatureEventUnmap);
  if (wanted != 0) {
    deeds.from = context.map("map", kPages * context.base(), -1);
    deeds.to = context.map("map_to", kPages * context.base(), -1);
    if (!deeds.from || !deeds.to) return;
    fds.events = context.userfaultfd(wanted);
    if (fds.events < 0 || context.registerAll(fds.events, deeds.from, abi::kModeMissing) < 0) return;
  }
  // Not for everybody: EPERM without CAP_SYS_PTRACE.
  Mapping forked;
  if ((offered & abi::kFeatureEventFork) != 0) {
    fds.forks = context.openDescriptor();
    if (fds.forks >= 0 && context.api(fds.forks, abi::kFeatureEventFork, Role::kSetup, "api_fork") >= 0) {
      forked = context.map("map_forked", context.base(), -1);
      if (!forked ||
          context.registerAll(fds.forks, forked, abi::kModeMissing, Role::kSetup, "register_forked") < 0)
        return;
      deeds.forked = forked.base;
    } else {
      fds.forks = -1;
    }
  }

  Heard heard;
  Waiter waiter(context, doAll, reinterpret_cast<uintptr_t>(&deeds));
  const Mapping stack = context.map("map_stack", kStackBytes, -1);
  if (!stack) return;
  const long thread = waiter.start(stack);
  if (thread < 0) {
    context.journal.write(Role::kSetup, "thread", "clone").answer(thread);
    return;
  }
  const uint64_t end = context.kernel.now() + uint64_t{kPatienceMs} * 1'000'000u;
  for (uint32_t tries = 0; !waiter.finished() && context.kernel.now() < end; ++tries) {
    readAll(context, fds, deeds, forked, heard);
    context.letOthersRun(tries);
  }
  if (!waiter.finished()) {
    context.resources.complete = false;
    context.lookedInVain("ends", "read", -ETIMEDOUT);
    return;
  }
  const auto has = [&](uint64_t feature) { return (offered & feature) != 0; };
  tell(context, "remove", "madvise", deeds.removed, "remove_effect", has(abi::kFeatureEventRemove),
       heard.remove);
  tell(context, "remap", "mremap", deeds.moved, "remap_effect", has(abi::kFeatureEventRemap), heard.remap);
  tell(context, "unmap", "munmap", deeds.unmapped, "unmap_effect", has(abi::kFeatureEventUnmap), heard.unmap);
  tell(context, "fork", "clone", deeds.child, "fork_effect", deeds.forked != 0, serves(deeds, heard));
  // Gone by other hands than unmap(): the one was moved, the other unmapped.
  if (deeds.moved > 1) context.resources.unmapped(deeds.from);
  if (deeds.unmapped == 0) context.resources.unmapped(deeds.to);
}

}  // namespace hgm
