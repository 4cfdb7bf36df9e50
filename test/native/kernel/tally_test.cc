// The exact distribution of a series, and how a journal lends and drains it.
#include "kernel/tally.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "harness/notebook.h"
#include "kernel/journal.h"

namespace {

using hgm::Journal;
using hgm::Seen;
using hgm::Tally;

constexpr size_t kMany = Tally::kSlow + 1;

class TallyTest : public testing::Test {
 protected:
  void SetUp() override { tally->take(kMany); }

  std::vector<std::pair<uint64_t, uint64_t>> drained(size_t room = 100'000) {
    std::vector<Seen> target(room);
    std::vector<std::pair<uint64_t, uint64_t>> all;
    const size_t count = tally->drain(target.data(), target.size());
    for (size_t i = 0; i < count; ++i) all.emplace_back(target[i].ns, target[i].count);
    return all;
  }

  std::unique_ptr<Tally> tally = std::make_unique<Tally>();
};

using Values = std::vector<std::pair<uint64_t, uint64_t>>;

TEST_F(TallyTest, EveryValueIsKeptExactlyAndInOrder) {
  for (const uint64_t ns : {Tally::kFine, uint64_t{7}, Tally::kFine - 1, uint64_t{0}, uint64_t{7}, UINT64_MAX,
                            Tally::kFine, uint64_t{7}})
    EXPECT_TRUE(tally->add(ns));
  EXPECT_EQ(drained(), (Values{{0, 1}, {7, 3}, {Tally::kFine - 1, 1}, {Tally::kFine, 2}, {UINT64_MAX, 1}}));
}

TEST_F(TallyTest, DrainedItIsEmptyAndFree) {
  tally->add(5);
  tally->add(Tally::kFine + 5);
  drained();
  EXPECT_FALSE(tally->taken);
  EXPECT_EQ(drained(), Values{});
}

TEST_F(TallyTest, AFullListOfSlowValuesSaysSoAndStillCountsFastOnes) {
  for (size_t i = 0; i < Tally::kSlow; ++i) EXPECT_TRUE(tally->add(Tally::kFine + i));
  EXPECT_FALSE(tally->add(Tally::kFine));
  EXPECT_TRUE(tally->add(1));
  EXPECT_EQ(drained().size(), Tally::kSlow + 1);
}

TEST_F(TallyTest, TakenAgainItIsEmpty) {
  tally->add(4096);
  tally->add(Tally::kFine * 2);
  drained();
  tally->take(kMany);
  EXPECT_EQ(drained(), Values{});
}

TEST_F(TallyTest, FewSamplesAreAListAndNeedNoCounters) {
  tally->take(Tally::kSlow);
  for (const uint64_t ns : {Tally::kFine, uint64_t{7}, uint64_t{0}, uint64_t{7}}) EXPECT_TRUE(tally->add(ns));
  EXPECT_EQ(tally->slowCount, 4U);
  EXPECT_EQ(drained(), (Values{{0, 1}, {7, 2}, {Tally::kFine, 1}}));
}

// Shared with a child, which may belong to somebody else.
TEST_F(TallyTest, WhatAChildLeftBehindLeadsNowhere) {
  tally->fineNs = UINT64_MAX;
  tally->slowCount = SIZE_MAX;
  EXPECT_EQ(drained(), (Values{{0, Tally::kSlow}}));
}

class SeriesTest : public testing::Test {
 protected:
  SeriesTest() : tallies(std::make_unique<Tally[]>(2)), seen(100) {
    journal->tallies = tallies.get();
    journal->tallyCount = 2;
    journal->samples = 10;
    journal->seen = seen.data();
    journal->seenRoom = seen.size();
  }

  std::unique_ptr<harness::Notebook> journal = std::make_unique<harness::Notebook>();
  std::unique_ptr<Tally[]> tallies;
  std::vector<Seen> seen;
};

TEST_F(SeriesTest, TheColdFirstCallIsKeptApart) {
  hgm::Series* const series = journal->open("continue.base", {4096, 2, 3});
  ASSERT_NE(series, nullptr);
  for (const uint64_t ns : {100U, 101U, 101U}) EXPECT_TRUE(series->add(ns));
  journal->drain(*series);
  EXPECT_TRUE(series->hasFirst);
  EXPECT_EQ(series->firstNs, 100U);
  EXPECT_EQ(series->count, 2U);
  ASSERT_EQ(series->seenCount, 1U);
  EXPECT_EQ(series->seen[0].ns, 101U);
  EXPECT_EQ(series->seen[0].count, 2U);
  EXPECT_STREQ(series->id, "continue.base");
  EXPECT_EQ(series->shape.units, 2U);
}

TEST_F(SeriesTest, ATallyServesOneSeriesAfterTheOther) {
  for (size_t i = 0; i < Journal::kSeries; ++i) {
    hgm::Series* const series = journal->open("s", {});
    ASSERT_NE(series, nullptr) << i;
    series->add(1);
    series->add(i);
    journal->drain(*series);
  }
  EXPECT_EQ(journal->open("s", {}), nullptr);
  for (size_t i = 0; i < Journal::kSeries; ++i) {
    ASSERT_EQ(journal->series[i].seenCount, 1U);
    EXPECT_EQ(journal->series[i].seen[0].ns, i);
  }
}

TEST_F(SeriesTest, NoMoreAreOpenAtOnceThanThereAreTallies) {
  EXPECT_NE(journal->open("a", {}), nullptr);
  EXPECT_NE(journal->open("b", {}), nullptr);
  EXPECT_EQ(journal->open("c", {}), nullptr);
  journal->drainAll();
  EXPECT_NE(journal->open("c", {}), nullptr);
}

TEST_F(SeriesTest, WhatAKilledChildHadAddedIsCounted) {
  hgm::Series* const series = journal->open("a", {});
  series->add(1);
  series->add(2);
  series->tally->add(3);  // killed before the series knew of it
  journal->drainAll();
  EXPECT_EQ(series->count, 2U);
  EXPECT_EQ(series->ended, hgm::Ended::kStopped);
}

}  // namespace
