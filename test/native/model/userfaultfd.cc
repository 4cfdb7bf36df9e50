// Opening, UFFDIO_API, UFFDIO_REGISTER (kernel-facts, section 4).
#include <fcntl.h>

#include <cerrno>

#include "model/model.h"
#include "model/thread.h"

namespace model {
namespace {

namespace abi = hgm::abi;

constexpr uint64_t bit(unsigned number) { return uint64_t{1} << number; }
constexpr unsigned kEventFork = 1;
constexpr unsigned kWpUnpopulated = 13;
constexpr unsigned kWpAsync = 15;
constexpr unsigned kRwp = 17;
constexpr unsigned kRwpAsync = 18;

template <typename Args>
Args& in(long argument) {
  return *reinterpret_cast<Args*>(argument);
}

}  // namespace

long Model::openUserfaultfd(uint64_t flags) {
  if (traits.seccomp) return -EPERM;
  const uint64_t plain = O_CLOEXEC | O_NONBLOCK;
  const uint64_t userMode = traits.since(511) ? abi::kUserModeOnly : 0;
  const bool allowed = traits.root || traits.sysctl || (flags & userMode) != 0;
  // Permission before flags: that is what tells the kernel's EPERM from a filter's.
  if (!allowed) {
    if (traits.since(511) && !traits.since(601)) log.emplace_back("userfaultfd: refused");
    return -EPERM;
  }
  if ((flags & ~(plain | userMode)) != 0) return -EINVAL;
  Descriptor made = {Descriptor::Kind::kUserfaultfd};
  made.userModeOnly = (flags & userMode) != 0;
  return add(made);
}

long Model::ioctl(long fd, unsigned long command, long argument) {
  Descriptor* const of = descriptor(fd);
  if (of == nullptr) return -EBADF;
  if (of->kind == Descriptor::Kind::kDevice) {
    return command == abi::kIocNew ? add({Descriptor::Kind::kUserfaultfd}) : -EINVAL;
  }
  constexpr unsigned long kFioclex = 0x5451;
  if (command == kFioclex) return 0;
  if (of->kind == Descriptor::Kind::kPagemap && command == abi::kIocScan)
    return scan(in<abi::ScanArgs>(argument));
  if (of->kind != Descriptor::Kind::kUserfaultfd) return -ENOTTY;
  if (command == abi::kIocApi) return api(*of, in<abi::ApiArgs>(argument));
  if (!of->ready) return -EINVAL;
  const int number = static_cast<int>(fd);
  switch (command) {
    case abi::kIocRegister:
      return registerRange(number, *of, in<abi::RegisterArgs>(argument));
    case abi::kIocWake: {
      const auto& range = in<abi::Range>(argument);
      if (!plainRange(range.start, range.len)) return -EINVAL;
      wake(number, range.start, range.len);
      return 0;  // 4K of hugetlb as well: no marker
    }
    case abi::kIocCopy:
      return copy(number, in<abi::CopyArgs>(argument));
    case abi::kIocZeropage:
      return zero(number, in<abi::FillArgs>(argument));
    case abi::kIocContinue:
      return traits.since(513) ? resume(number, *of, in<abi::FillArgs>(argument)) : -EINVAL;
    case abi::kIocPoison:
      return traits.since(606) ? poison(number, in<abi::FillArgs>(argument)) : -EINVAL;
    case abi::kIocWriteprotect:
      return protect(in<abi::ProtectArgs>(argument), abi::kModeWp);
    case abi::kIocRwprotect:
      return traits.since(703) ? protect(in<abi::ProtectArgs>(argument), abi::kModeRwp) : -EINVAL;
    case abi::kIocSetMode:
      return traits.since(703) ? setMode(*of, in<abi::SetModeArgs>(argument)) : -EINVAL;
    case abi::kIocMove:
      return traits.since(608) ? move(in<abi::MoveArgs>(argument)) : -EINVAL;
    default:
      return -EINVAL;  // not ENOTTY
  }
}

long Model::api(Descriptor& of, abi::ApiArgs& args) {
  const uint64_t asked = args.features;
  const bool alone = (asked & bit(kRwpAsync)) != 0 && (asked & bit(kRwp)) == 0;
  if (of.ready || args.api != abi::kApi || (asked & ~traits.features()) != 0 || alone) {
    args = {};
    return -EINVAL;
  }
  if ((asked & bit(kEventFork)) != 0 && !traits.root) return -EPERM;
  of.ready = true;
  of.enabled = asked | ((asked & bit(kWpAsync)) != 0 ? bit(kWpUnpopulated) : 0);
  args.features = traits.features();
  args.ioctls = traits.apiIoctls();
  return 0;
}

bool Model::takes(const Vma& vma, uint64_t modes) const {
  if ((modes & abi::kModeWp) != 0 && vma.file && !traits.since(519)) return false;
  if ((modes & abi::kModeMinor) != 0) {
    if (!vma.file || !traits.since(vma.hugetlb() ? 513 : 514)) return false;
  }
  return true;
}

uint64_t Model::ioctlsOf(const Vma& vma, uint64_t modes) const {
  uint64_t mask = bit(2) | bit(3);                                        // WAKE, COPY
  if (!vma.hugetlb()) mask |= bit(4) | (traits.since(608) ? bit(5) : 0);  // ZEROPAGE, MOVE
  if (traits.since(606)) mask |= bit(8);                                  // POISON
  if ((modes & abi::kModeWp) != 0) mask |= bit(6);
  if ((modes & abi::kModeMinor) != 0) mask |= bit(7);
  if ((modes & abi::kModeRwp) != 0) mask |= bit(9);
  return mask;
}

long Model::registerRange(int fd, const Descriptor& of, abi::RegisterArgs& args) {
  const uint64_t known = abi::kModeMissing | abi::kModeWp | (traits.since(513) ? abi::kModeMinor : 0) |
                         (traits.since(703) ? abi::kModeRwp : 0);
  const bool bothProtections = (args.mode & abi::kModeWp) != 0 && (args.mode & abi::kModeRwp) != 0;
  if (args.mode == 0 || (args.mode & ~known) != 0 || bothProtections) return -EINVAL;
  if (!plainRange(args.range.start, args.range.len)) return -EINVAL;
  Vma* const vma = space_.holding(args.range.start, args.range.len);
  if (vma == nullptr) return -EINVAL;
  if (((args.range.start | args.range.len) & (vma->unit - 1)) != 0) return -EINVAL;
  if (vma->userfaultfd >= 0 && vma->userfaultfd != fd) return -EBUSY;
  if (!takes(*vma, args.mode)) return -EINVAL;
  const bool bit13 = (of.enabled & bit(kWpUnpopulated)) != 0;
  if (vma->hugetlb() && bit13 && traits.patch == Patch::kRfcV2Off) return -EINVAL;
  if (vma->hugetlb() && bit13 && traits.patch == Patch::kRfcV2 && !vma->shared) return -EINVAL;
  if (args.range.start != vma->start || args.range.len != vma->end - vma->start) {
    harm.emplace_back("REGISTER of a part");
  }
  vma->userfaultfd = fd;
  vma->modes = args.mode;
  args.ioctls = ioctlsOf(*vma, args.mode);
  return 0;
}

}  // namespace model
