// What becomes of a thread that waits for a page where nobody will serve it: the handler is gone, or the
// memory.
#include <cerrno>
#include <csignal>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

// A thread that waits on memory of its own.
struct Waiting {
  TestMapping test;
  Load place = {};
  int fd = -1;

  bool begin(Context& context, Waiter& waiter) {
    test = emptyMapping(context, 1);
    fd = test ? context.userfaultfd(0) : -1;
    if (fd < 0 || context.registerAll(fd, test.primary, abi::kModeMissing) < 0) return false;
    place.address = test.primary.base;
    return waiter.startAndFault(fd);
  }
};

// False where the thread waits on.
bool lookAfter(Context& context, Waiter& waiter, const char* effect, const Load& place, int signal) {
  if (!waiter.finishes(kPatienceMs)) {
    context.lookedInVain(effect, "load", -ETIMEDOUT);
    return false;
  }
  const bool met = place.met.signal == signal && (signal != 0 || place.met.byte == 0);
  context.look(effect, "load", "changed", met ? 1 : 0);
  return true;
}

// The last descriptor is closed, as it is where the handler's process dies: userfaultfd_release() wakes
// whoever waits, and the memory is registered no longer (fs/userfaultfd.c).
bool closed(Context& context) {
  Waiting waiting;
  Waiter waiter(context, faultAndTell, reinterpret_cast<uintptr_t>(&waiting.place));
  if (!waiting.begin(context, waiter)) return false;
  context.close(waiting.fd);
  context.journal.write(Role::kTest, "closed", "close").answer(0);
  return lookAfter(context, waiter, "closed_effect", waiting.place, 0);
}

// The memory is unmapped, which wakes nobody: UFFDIO_WAKE does, and there is nothing to touch any more.
void unmapped(Context& context) {
  Waiting waiting;
  Waiter waiter(context, faultAndTell, reinterpret_cast<uintptr_t>(&waiting.place));
  if (!waiting.begin(context, waiter)) return;
  context.unmap(waiting.test.primary);
  context.look("waits", "load", "waiting", waiter.finished() ? 0 : 1);
  if (context.wake(Role::kTest, "unmapped", waiting.fd, waiting.test.primary, context.base()) >= 0)
    lookAfter(context, waiter, "unmapped_effect", waiting.place, SIGSEGV);
}

}  // namespace

void waits(Context& context) {
  if (closed(context)) unmapped(context);
}

}  // namespace hgm
