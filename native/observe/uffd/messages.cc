// What the message of a fault says: of the thread that waits, of the address it touched, and whether it met a
// protected page. One thread takes three faults, one after the other, and each is served by the call that
// fits.
#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/waiter.h"

namespace hgm {
namespace {

constexpr uint64_t kInside = 0x123;  // no multiple of any word

// Where the thread touches memory, in that order. Nowhere where it is 0.
struct Places {
  uintptr_t plain, told, written;
};

long touchEach(Context& context, uintptr_t argument) {
  const auto& at = *reinterpret_cast<const Places*>(argument);
  context.kernel.load(at.plain);
  context.kernel.load(at.told);
  if (at.written != 0) context.kernel.store(at.written, 0);
  return 0;
}

struct Told {
  bool here = false;
  bool thread = false;
  uint64_t offset = 0;
  bool protection = false;
};

// Waits for one message and writes it down.
Told hear(Context& context, Waiter& waiter, long thread, Role role, const char* step, int fd,
          const Mapping& mapping) {
  Told told;
  abi::Message message = {};
  const bool arrived = waiter.faultArrives(fd, kPatienceMs, message);
  Entry& entry = context.journal.write(role, step, "read");
  if (!arrived) {
    entry.answer(-ETIMEDOUT);
    return told;
  }
  told.here = true;
  told.thread = static_cast<uint32_t>(message.extra) == static_cast<uint32_t>(thread);
  told.offset = message.address - mapping.base;
  told.protection = (message.flags & abi::kFaultFlagWp) != 0;
  entry.answer(0);
  entry.out("thread", told.thread ? 1 : 0).out("offset", told.offset).out("flags", message.flags, Kind::kHex);
  return told;
}

}  // namespace

void messages(Context& context) {
  const uint64_t page = context.base();
  // Registered before anything is touched, so that no page of one comes with a page of another.
  const Mapping plain = context.map("map", page, -1);
  const Mapping inside = context.map("map_told", page, -1);
  const Mapping written = context.map("map_written", page, -1);
  if (!plain || !inside || !written) return;
  uint64_t offered = 0;
  const int silent = context.userfaultfd(0, &offered);
  if (silent < 0 || context.registerAll(silent, plain, abi::kModeMissing) < 0) return;
  const int telling = context.userfaultfd(offered & (abi::kFeatureThreadId | abi::kFeatureExactAddress));
  if (telling < 0 || context.registerAll(telling, inside, abi::kModeMissing) < 0) return;
  // Refused where the architecture has no write protection.
  const bool protects =
      (offered & abi::kFeatureFlagWp) != 0 &&
      context.registerAll(telling, written, abi::kModeWp, Role::kSetup, "register_wp") >= 0 &&
      context.store("store", written, 0, 1).signal == 0 &&
      context.protect(Role::kSetup, "protect", abi::kIocWriteprotect, telling, written, 0, page) >= 0;

  const Places places = {plain.base + kInside, inside.base + kInside, protects ? written.base : 0};
  Waiter waiter(context, touchEach, reinterpret_cast<uintptr_t>(&places));
  const long thread = waiter.start();
  if (thread < 0) {
    context.journal.write(Role::kSetup, "thread", "clone").answer(thread);
    return;
  }
  const auto source = reinterpret_cast<uintptr_t>(besideStack(context));
  const Told without = hear(context, waiter, thread, Role::kControl, "plain", silent, plain);
  if (!without.here || context.copy(Role::kSetup, "serve", silent, plain, 0, page, source) < 0) return;
  const Told with = hear(context, waiter, thread, Role::kTest, "told", telling, inside);
  if (!with.here || context.copy(Role::kSetup, "serve_told", telling, inside, 0, page, source) < 0) return;
  context.look("thread_effect", "read", "changed", with.thread && !without.thread ? 1 : 0);
  context.look("exact_effect", "read", "changed", with.offset == kInside && without.offset == 0 ? 1 : 0);
  if (protects) {
    const Told met = hear(context, waiter, thread, Role::kTest, "protected", telling, written);
    if (!met.here ||
        context.protect(Role::kSetup, "lift", abi::kIocWriteprotect, telling, written, 0, page, 0) < 0)
      return;
    context.look("protected_effect", "read", "changed", met.protection && !without.protection ? 1 : 0);
  }
  if (!waiter.finishes(kPatienceMs)) context.lookedInVain("ends", "load", -ETIMEDOUT);
}

}  // namespace hgm
