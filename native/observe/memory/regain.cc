// The way back: a huge page's worth of base pages that were served one by one, made one huge page again by
// MADV_COLLAPSE, while the memory is registered or else after that. The kernel says itself how it is mapped.
#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/memory/advice.h"
#include "observe/memory/page_flags.h"
#include "observe/memory/smaps.h"
#include "observe/test_mapping.h"

namespace hgm {
namespace {

struct Names {
  const char* serve;
  const char* served;
  const char* registered;
  const char* effect;
  const char* bytes;
  const char* flags;
  const char* after;
  const char* afterEffect;
  const char* afterBytes;
  const char* afterFlags;
};

constexpr Names kByContinue = {
    "serve_continue",       "served_continue",      "continue_registered", "continue_effect",
    "continue_bytes",       "continue_flags",       "continue_after",      "continue_after_effect",
    "continue_after_bytes", "continue_after_flags",
};
constexpr Names kByCopy = {
    "serve_copy", "served_copy", "copy_registered",   "copy_effect",      "copy_bytes",
    "copy_flags", "copy_after",  "copy_after_effect", "copy_after_bytes", "copy_after_flags",
};

uint8_t byteOf(uint64_t page) { return static_cast<uint8_t>(page * 7 + 3); }

// Bytes that tell each page from its neighbours. The pages come by one call where the kernel has it, or else
// by a fault each.
bool writeAll(Context& context, const char* step, const Mapping& mapping) {
  context.advise(Role::kSetup, "populate", mapping, 0, mapping.length, abi::kMadvPopulateWrite);
  for (uint64_t at = 0; at < mapping.length; at += context.base()) {
    if (context.kernel.store(mapping.base + at, byteOf(at / context.base())).signal == 0) continue;
    context.store(step, mapping, at, 0);
    return false;
  }
  return true;
}

void lookAtBytes(Context& context, const char* step, const Mapping& target) {
  uint64_t wrong = 0;
  for (uint64_t at = 0; at < target.length; at += context.base()) {
    const Access access = context.kernel.load(target.base + at);
    if (access.signal != 0 || access.byte != byteOf(at / context.base())) ++wrong;
  }
  context.look(step, "load", "wrongPages", wrong);
}

// Whether the kernel took the advice, and what became of the memory then.
bool collapseAll(Context& context, const char* step, const char* effect, const char* bytes, const char* flags,
                 const Mapping& target) {
  if (context.advise(Role::kTest, step, target, 0, target.length, abi::kMadvCollapse) < 0) return false;
  // The first touch maps what was only put together in the page cache.
  lookAtBytes(context, bytes, target);
  lookForHugePage(context, effect, target);
  lookAtPageFlags(context, flags, target);
  return true;
}

void serveAndCollapse(Context& context, bool byContinue, const Mapping& source) {
  const Names& names = byContinue ? kByContinue : kByCopy;
  const uint64_t huge = context.plan.thpBytes;
  const TestMapping test = alignedTestMapping(context);
  const Mapping& target = test.primary;
  if (!target || !hugeRangeIsFine(context, target)) return;
  if (byContinue) {
    const Mapping alias = basePageAlias(context, test);
    if (!alias || !writeAll(context, "store_alias", alias)) return;
  }
  const int fd = sigbusDescriptor(context, target, byContinue ? abi::kModeMinor : abi::kModeMissing);
  if (fd < 0) return;
  const long served =
      byContinue ? context.fill(Role::kSetup, names.serve, abi::kIocContinue, fd, target, 0, huge, "mapped")
                 : context.copy(Role::kSetup, names.serve, fd, target, 0, huge, source.base);
  if (served < 0) return;
  lookForHugePage(context, names.served, target);
  if (collapseAll(context, names.registered, names.effect, names.bytes, names.flags, target)) return;
  context.close(fd);  // and with it the registration is gone
  collapseAll(context, names.after, names.afterEffect, names.afterBytes, names.afterFlags, target);
}

}  // namespace

void regain(Context& context) {
  if (context.plan.thpBytes == 0) return;
  const Mapping source = context.map("source", context.plan.thpBytes, -1);
  if (!source || !writeAll(context, "store_source", source)) return;
  if (context.plan.memory == Memory::kShmem) serveAndCollapse(context, true, source);
  serveAndCollapse(context, false, source);
}

}  // namespace hgm
