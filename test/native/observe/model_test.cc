// The model itself against rows of the ground truth that no experiment asks for: a model that is wrong there
// would prove nothing of the experiments.
#include "model/model.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include <cerrno>

namespace {

namespace abi = hgm::abi;

using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::patched;
using model::stock;

constexpr uint64_t kPage = 4096;
constexpr uint64_t kBit13 = 1 << 13;

// A file of one huge page, in the page cache through an alias, mapped once more and registered.
struct Site {
  Site(const model::Traits& traits, uint64_t size, uint64_t features, bool advise = false)
      : kernel(traits), huge(size) {
    const long log2 = __builtin_ctzll(size);
    file = call(SYS_memfd_create, 0, 1 | 4 | (traits.since(603) ? 8 : 0) | (log2 << abi::kMfdHugeShift));
    call(SYS_ftruncate, file, static_cast<long>(size));
    const auto alias = static_cast<uintptr_t>(map());
    for (uint64_t page = 0; page < 8; ++page)
      kernel.store(alias + page * kPage, static_cast<uint8_t>(0x40 + page));
    at = map();
    fd = call(SYS_userfaultfd, 1 | O_CLOEXEC | O_NONBLOCK);
    abi::ApiArgs args = {abi::kApi, features, 0};
    ioctl(abi::kIocApi, &args);
    if (advise) {
      EXPECT_EQ(call(SYS_madvise, at, static_cast<long>(size), abi::kMadvSplit), 0);
    }
    abi::RegisterArgs all = {{static_cast<uintptr_t>(at), size}, abi::kModeMinor, 0};
    EXPECT_EQ(ioctl(abi::kIocRegister, &all), 0);
  }
  long call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0) {
    return kernel.call(number, a, b, c, d, e, 0);
  }
  long map() { return call(SYS_mmap, 0, static_cast<long>(huge), 3, MAP_SHARED | MAP_NORESERVE, file); }
  long ioctl(unsigned long command, void* args) {
    return call(SYS_ioctl, fd, static_cast<long>(command),
                static_cast<long>(reinterpret_cast<uintptr_t>(args)));
  }
  long resume(uint64_t offset, uint64_t length) {
    abi::FillArgs args = {{static_cast<uintptr_t>(at) + offset, length}, 0, -99};
    const long answer = ioctl(abi::kIocContinue, &args);
    mapped = args.done;
    return answer;
  }
  long advise(uint64_t offset, uint64_t length, int advice) {
    return call(SYS_madvise, at + static_cast<long>(offset), static_cast<long>(length), advice);
  }

  Model kernel;
  uint64_t huge;
  long file, at, fd;
  int64_t mapped = 0;
};

TEST(ModelTest, ContinueOfBasePages) {
  Site site(patched(Patch::kRfcV2), k2M, kBit13 | abi::kFeatureSigbus);
  EXPECT_EQ(site.resume(5 * kPage, kPage), 0);
  EXPECT_EQ(site.resume(7 * kPage, kPage), 0);
  EXPECT_EQ(site.resume(0, 8 * kPage), -EAGAIN);
  EXPECT_EQ(site.mapped, 20480);
  EXPECT_EQ(site.resume(5 * kPage, kPage), -EEXIST);
  EXPECT_EQ(site.mapped, -17);
  EXPECT_EQ(site.resume(0, k2M), -EEXIST);
  for (const uint64_t length : {uint64_t{0}, uint64_t{2048}}) {
    EXPECT_EQ(site.resume(0, length), -EINVAL);
    EXPECT_EQ(site.mapped, -99);  // untouched
  }
}

TEST(ModelTest, ContinueInsideOf1G) {
  Site site(patched(Patch::kMadvSplit), k1G, abi::kFeatureSigbus, true);
  EXPECT_EQ(site.resume(k2M, k2M), 0);
  EXPECT_EQ(site.resume(4 * k2M, 2 * k2M), 0);
  EXPECT_EQ(site.mapped, 4194304);
  EXPECT_EQ(site.resume(8 * k2M, k2M + kPage), 0);
  EXPECT_EQ(site.mapped, 2101248);
  EXPECT_EQ(site.resume(k2M + kPage, kPage), -EEXIST);
  EXPECT_EQ(site.resume(0, k1G), -EEXIST);
}

