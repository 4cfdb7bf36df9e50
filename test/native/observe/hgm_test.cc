// Every kernel of the ground truth against every dialect's trial: the empty file, and the borrowed page.
#include <gtest/gtest.h>

#include <cerrno>

#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::borrowing;
using harness::dialectName;
using harness::plan;
using harness::Trial;
using hgm::Dialect;
using hgm::Memory;
using model::k1G;
using model::k2M;
using model::Model;
using model::Patch;
using model::patched;
using model::stock;
using model::Traits;

constexpr Dialect kDialects[] = {Dialect::kRfcV1, Dialect::kRfcV2, Dialect::kMadvSplit};

struct Host {
  const char* name;
  Traits traits;
  bool granular[3];  // with the opt-in of RFC v1, RFC v2, MADV_SPLIT
};

Traits patchedOn(int version, Patch patch) {
  Traits traits = stock(version);
  traits.patch = patch;
  return traits;
}

const Host kHosts[] = {
    {"stock 6.1", stock(601), {false, false, false}},
    {"stock 6.18", stock(618), {false, false, false}},
    {"stock 7.3", stock(703), {false, false, false}},
    {"rfc-v1", patched(Patch::kRfcV1), {true, true, true}},
    {"rfc-v2", patched(Patch::kRfcV2), {false, true, false}},
    {"rfc-v2 off", patched(Patch::kRfcV2Off), {false, false, false}},
    {"madv-split", patched(Patch::kMadvSplit), {false, false, true}},
    {"madv-split on 6.18", patchedOn(618, Patch::kMadvSplit), {false, false, true}},
};

Trial observe(const hgm::Plan& what, const Traits& traits) {
  Model kernel(traits);
  Trial trial(what);
  trial.run(kernel);
  EXPECT_TRUE(kernel.harm.empty()) << harness::nameOf(what) << ": " << kernel.harm.front();
  return trial;
}

// Bit 13 is of 6.4 as WP_UNPOPULATED: a stock kernel before it refuses the descriptor.
bool hasBit13(const Traits& traits) { return ((traits.features() >> 13) & 1) != 0; }

class HgmTest : public testing::TestWithParam<uint64_t> {};
INSTANTIATE_TEST_SUITE_P(PerSize, HgmTest, testing::Values(k2M, k1G));

TEST_P(HgmTest, TheHoleTellsEveryDialectOnEveryKernel) {
  for (const Host& host : kHosts) {
    for (size_t i = 0; i < 3; ++i) {
      const Trial trial = observe(plan("hgm_hole", Memory::kHugetlb, GetParam(), kDialects[i]), host.traits);
      const std::string where = std::string(host.name) + " asked by " + dialectName(kDialects[i]);
      if (kDialects[i] == Dialect::kRfcV2 && !hasBit13(host.traits)) {
        EXPECT_EQ(trial.answer("api"), -EINVAL) << where;
        EXPECT_EQ(trial.find("continue_base"), nullptr) << where;
        continue;
      }
      if (kDialects[i] == Dialect::kRfcV2 && host.traits.patch == Patch::kRfcV2Off) continue;  // below
      const bool granular = host.granular[i];
      EXPECT_EQ(trial.answer("continue_base"), granular ? -EFAULT : -EINVAL) << where;
      EXPECT_EQ(trial.out("continue_base", "mapped"), granular ? -14 : -22) << where;
      EXPECT_EQ(trial.answer("continue_whole"), -EFAULT) << where;
      EXPECT_EQ(trial.out("continue_whole", "mapped"), -14) << where;
      EXPECT_EQ(trial.out("fstatfs", "type"), 0x958458f6) << where;
      EXPECT_EQ(trial.out("fstatfs", "blockBytes"), static_cast<int64_t>(GetParam())) << where;
      if (GetParam() == k1G) {
        EXPECT_EQ(trial.answer("continue_2M"), granular ? -EFAULT : -EINVAL) << where;
      }
      if (kDialects[i] == Dialect::kMadvSplit) {
        EXPECT_EQ(trial.answer("opt_in"), host.traits.patch == Patch::kMadvSplit ? 0 : -EINVAL) << where;
      } else {
        EXPECT_EQ(trial.find("opt_in"), nullptr) << where;
      }
    }
  }
}

TEST_P(HgmTest, CompiledOutRefusesRegisterWithBit13AndNothingElse) {
  const Trial trial =
      observe(plan("hgm_hole", Memory::kHugetlb, GetParam(), Dialect::kRfcV2), patched(Patch::kRfcV2Off));
  EXPECT_EQ(trial.answer("api"), 0);
  EXPECT_EQ(trial.answer("register"), -EINVAL);
  EXPECT_EQ(trial.answer("register_shmem"), 0);
  EXPECT_EQ(trial.out("register_shmem", "ioctls"), 0x9c);
  EXPECT_EQ(trial.answer("register_plain"), 0);
  EXPECT_EQ(trial.out("register_plain", "ioctls"), 0x8c);
  EXPECT_EQ(trial.find("continue_base"), nullptr);
}

