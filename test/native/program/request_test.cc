// What the program is asked, read with care: it decides what root's process does.
#include "program/request.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>

namespace {

using hgm::Request;

std::unique_ptr<Request> none() { return std::make_unique<Request>(); }

TEST(RequestTest, PlansComeAsTheyAreWritten) {
  const auto to = none();
  const char* const text =
      "plan experiment=copy memory=3 pageBytes=2097152 dialect=2 borrow=1 keepFree=-1 quiet=1 cpu=-1 "
      "samples=7 spareDevice=1 spareApi=1 "
      "deadlineMs=5000 granule=65536 granule=1048576\n"
      "plan experiment=ways\n";
  ASSERT_EQ(hgm::parseRequest(text, *to), nullptr);
  ASSERT_EQ(to->planCount, 2U);
  const hgm::Plan& plan = to->plans[0];
  EXPECT_STREQ(plan.experiment, "copy");
  EXPECT_EQ(plan.memory, hgm::Memory::kHugetlb);
  EXPECT_EQ(plan.pageBytes, 2097152U);
  EXPECT_EQ(plan.dialect, hgm::Dialect::kRfcV2);
  EXPECT_TRUE(plan.borrow && plan.quiet && !plan.deviceOnly);
  EXPECT_TRUE(plan.spareDevice && plan.spareApi && !plan.spareUserMode);
  EXPECT_EQ(plan.keepFree, -1);
  EXPECT_EQ(plan.cpu, -1);
  EXPECT_EQ(plan.samples, 7U);
  ASSERT_EQ(plan.granuleCount, 2U);
  EXPECT_EQ(plan.granules[1], 1048576U);
  EXPECT_STREQ(to->plans[1].experiment, "ways");
  EXPECT_FALSE(to->hasIdentity || to->hasRights);
}

TEST(RequestTest, AnIdentityHasAllOfItsNumbers) {
  const auto to = none();
  ASSERT_EQ(hgm::parseRequest("identity 1 2 3 4 5 6 0 3 -1 131072 9223372036854775808 1 1 7 8\n", *to),
            nullptr);
  EXPECT_EQ(to->identity.uid[1], 2U);
  EXPECT_EQ(to->identity.gid[2], 6U);
  EXPECT_EQ(to->identity.process, 3);
  EXPECT_EQ(to->identity.root, -1);
  EXPECT_EQ(to->identity.permitted, uint64_t{1} << 63);
  ASSERT_EQ(to->identity.groupCount, 2U);
  EXPECT_EQ(to->identity.groups[1], 8U);
  EXPECT_TRUE(to->identity.noNewPrivs);
}

TEST(RequestTest, AnythingElseIsRefused) {
  for (const char* text : {"plan\n", "plan experiment=nothing\n", "plan experiment=copy memory=4\n",
                           "plan experiment=copy memory\n", "plan experiment=copy memory=\n",
                           "plan experiment=copy borrow=2\n", "plan experiment=copy samples=4294967296\n",
                           "plan experiment=copy samples=-1\n", "plan experiment=copy unheard=1\n",
                           "plan memory=1 experiment=copy\n", "identity 1 2 3\n", "identity\n", "rights 1\n",
                           "identity 1 2 3 4 5 6 0 3 -1 0 0 0 0\nidentity 1 2 3 4 5 6 0 3 -1 0 0 0 0\n",
                           "something\n", "plan experiment=copy samples=99999999999999999999\n"}) {
    const auto to = none();
    EXPECT_NE(hgm::parseRequest(text, *to), nullptr) << text;
  }
}

TEST(RequestTest, NoMorePlansThanThereIsRoomFor) {
  std::string text;
  for (size_t i = 0; i < hgm::Supervisor::kMostPlans; ++i) text += "plan experiment=ways\n";
  const auto to = none();
  EXPECT_EQ(hgm::parseRequest(text.c_str(), *to), nullptr);
  const auto more = none();
  EXPECT_NE(hgm::parseRequest((text + "plan experiment=ways\n").c_str(), *more), nullptr);
}

TEST(RequestTest, WhateverIsWrittenEnds) {
  std::mt19937 random(1);
  const std::string some = "plan experiment=copy memory=3 identity rights -1 0x10 =\n 9\t";
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (size_t i = random() % 80; i > 0; --i) {
      const size_t from = random() % some.size();
      text += some.substr(from, random() % 12);
    }
    const auto to = none();
    hgm::parseRequest(text.c_str(), *to);
    EXPECT_LE(to->planCount, hgm::Supervisor::kMostPlans);
  }
}

}  // namespace