TEST(ModelTest, CollapseMakesOneLeafAndKeepsTheBytes) {
  Site site(patched(Patch::kRfcV2), k2M, kBit13 | abi::kFeatureSigbus);
  ASSERT_EQ(site.resume(5 * kPage, kPage), 0);
  EXPECT_NE(site.kernel.load(static_cast<uintptr_t>(site.at) + 6 * kPage).signal, 0);
  EXPECT_EQ(site.advise(0, k2M, abi::kMadvCollapse), 0);
  EXPECT_EQ(site.kernel.load(static_cast<uintptr_t>(site.at) + 6 * kPage).byte, 0x46);
  EXPECT_EQ(site.resume(kPage, kPage), -EEXIST);
}

TEST(ModelTest, CollapseOfAPieceOf1GIsTheHarmThatItWas) {
  Site site(patched(Patch::kMadvSplit), k1G, abi::kFeatureSigbus, true);
  ASSERT_EQ(site.resume(5 * kPage, kPage), 0);
  site.advise(0, k2M, abi::kMadvCollapse);
  EXPECT_FALSE(site.kernel.harm.empty());
}

TEST(ModelTest, DontneedOfABasePageLeavesBasePagesAlone) {
  Site site(patched(Patch::kRfcV2), k2M, kBit13 | abi::kFeatureSigbus);
  ASSERT_EQ(site.resume(0, kPage), 0);
  EXPECT_EQ(site.advise(0, kPage, abi::kMadvDontneed), 0);
  EXPECT_EQ(site.advise(5 * kPage, kPage, abi::kMadvDontneed), -EINVAL);
  EXPECT_EQ(site.resume(0, kPage), -EEXIST);
  EXPECT_EQ(site.advise(0, k2M, abi::kMadvDontneed), 0);
  EXPECT_EQ(site.resume(0, kPage), 0);
}

TEST(ModelTest, WhatDoesNotDependOnMemory) {
  Model split(patched(Patch::kMadvSplit));
  EXPECT_EQ(split.call(SYS_madvise, 0, 0, 26, 0, 0, 0), 0);
  EXPECT_EQ(split.call(SYS_madvise, 0, 4096, 26, 0, 0, 0), -ENOMEM);
  EXPECT_EQ(split.call(SYS_madvise, 1, 0, 26, 0, 0, 0), -EINVAL);
  Model other(stock(618));
  EXPECT_EQ(other.call(SYS_madvise, 0, 0, 26, 0, 0, 0), -EINVAL);
  EXPECT_EQ(other.call(SYS_madvise, 0, 0, 25, 0, 0, 0), 0);
}

TEST(ModelTest, ASecondApiIsRefused) {
  Site site(stock(618), k2M, 0);
  abi::ApiArgs args = {abi::kApi, 0, 7};
  EXPECT_EQ(site.ioctl(abi::kIocApi, &args), -EINVAL);
  EXPECT_EQ(args.api, 0U);  // zeroed
}

struct Toucher {
  Site* site;
  uint64_t offset;
  bool done = false;
  static int body(void* self) {
    auto& mine = *static_cast<Toucher*>(self);
    mine.site->kernel.load(static_cast<uintptr_t>(mine.site->at) + mine.offset);
    mine.done = true;
    return 0;
  }
};

// The address of a minor fault, and whether the base-page CONTINUE woke the thread.
std::pair<uint64_t, bool> faultAt(Site& site, uint64_t offset) {
  Toucher toucher = {&site, offset};
  site.kernel.spawn(Toucher::body, &toucher, nullptr);
  abi::Message message = {};
  site.call(SYS_read, site.fd, static_cast<long>(reinterpret_cast<uintptr_t>(&message)), sizeof message);
  site.resume(offset / kPage * kPage, kPage);
  return {message.address - static_cast<uintptr_t>(site.at), toucher.done};
}

TEST(ModelTest, ReportedAddressesAndWhoIsWoken) {
  using Expected = std::pair<uint64_t, bool>;
  Site exact(patched(Patch::kRfcV2), k2M, kBit13 | abi::kFeatureExactAddress);
  EXPECT_EQ(faultAt(exact, 0x607b), Expected(0x607b, true));
  // Truth 8: without EXACT_ADDRESS the huge page is reported, and nobody wakes.
  Site rounded(patched(Patch::kRfcV2), k2M, kBit13);
  EXPECT_EQ(faultAt(rounded, 0x607b), Expected(0, false));
  Site advised(patched(Patch::kMadvSplit), k2M, 0, true);
  EXPECT_EQ(faultAt(advised, 0x607b), Expected(0x6000, true));
}

}  // namespace
