// The guard itself: it must see each thing that it is there to see.
#include "harness/guard.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <functional>

#include "harness/plans.h"

namespace {

namespace abi = hgm::abi;

using harness::Guard;
using model::k2M;

constexpr long kOpen = O_CLOEXEC | O_NONBLOCK;

// A guarded kernel with one hugetlb mapping and one registered descriptor.
struct Site {
  explicit Site(const hgm::Plan& what) : plan(what), kernel(model::stock(618)), guard(kernel, plan) {
    const long flags = 1 | 8 | 4 | (21L << abi::kMfdHugeShift);
    file = call(SYS_memfd_create, 0, flags);
    call(SYS_ftruncate, file, 2 * k2M);
    map = call(SYS_mmap, 0, 2 * k2M, PROT_READ, MAP_SHARED | MAP_NORESERVE, file);
    fd = call(SYS_userfaultfd, 1 | kOpen);
    abi::ApiArgs args = {abi::kApi, abi::kFeatureSigbus, 0};
    ioctl(abi::kIocApi, &args);
  }
  long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
    return guard.call(number, a, b, c, d, e, 0);
  }
  long ioctl(unsigned long command, void* args) {
    return call(SYS_ioctl, fd, static_cast<long>(command),
                static_cast<long>(reinterpret_cast<uintptr_t>(args)));
  }
  long enroll(uint64_t length, uint64_t mode = abi::kModeMinor) {
    abi::RegisterArgs args = {{static_cast<uintptr_t>(map), length}, mode, 0};
    return ioctl(abi::kIocRegister, &args);
  }
  long buffer() { return static_cast<long>(reinterpret_cast<uintptr_t>(space)); }
  void fill(unsigned long command, uint64_t offset, uint64_t length) {
    abi::FillArgs args = {{static_cast<uintptr_t>(map) + offset, length}, 0, 0};
    ioctl(command, &args);
  }

  hgm::Plan plan;
  model::Model kernel;
  Guard guard;
  long file, map, fd;
  uint8_t space[8] = {};
};

struct Misdeed {
  const char* seen;
  std::function<void(Site&)> commit;
};

const Misdeed kMisdeeds[] = {
    {"munmap of anything but a whole mapping", [](Site& s) { s.call(SYS_munmap, s.map, k2M); }},
    {"mprotect of hugetlb memory", [](Site& s) { s.call(SYS_mprotect, s.map, k2M, PROT_NONE); }},
    {"copy outside of every mapping",
     [](Site& s) { s.guard.copyBytes(static_cast<uintptr_t>(s.map), 7, 4096); }},
    {"system call", [](Site& s) { s.call(SYS_mlock, s.map, 2 * k2M); }},
    {"mremap of anything but", [](Site& s) { s.call(SYS_mremap, s.map, 2 * k2M, 4 * k2M, MREMAP_MAYMOVE); }},
    {"REGISTER of anything but a whole mapping", [](Site& s) { s.enroll(k2M); }},
    {"a second REGISTER", [](Site& s) { s.enroll(2 * k2M), s.enroll(2 * k2M); }},
    {"UNREGISTER",
     [](Site& s) {
       s.enroll(2 * k2M);
       abi::Range range = {static_cast<uintptr_t>(s.map), k2M};
       s.ioctl(abi::kIocUnregister, &range);
     }},
    {"memory that is not registered", [](Site& s) { s.fill(abi::kIocContinue, 0, 4096); }},
    {"COLLAPSE of a part", [](Site& s) { s.call(SYS_madvise, s.map, 4096, abi::kMadvCollapse); }},
    {"COLLAPSE of a part", [](Site& s) { s.call(SYS_madvise, s.map + 4096, k2M, abi::kMadvCollapse); }},
    {"MADV_SPLIT of memory",
     [](Site& s) { s.enroll(2 * k2M), s.call(SYS_madvise, s.map, k2M, abi::kMadvSplit); }},
    {"mincore of hugetlb", [](Site& s) { s.call(SYS_mincore, s.map, 4096, s.buffer()); }},
    {"advice 24", [](Site& s) { s.call(SYS_madvise, s.map, k2M, 24); }},
    {"advice 100", [](Site& s) { s.call(SYS_madvise, s.map, k2M, 100); }},
    {"MFD_NOEXEC_SEAL", [](Site& s) { s.call(SYS_memfd_create, 0, 1); }},
    {"MFD_CLOEXEC", [](Site& s) { s.call(SYS_memfd_create, 0, 8); }},
    {"without O_CLOEXEC", [](Site& s) { s.call(SYS_userfaultfd, 1 | O_NONBLOCK); }},
    {"plain userfaultfd", [](Site& s) { s.call(SYS_userfaultfd, kOpen); }},
    {"a page that was not lent", [](Site& s) { s.guard.store(static_cast<uintptr_t>(s.map), 1); }},
    {"touch of a poisoned page",
     [](Site& s) {
       s.enroll(2 * k2M, abi::kModeMissing);
       s.fill(abi::kIocPoison, 0, k2M);
       s.guard.load(static_cast<uintptr_t>(s.map) + 5);
     }},
    {"touch outside of every mapping", [](Site& s) { s.guard.load(7); }},
};

TEST(GuardTest, SeesEachMisdeed) {
  for (const Misdeed& each : kMisdeeds) {
    hgm::Plan what = harness::plan("hgm_hole", hgm::Memory::kHugetlb, k2M);
    what.quiet = true;
    Site site(what);
    EXPECT_TRUE(site.guard.violations().empty()) << each.seen;
    each.commit(site);
    bool seen = false;
    for (const std::string& wrong : site.guard.violations())
      seen |= wrong.find(each.seen) != std::string::npos;
    EXPECT_TRUE(seen) << each.seen;
  }
}

TEST(GuardTest, SeesASecondPage) {
  Site site(harness::borrowing("hgm_proof", k2M));
  site.guard.store(static_cast<uintptr_t>(site.map), 1);
  EXPECT_TRUE(site.guard.violations().empty());
  site.guard.store(static_cast<uintptr_t>(site.map) + k2M, 1);
  EXPECT_FALSE(site.guard.violations().empty());
}

TEST(GuardTest, SeesTheSecondPageThatACopyFromAHoleTakes) {
  Site site(harness::borrowing("copy", k2M));
  site.enroll(2 * k2M, abi::kModeMissing);
  const long source = site.call(SYS_mmap, 0, k2M, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  abi::CopyArgs args = {static_cast<uintptr_t>(site.map), static_cast<uintptr_t>(source), k2M, 0, 0};
  EXPECT_EQ(site.ioctl(abi::kIocCopy, &args), 0);
  EXPECT_FALSE(site.guard.violations().empty());
}

TEST(GuardTest, SeesATouchThatNobodyServes) {
  Site site(harness::borrowing("hgm_proof", k2M));
  const long plain = site.call(SYS_userfaultfd, 1 | kOpen);
  site.fd = plain;
  abi::ApiArgs args = {abi::kApi, 0, 0};
  site.ioctl(abi::kIocApi, &args);
  site.enroll(2 * k2M, abi::kModeMissing);
  site.guard.load(static_cast<uintptr_t>(site.map));
  EXPECT_FALSE(site.guard.violations().empty());
}

}  // namespace
