// UFFDIO_API: what is offered, what can be asked for alone, what a feature drags along or needs.
#include <sys/syscall.h>

#include <cerrno>

#include "kernel/abi.h"
#include "observe/experiments.h"

namespace hgm {
namespace {

// The features that the descriptor really has, from the line `API:<tab>aa:<features>:<ioctls>` of its
// fdinfo: UFFDIO_API itself answers with all that exist. Source: userfaultfd_show_fdinfo(). 0: not told.
uint64_t enabledFeatures(Context& context, int fd) {
  const StepName path("fdinfo/", static_cast<uint64_t>(fd));
  const long info = context.openOwn(path.text);
  if (info < 0) return 0;
  char text[512];
  const long got = context.kernel.call(SYS_read, info, pointerTo(text), sizeof text);
  context.close(info);

  constexpr char kKey[] = "API:\taa:";
  constexpr long kKeyLength = sizeof kKey - 1;
  for (long at = 0; at + kKeyLength < got; ++at) {
    long matched = 0;
    while (matched < kKeyLength && text[at + matched] == kKey[matched]) ++matched;
    if (matched < kKeyLength) continue;
    uint64_t value = 0;
    for (at += kKeyLength; at < got; ++at) {
      const char c = text[at];
      if (c >= '0' && c <= '9') {
        value = value * 16 + static_cast<uint64_t>(c - '0');
      } else if (c >= 'a' && c <= 'f') {
        value = value * 16 + static_cast<uint64_t>(c - 'a' + 10);
      } else {
        break;
      }
    }
    return value;
  }
  return 0;
}

// Asks on a fresh descriptor, since a second UFFDIO_API on one is refused. Returns the ioctl's answer.
long ask(Context& context, const char* step, uint64_t features, uint64_t* offered) {
  const long fd = context.openDescriptor();
  if (fd < 0) return fd;
  const long result = context.api(static_cast<int>(fd), features, Role::kTest, step);
  Entry& entry = context.journal.last();
  if (result >= 0 && offered != nullptr) *offered = entry.outs[0].value;
  if (result >= 0 && features != 0) {
    const uint64_t enabled = enabledFeatures(context, static_cast<int>(fd));
    if (enabled != 0) entry.out("enabled", enabled, Kind::kHex);
  }
  context.close(fd);
  return result;
}

bool has(uint64_t mask, unsigned bit) { return ((mask >> bit) & 1u) != 0; }

}  // namespace

void api(Context& context) {
  uint64_t offered = 0;
  if (ask(context, "offer", 0, &offered) < 0) return;

  uint64_t refused = 0;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if (bit > abi::kLastNamedFeature && !has(offered, bit)) continue;
    const long result = ask(context, StepName("bit", bit).text, uint64_t{1} << bit, nullptr);
    if (result == -EINVAL && has(offered, bit)) refused |= uint64_t{1} << bit;
  }
  // A bit that is offered and refused alone wants company (RWP_ASYNC wants RWP).
  for (unsigned bit = 0; bit < 64; ++bit) {
    for (unsigned other = 0; has(refused, bit) && other < 64; ++other) {
      if (other == bit || !has(offered, other) || has(refused, other)) continue;
      const StepName head("bit", bit, "_with_");
      const uint64_t both = (uint64_t{1} << bit) | (uint64_t{1} << other);
      if (ask(context, StepName(head.text, other).text, both, nullptr) >= 0) break;
    }
  }
}

}  // namespace hgm
