// What features change of a touch: a missing page that raises SIGBUS, pages that are protected before they
// are there, and protection that the kernel lifts by itself. Each on a mapping of its own, with the word of
// /proc/self/pagemap where nothing else tells.
#include <cerrno>
#include <csignal>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/page_flags.h"

namespace hgm {
namespace {

struct Trick {
  uint64_t features;
  uint64_t mode;
  unsigned long command;
  const char* map;
  const char* step;
  const char* effect;
};

// A mapping of one page, with a descriptor of these features. None where a step was refused.
int descriptorOn(Context& context, const Trick& trick, Mapping& page) {
  page = context.map(trick.map, context.base(), -1);
  const int fd = page ? context.userfaultfd(abi::kFeatureSigbus | trick.features) : -1;
  return fd >= 0 && context.registerAll(fd, page, trick.mode) >= 0 ? fd : -1;
}

long protect(Context& context, Role role, const Trick& trick, int fd, const Mapping& page) {
  return context.protect(role, trick.step, trick.command, fd, page, 0, context.base());
}

// A write to a page that nobody touched, after it was protected: stopped, or not.
void unpopulated(Context& context, Role role, const Trick& trick) {
  Mapping page;
  const int fd = descriptorOn(context, trick, page);
  if (fd < 0 || protect(context, role, trick, fd, page) < 0) return;
  const Access access = context.kernel.store(page.base, 1);
  context.look(trick.effect, "store", "changed", access.signal == SIGBUS ? 1 : 0);
}

// Whether pagemap has the page for protected; a negative errno where it does not tell.
long isProtected(Context& context, const Mapping& page) {
  uint64_t entry = 0;
  const long told = pagemapEntry(context, page.base, entry);
  return told < 0 ? told : (entry & abi::kPagemapUffd) != 0 ? 1 : 0;
}

// A touch of a protected page that goes through, after which it is protected no longer. Returns the
// descriptor.
int lifted(Context& context, const Trick& trick, bool byLoad, Mapping& page) {
  const int fd = descriptorOn(context, trick, page);
  if (fd < 0 || context.store("store", page, 0, 1).signal != 0) return -1;
  if (protect(context, Role::kTest, trick, fd, page) < 0) return -1;
  const long before = isProtected(context, page);
  const Access access = byLoad ? context.kernel.load(page.base) : context.kernel.store(page.base, 2);
  const long after = isProtected(context, page);
  if (before < 0 || after < 0) {
    context.lookedInVain(trick.effect, "pread(pagemap)", before < 0 ? before : after);
    return -1;
  }
  context.look(trick.effect, byLoad ? "load" : "store", "changed",
               access.signal == 0 && before == 1 && after == 0 ? 1 : 0);
  context.journal.last()
      .out("before", static_cast<uint64_t>(before))
      .out("after", static_cast<uint64_t>(after));
  return fd;
}

// From lifting to stopping, on the descriptor that is there.
void setMode(Context& context, const Trick& trick, int fd, const Mapping& page) {
  abi::SetModeArgs args = {0, abi::kFeatureRwpAsync};
  if (context.setMode(Role::kTest, "set_mode", fd, args) < 0) return;
  if (context.protect(Role::kSetup, "protect_again", trick.command, fd, page, 0, context.base()) < 0) return;
  const Access access = context.kernel.load(page.base);
  context.look("set_mode_effect", "load", "changed", access.signal == SIGBUS ? 1 : 0);
}

}  // namespace

void protection(Context& context) {
  const Mapping missing = context.map("map", context.base(), -1);
  uint64_t offered = 0;
  const int fd = missing ? context.userfaultfd(abi::kFeatureSigbus, &offered) : -1;
  if (fd < 0 || context.registerAll(fd, missing, abi::kModeMissing) < 0) return;
  const Access access = context.load(Role::kTest, "sigbus", missing, 0);
  context.look("sigbus_effect", "load", "changed",
               access.signal == SIGBUS && access.code == BUS_ADRERR ? 1 : 0);

  const auto has = [&](uint64_t features) { return (offered & features) == features; };
  if (has(abi::kFeatureBit13)) {
    unpopulated(context, Role::kLook,
                {0, abi::kModeWp, abi::kIocWriteprotect, "map_bare", "bare", "bare_effect"});
    unpopulated(context, Role::kTest,
                {abi::kFeatureBit13, abi::kModeWp, abi::kIocWriteprotect, "map_unpopulated", "unpopulated",
                 "unpopulated_effect"});
  }
  Mapping page;
  if (has(abi::kFeatureWpAsync))
    lifted(context,
           {abi::kFeatureWpAsync, abi::kModeWp, abi::kIocWriteprotect, "map_async", "async", "async_effect"},
           false, page);
  if (!has(abi::kFeatureRwp | abi::kFeatureRwpAsync)) return;
  const Trick tracked = {abi::kFeatureRwp | abi::kFeatureRwpAsync,
                         abi::kModeRwp,
                         abi::kIocRwprotect,
                         "map_rwp_async",
                         "rwp_async",
                         "rwp_async_effect"};
  const int flipped = lifted(context, tracked, true, page);
  if (flipped >= 0) setMode(context, tracked, flipped, page);
}

}  // namespace hgm
