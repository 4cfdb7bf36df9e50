// UFFDIO_API, REGISTER and UNREGISTER.
#include <cerrno>

#include "control.h"
#include "leaves.h"

namespace twin {
namespace {

constexpr uint64_t kZeropageIoctl = 1u << 4;
constexpr uint64_t kNewIoctls = (1u << 5) | (1u << 8);  // MOVE 6.8, POISON 6.6
constexpr uint64_t kModeMinor = 4;

bool refusesBit13(const Mapping& mapping) {
  // hugetlb_register_hgm(): a stub that fails where HGM is compiled out, else a check for VM_MAYSHARE.
  return theMode->dialect == Dialect::kRfcV2 && (!theMode->compiledIn || mapping.isPrivate);
}

}  // namespace

// What this kernel offers; the real descriptor never hears of bits that mean something else to it, as bit 13
// does, which is its WP_UNPOPULATED, or nothing.
long offerFeatures(const Call& call, uffdio_api& args) {
  const uint64_t offered = theMode->features;
  const uint64_t asked = args.features;
  if (offered != 0 && (args.api != UFFD_API || (asked & ~offered) != 0)) {
    args = {};
    return -EINVAL;
  }
  if (offered != 0) args.features &= kHostFeatures;
  const long result = call.pass();
  if (result != 0) return result;
  Descriptor* descriptor = addDescriptor(static_cast<int>(call.args[0]));
  if (descriptor != nullptr) {
    descriptor->features = asked;
    descriptor->hgm = theMode->dialect == Dialect::kRfcV2 && (asked & kFeatureBit13) != 0;
  }
  if (offered != 0) args.features = offered;
  return 0;
}

long registerRange(const Call& call, uffdio_register& args) {
  const uint64_t unknown = theMode->isOld() ? kNewIoctls : 0;
  Mapping* mapping = findMapping(args.range.start);
  if (mapping == nullptr) {
    const long result = call.pass();
    if (result == 0) args.ioctls &= ~unknown;
    return result;
  }
  const auto fd = static_cast<int>(call.args[0]);
  const Descriptor* descriptor = findDescriptor(fd);
  if (args.range.start % mapping->page() != 0 || args.range.len % mapping->page() != 0) return -EINVAL;
  if (descriptor != nullptr && descriptor->hgm && refusesBit13(*mapping)) return -EINVAL;
  if ((args.mode & kModeMinor) != 0) completePages(*mapping, args.range.start, args.range.len);
  const long result = call.pass();
  if (result != 0) return result;
  args.ioctls &= ~(unknown | kZeropageIoctl);
  if (theMode->features == 0) args.ioctls &= ~(uint64_t{1} << 5);  // never MOVE on hugetlb
  mapping->descriptor = fd;
  mapping->registeredMode = args.mode;
  mapping->registeredFrom = args.range.start;
  mapping->registeredTo = args.range.start + args.range.len;
  return 0;
}

long unregisterRange(const Call& call, const uffdio_range& args) {
  Mapping* mapping = findMapping(args.start);
  if (mapping == nullptr) return call.pass();
  if (args.start % mapping->page() != 0 || args.len % mapping->page() != 0) return -EINVAL;
  const long result = call.pass();
  if (result == 0) mapping->descriptor = -1;
  return result;
}

}  // namespace twin
