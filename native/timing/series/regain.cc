// MADV_COLLAPSE of a huge page's worth of base pages that were served through a userfaultfd: by CONTINUE
// where there is a file behind the memory, by COPY where there is none.
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kernel/abi.h"
#include "observe/experiments.h"
#include "observe/test_mapping.h"
#include "timing/calls.h"
#include "timing/place.h"
#include "timing/rounds.h"

namespace hgm {
namespace {

struct Guest {
  TestMapping memory;
  Mapping source;  // where there is no alias to fill it by
  int fd;
};

// Empties the memory and serves all of it anew, as base pages.
bool serve(Context& context, const Guest& guest) {
  const auto& [file, target, alias, huge] = guest.memory;
  Kernel& kernel = context.kernel;
  if (file < 0) {
    if (!adviseAll(kernel, target, abi::kMadvDontneed)) return false;
    return copyIn(kernel, guest.fd, target.base, guest.source.base, huge) >= 0;
  }
  if (kernel.call(SYS_ftruncate, file, 0) < 0 ||
      kernel.call(SYS_ftruncate, file, static_cast<long>(huge)) < 0) {
    return false;
  }
  return fillPages(context, alias, context.base()) && resume(kernel, guest.fd, target.base, huge) >= 0;
}

}  // namespace

void timeRegain(Context& context) {
  const uint64_t huge = context.plan.thpBytes;
  if (huge == 0) return;
  const bool shared = context.plan.memory == Memory::kShmem;
  Guest guest = {alignedTestMapping(context), {}, -1};
  const Mapping& target = guest.memory.primary;
  if (!target) return;
  Mapping& filled = shared ? guest.memory.alias : guest.source;
  filled = shared ? basePageAlias(context, guest.memory) : context.map("source", huge, -1);
  if (!filled || !fillPages(context, filled, context.base())) return;
  guest.fd = context.userfaultfd(0);
  if (guest.fd < 0) return;
  if (context.registerAll(guest.fd, target, shared ? abi::kModeMinor : abi::kModeMissing) < 0) return;
  if (!serve(context, guest)) return;
  settle(context, filled.base);
  Measurement m(context, "regain.huge", {huge});
  if (!m) return;
  inRounds(
      m, 1,
      [&](uint32_t) {
        return context.kernel.call(SYS_madvise, static_cast<long>(target.base), static_cast<long>(huge),
                                   abi::kMadvCollapse);
      },
      [&] { return serve(context, guest); });
}

}  // namespace hgm