TEST_P(HgmTest, TheHoleNeedsNeitherPageNorPrivilege) {
  for (const Host& host : kHosts) {
    Traits traits = host.traits;
    traits.pools = {{k2M, 0}, {k1G, 0}};
    traits.root = false;
    for (size_t i = 0; i < 3; ++i) {
      const hgm::Plan what = plan("hgm_hole", Memory::kHugetlb, GetParam(), kDialects[i]);
      const Trial poor = observe(what, traits);
      EXPECT_EQ(poor.answer("continue_base"), observe(what, host.traits).answer("continue_base"))
          << host.name;
    }
  }
}

TEST_P(HgmTest, TheCollapseMarkerNeedsNoDialect) {
  for (const Host& host : kHosts) {
    const Trial trial = observe(plan("hgm_collapse", Memory::kHugetlb, GetParam()), host.traits);
    EXPECT_EQ(trial.answer("collapse"), host.traits.hgm() ? 0 : -EINVAL) << host.name;
    EXPECT_EQ(trial.answer("range"), 0) << host.name;
  }
}

// A base page leaves its page table behind, so the whole page has a mapping of its own: what it answers there
// is what any caller meets.
TEST_P(HgmTest, AWholePageIsMappedWhateverTheBasePageLeft) {
  for (const Host& host : kHosts) {
    const Trial trial = observe(borrowing("continue", GetParam()), host.traits);
    EXPECT_EQ(trial.answer("base"), host.granular[0] ? 0 : -EINVAL) << host.name;
    EXPECT_EQ(trial.answer("huge"), 0) << host.name;
    EXPECT_EQ(trial.out("huge", "done"), static_cast<long>(GetParam())) << host.name;
    EXPECT_EQ(trial.out("huge_effect", "changed"), 1) << host.name;
    EXPECT_EQ(trial.find("map_whole") != nullptr, host.granular[0]) << host.name;
  }
}

void expectProved(const Trial& trial, const std::string& where) {
  EXPECT_EQ(trial.out("continue_base", "mapped"), 4096) << where;
  EXPECT_EQ(trial.out("load_base", "byte"), 0x45) << where;
  EXPECT_EQ(trial.out("load_base", "expected"), 0x45) << where;
  EXPECT_EQ(trial.text("load_neighbour", "signal"), "SIGBUS") << where;
  EXPECT_EQ(trial.out("load_neighbour", "offset"), 6 * 4096) << where;
  EXPECT_EQ(trial.out("load_neighbour", "expectedOffset"), 6 * 4096) << where;
  EXPECT_EQ(trial.answer("again"), -EEXIST) << where;
  EXPECT_EQ(trial.answer("collapse"), 0) << where;
  EXPECT_EQ(trial.out("load_after_collapse", "byte"), 0x46) << where;
  EXPECT_EQ(trial.out("smaps", "vmas"), 1) << where;
  EXPECT_EQ(trial.out("smaps", "hugetlb"), 1) << where;
}

TEST_P(HgmTest, TheProofMapsABasePageWhereTheHoleSaidSo) {
  for (const Host& host : kHosts) {
    for (size_t i = 0; i < 3; ++i) {
      const Trial trial = observe(borrowing("hgm_proof", GetParam(), kDialects[i]), host.traits);
      const std::string where = std::string(host.name) + " asked by " + dialectName(kDialects[i]);
      if (trial.answer("api") != 0 || trial.answer("register") != 0) {
        EXPECT_EQ(kDialects[i], Dialect::kRfcV2) << where;
        continue;
      }
      EXPECT_EQ(trial.answer("continue_whole"), 0) << where;
      EXPECT_EQ(trial.out("continue_whole", "mapped"), static_cast<int64_t>(GetParam())) << where;
      EXPECT_EQ(trial.answer("base_on_whole"), host.granular[i] ? -EEXIST : -EINVAL) << where;
      EXPECT_EQ(trial.answer("continue_base"), host.granular[i] ? 0 : -EINVAL) << where;
      if (host.granular[i]) expectProved(trial, where);
      EXPECT_EQ(trial.find("load_base") != nullptr, host.granular[i]) << where;
    }
  }
}

TEST(HgmProofTest, SmapsCountsWhatIsMappedByBasePages) {
  const Trial split = observe(borrowing("hgm_proof", k1G, Dialect::kMadvSplit), patched(Patch::kMadvSplit));
  EXPECT_EQ(split.out("smaps", "hm"), 1);
  EXPECT_EQ(split.out("smaps", "kernelPageBytes"), static_cast<int64_t>(k1G));
  EXPECT_EQ(split.out("smaps", "pteMappedBytes"), 4096);
  EXPECT_EQ(split.answer("continue_2M"), 0);
  EXPECT_EQ(split.out("load_2M", "byte"), 0);
  const Trial rfcV1 = observe(borrowing("hgm_proof", k2M, Dialect::kRfcV1), patched(Patch::kRfcV1));
  EXPECT_EQ(rfcV1.out("smaps", "pteMappedBytes"), Trial::kMissing);  // RFC v1 lacks the key
  EXPECT_EQ(rfcV1.find("continue_2M"), nullptr);
}

TEST(HgmProofTest, TheDescriptorAsksForExactAddressesWithBit13) {
  const Trial trial =
      observe(plan("hgm_hole", Memory::kHugetlb, k2M, Dialect::kRfcV2), patched(Patch::kRfcV2));
  EXPECT_EQ(trial.find("api")->args[0].value, (1U << 13) | (1U << 11));
}

}  // namespace
