#include "observe/memory/page_flags.h"

#include <sys/syscall.h>

#include <cerrno>

namespace hgm {
namespace {

constexpr uint64_t kFrame = (uint64_t{1} << 55) - 1;  // Documentation/admin-guide/mm/pagemap.rst
constexpr uint64_t kThp = uint64_t{1} << 22;          // KPF_THP

// The word of that number in a file of them, or a negative errno.
long wordAt(Context& context, long file, uint64_t number, uint64_t& word) {
  if (file < 0) return file;
  const long got = context.kernel.call(SYS_pread64, file, pointerTo(&word), sizeof word,
                                       static_cast<long>(number * sizeof word));
  context.close(file);
  if (got == sizeof word) return 0;
  return got < 0 ? got : -ENODATA;
}

}  // namespace

long pagemapEntry(Context& context, uintptr_t address, uint64_t& entry) {
  return wordAt(context, context.openOwn("pagemap"), address / context.base(), entry);
}

void lookAtPageFlags(Context& context, const char* step, const Mapping& mapping) {
  if (context.ownProc != AT_FDCWD) return;
  uint64_t entry = 0;
  if (pagemapEntry(context, mapping.base, entry) < 0 || (entry & kFrame) == 0) return;
  const auto path = pointerTo("/proc/kpageflags");
  uint64_t flags = 0;
  const long file = context.kernel.call(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  const long answer = wordAt(context, file, entry & kFrame, flags);
  if (answer < 0) return context.lookedInVain(step, "pread(/proc/kpageflags)", answer);
  context.look(step, "pread(/proc/kpageflags)", "huge", (flags & kThp) != 0 ? 1 : 0);
}

}  // namespace hgm
