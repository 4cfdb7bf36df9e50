// UFFDIO_API and UFFDIO_REGISTER on stock kernels, as measured (kernel-facts, sections 3 and 4).
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::plan;
using harness::Trial;
using hgm::Memory;
using model::Model;
using model::stock;
using model::Traits;

Trial observe(const hgm::Plan& what, const Traits& traits) {
  Model kernel(traits);
  Trial trial(what);
  trial.run(kernel);
  return trial;
}

std::string bitStep(int bit) { return "bit" + std::to_string(bit); }

TEST(ApiTest, OfferedAsMeasured) {
  const struct {
    int version;
    uint64_t features, ioctls;
  } cases[] = {{510, 0x1ff, 0x8000000000000003},
               {601, 0x1fff, 0x8000000000000003},
               {618, 0x1ffff, 0x8000000000000003},
               {703, 0x7ffff, 0x8000000000000403}};
  for (const auto& each : cases) {
    const Trial trial = observe(plan("api"), stock(each.version));
    EXPECT_EQ(static_cast<uint64_t>(trial.out("offer", "features")), each.features) << each.version;
    EXPECT_EQ(static_cast<uint64_t>(trial.out("offer", "ioctls")), each.ioctls) << each.version;
  }
}

TEST(ApiTest, EachBitAloneOnAFreshDescriptor) {
  for (const int version : {510, 601, 618, 703}) {
    const Traits traits = stock(version);
    const Trial trial = observe(plan("api"), traits);
    for (int bit = 0; bit <= 18; ++bit) {
      const bool offered = ((traits.features() >> bit) & 1) != 0;
      const bool alone = offered && bit != 18;
      EXPECT_EQ(trial.answer(bitStep(bit)), alone ? 0 : -EINVAL) << version << " bit " << bit;
    }
    EXPECT_EQ(trial.find("bit19"), nullptr);
  }
}

TEST(ApiTest, WhatABitBringsIsSeenInFdinfo) {
  const Trial trial = observe(plan("api"), stock(618));
  constexpr uint64_t kInternal = uint64_t{1} << 31;
  EXPECT_EQ(static_cast<uint64_t>(trial.out("bit15", "enabled")), kInternal | 0xa000);  // WP_ASYNC brings 13
  EXPECT_EQ(static_cast<uint64_t>(trial.out("bit7", "enabled")), kInternal | 0x80);
}

TEST(ApiTest, FdinfoThatCannotBeReadIsNoAnswer) {
  Model kernel(stock(618));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.number == 257 || asked.number == 56) return -EACCES;  // openat on x86-64 and arm64
    return std::nullopt;
  };
  Trial trial(plan("api"));
  trial.run(kernel);
  EXPECT_EQ(trial.answer("bit7"), 0);
  EXPECT_EQ(trial.out("bit7", "enabled"), Trial::kMissing);
}

TEST(ApiTest, ABitThatWantsCompanyGetsIt) {
  const Trial trial = observe(plan("api"), stock(703));
  EXPECT_EQ(trial.answer("bit18"), -EINVAL);
  EXPECT_EQ(trial.answer("bit18_with_0"), -EINVAL);
  EXPECT_EQ(trial.answer("bit18_with_17"), 0);
}

TEST(ApiTest, EventForkIsRefusedWithoutTheCapability) {
  Traits traits = stock(618);
  traits.root = false;
  const Trial trial = observe(plan("api"), traits);
  EXPECT_EQ(trial.answer("bit1"), -EPERM);
  EXPECT_EQ(trial.answer("bit2"), 0);
}

struct Masks {
  int version;
  Memory memory;
  long missing, wp, minor, all, rwp;
};

TEST(RegisterTest, TheMasksOfTheTable) {
  const Masks table[] = {
      {618, Memory::kAnonymous, 0x13c, 0x17c, -EINVAL, -EINVAL, -EINVAL},
      {618, Memory::kShmem, 0x13c, 0x17c, 0x1bc, 0x1fc, -EINVAL},
      {618, Memory::kHugetlb, 0x10c, 0x14c, 0x18c, 0x1cc, -EINVAL},
      {601, Memory::kAnonymous, 0x1c, 0x5c, -EINVAL, -EINVAL, -EINVAL},
      {601, Memory::kShmem, 0x1c, 0x5c, 0x9c, 0xdc, -EINVAL},
      {601, Memory::kHugetlb, 0xc, 0x4c, 0x8c, 0xcc, -EINVAL},
      {510, Memory::kAnonymous, 0x1c, 0x5c, -EINVAL, -EINVAL, -EINVAL},
      {510, Memory::kShmem, 0x1c, -EINVAL, -EINVAL, -EINVAL, -EINVAL},
      {510, Memory::kHugetlb, 0xc, -EINVAL, -EINVAL, -EINVAL, -EINVAL},
      {703, Memory::kAnonymous, 0x13c, 0x17c, -EINVAL, -EINVAL, 0x33c},
      {703, Memory::kShmem, 0x13c, 0x17c, 0x1bc, 0x1fc, 0x33c},
      {703, Memory::kHugetlb, 0x10c, 0x14c, 0x18c, 0x1cc, 0x30c},
  };
  for (const Masks& row : table) {
    const uint64_t sizes[] = {model::k2M, model::k1G};
    for (const uint64_t size : sizes) {
      const hgm::Plan what = plan("register", row.memory, row.memory == Memory::kHugetlb ? size : 0);
      const Trial trial = observe(what, stock(row.version));
      const auto check = [&](const char* step, long expected) {
        const std::string where = std::to_string(row.version) + " " + harness::nameOf(what) + " " + step;
        EXPECT_EQ(trial.answer(step), expected < 0 ? expected : 0) << where;
        EXPECT_EQ(trial.out(step, "ioctls"), expected < 0 ? Trial::kMissing : expected) << where;
      };
      check("missing", row.missing);
      check("wp", row.wp);
      check("minor", row.minor);
      check("all", row.all);
      check("rwp", row.rwp);
      check("sum", -EINVAL);  // WP and RWP exclude each other
    }
  }
}

// A kernel that is newer takes a mode that has no name here, and may want its feature for it.
TEST(RegisterTest, ModesWithoutANameAreTriedAndLeaveTheMemoryAsItWas) {
  const Trial known = observe(plan("register", Memory::kShmem), stock(703));
  for (const char* step : {"mode4", "mode5", "mode6", "mode7"})
    EXPECT_EQ(known.answer(step), -EINVAL) << step;
  Model kernel(stock(703));
  kernel.instead = [](const model::Asked& asked) -> std::optional<long> {
    if (asked.step != "mode5") return std::nullopt;
    reinterpret_cast<hgm::abi::RegisterArgs*>(asked.c)->ioctls = 0x80c;
    return 0;
  };
  Trial newer(plan("register", Memory::kShmem));
  newer.thenGiveBack = true;
  newer.run(kernel);
  EXPECT_EQ(newer.answer("mode4"), -EINVAL);
  EXPECT_EQ(newer.answer("mode5"), 0);
  EXPECT_EQ(newer.out("mode5", "ioctls"), 0x80c);
  EXPECT_TRUE(newer.mayBeFollowed);
}

}  // namespace
