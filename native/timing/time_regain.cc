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
  int file;
  int fd;
  Mapping alias;
  Mapping target;
  Mapping source;
};

// Empties the memory and serves all of it anew, as base pages.
bool serve(Context& context, const Guest& guest) {
  const uint64_t huge = guest.target.length;
  Kernel& kernel = context.kernel;
  if (guest.file < 0) {
    if (!adviseAll(kernel, guest.target, abi::kMadvDontneed)) return false;
    return copyIn(kernel, guest.fd, guest.target.base, guest.source.base, huge) >= 0;
  }
  if (kernel.call(SYS_ftruncate, guest.file, 0) < 0 ||
      kernel.call(SYS_ftruncate, guest.file, static_cast<long>(huge)) < 0) {
    return false;
  }
  return fillPages(context, guest.alias, context.base()) &&
         resume(kernel, guest.fd, guest.target.base, huge) >= 0;
}

}  // namespace

void timeRegain(Context& context) {
  const uint64_t huge = context.plan.thpBytes;
  if (huge == 0) return;
  const bool shared = context.plan.memory == Memory::kShmem;
  Guest guest = {shared ? context.file(0, huge) : -1, -1, {}, {}, {}};
  if (shared && guest.file < 0) return;
  guest.target = alignedMapping(context, "map", guest.file);
  if (shared) {
    guest.alias = context.map("alias", huge, guest.file);
  } else {
    guest.source = context.map("source", huge, -1);
  }
  if (!guest.target || (!guest.alias && !guest.source)) return;
  if (!shared && !fillPages(context, guest.source, context.base())) return;
  guest.fd = context.userfaultfd(0);
  if (guest.fd < 0) return;
  if (context.registerAll(guest.fd, guest.target, shared ? abi::kModeMinor : abi::kModeMissing) < 0) return;
  if (!serve(context, guest)) return;
  settle(context, shared ? guest.alias.base : guest.source.base);
  Measurement m(context, "regain.huge", {huge});
  if (!m) return;
  inRounds(
      m, 1,
      [&](uint32_t) {
        return context.kernel.call(SYS_madvise, static_cast<long>(guest.target.base), static_cast<long>(huge),
                                   abi::kMadvCollapse);
      },
      [&] { return serve(context, guest); });
}

}  // namespace hgm
