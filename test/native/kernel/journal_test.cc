// The journal, the names of steps, and the list of experiments.
#include "kernel/journal.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "harness/notebook.h"
#include "harness/plans.h"
#include "model/traits.h"
#include "observe/experiments.h"

namespace {

using hgm::Entry;
using hgm::Journal;
using hgm::Kind;
using hgm::Role;
using hgm::StepName;

std::unique_ptr<harness::Notebook> journal() { return std::make_unique<harness::Notebook>(); }

TEST(JournalTest, ACallThatNeverCameBackIsThere) {
  const auto made = journal();
  made->write(Role::kTest, "read", "pread64").arg("length", 1);
  ASSERT_EQ(made->entryCount, 1U);
  const Entry& entry = made->entries[0];
  EXPECT_FALSE(entry.returned);
  EXPECT_STREQ(entry.step, "read");
  EXPECT_STREQ(entry.call, "pread64");
  EXPECT_EQ(entry.role, Role::kTest);
  EXPECT_STREQ(entry.args[0].key, "length");
}

TEST(JournalTest, AnAnswerIsGivenBackAndKept) {
  const auto made = journal();
  Entry& entry = made->write(Role::kTest, "a", "b");
  EXPECT_EQ(entry.answer(-22), -22);
  EXPECT_TRUE(entry.returned);
  EXPECT_EQ(entry.ret, -22);
}

TEST(JournalTest, FieldsKeepTheirKind) {
  const auto made = journal();
  Entry& entry = made->write(Role::kLook, "a", "b");
  entry.out("number", static_cast<uint64_t>(-22))
      .out("mask", 0x8000000000000003, Kind::kHex)
      .out("word", "SIGBUS");
  EXPECT_EQ(entry.outCount, 3);
  EXPECT_EQ(static_cast<int64_t>(entry.outs[0].value), -22);
  EXPECT_EQ(entry.outs[1].kind, Kind::kHex);
  EXPECT_EQ(entry.outs[2].kind, Kind::kText);
  EXPECT_STREQ(reinterpret_cast<const char*>(entry.outs[2].value), "SIGBUS");
}

TEST(JournalTest, MoreFieldsThanThereIsRoomForAreLeftOut) {
  const auto made = journal();
  Entry& entry = made->write(Role::kLook, "a", "b");
  for (size_t i = 0; i < Entry::kFields + 3; ++i) entry.out("key", i).arg("key", i);
  EXPECT_EQ(entry.outCount, Entry::kFields);
  EXPECT_EQ(entry.argCount, Entry::kFields);
}

TEST(JournalTest, ALongStepIsCutAndEnded) {
  const auto made = journal();
  const std::string longName(100, 'x');
  const Entry& entry = made->write(Role::kTest, longName.c_str(), "call");
  EXPECT_EQ(std::string(entry.step), std::string(31, 'x'));
}

TEST(JournalTest, AFullJournalUsesItsLastEntryAgain) {
  const auto made = journal();
  for (size_t i = 0; i < Journal::kEntries + 5; ++i)
    made->write(Role::kTest, StepName("n", i).text, "call").answer(1);
  EXPECT_EQ(made->entryCount, Journal::kEntries);
  EXPECT_STREQ(made->entries[Journal::kEntries - 1].step, StepName("n", Journal::kEntries + 4).text);
  EXPECT_STREQ(made->entries[Journal::kEntries - 2].step, StepName("n", Journal::kEntries - 2).text);
}

TEST(StepNameTest, SizesAreWords) {
  const struct {
    uint64_t bytes;
    const char* name;
  } cases[] = {{4096, "continue_4K"},
               {uint64_t{64} << 10, "continue_64K"},
               {uint64_t{2} << 20, "continue_2M"},
               {uint64_t{32} << 20, "continue_32M"},
               {uint64_t{512} << 20, "continue_512M"},
               {uint64_t{1} << 30, "continue_1G"},
               {uint64_t{16} << 30, "continue_16G"},
               {4097, "continue_4097"},
               {0, "continue_0"}};
  for (const auto& each : cases) EXPECT_STREQ(StepName::sized("continue_", each.bytes).text, each.name);
}

TEST(StepNameTest, NumbersAndTails) {
  EXPECT_STREQ(StepName("bit", 0).text, "bit0");
  EXPECT_STREQ(StepName(StepName("bit", 18, "_with_").text, 17).text, "bit18_with_17");
  EXPECT_STREQ(StepName("", UINT64_MAX).text, "18446744073709551615");
}

TEST(StepNameTest, ALongNameIsCut) {
  const std::string head(40, 'h');
  EXPECT_EQ(std::string(StepName(head.c_str(), 7).text), std::string(31, 'h'));
  EXPECT_EQ(std::string(StepName(std::string(30, 'h').c_str(), 78, "tail").text), std::string(30, 'h') + "7");
}

TEST(RegistryTest, EveryExperimentOfAPlanIsThereAndNoOther) {
  std::set<std::string> names;
  for (const hgm::Plan& plan : harness::plansOf({{model::k2M, model::k1G}, {model::k2M, model::k1G}})) {
    EXPECT_NE(hgm::findExperiment(plan.experiment), nullptr) << plan.experiment;
    names.insert(plan.experiment);
  }
  EXPECT_EQ(names.size(), 45U);
  for (const char* none : {"", "way", "ways ", "WAYS", "time"})
    EXPECT_EQ(hgm::findExperiment(none), nullptr) << none;
}

}  // namespace
