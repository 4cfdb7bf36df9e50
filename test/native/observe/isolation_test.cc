// Whether a page that is filled stays alone: which pages are filled and looked at.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "harness/plans.h"
#include "harness/trial.h"

namespace {

using harness::plan;
using harness::Trial;
using hgm::Memory;
using model::Model;
using model::stock;

int64_t offsetOf(const Trial& trial, const std::string& step) {
  const hgm::Entry* const entry = trial.find(step);
  if (entry == nullptr) return Trial::kMissing;
  const auto* const end = entry->args + entry->argCount;
  const auto* const found = std::find_if(
      entry->args, end, [](const hgm::Field& field) { return std::string(field.key) == "offset"; });
  return found == end ? Trial::kMissing : static_cast<int64_t>(found->value);
}

// Huge pages of shmem can be of two base pages (6.11), which come together. A look at any other page would
// miss the one that nobody wrote.
TEST(IsolationTest, LooksAtTheOtherPageOfThePair) {
  for (const Memory memory : {Memory::kAnonymous, Memory::kShmem}) {
    Model kernel(stock(618));
    Trial trial(plan("isolation", memory));
    trial.run(kernel);
    const bool shared = memory == Memory::kShmem;
    for (const char* way :
         {"alias", "continue", "copy", "alias_advised", "continue_advised", "copy_advised"}) {
      const std::string name = way;
      if (!shared && name.compare(0, 4, "copy") != 0) {
        EXPECT_EQ(trial.find(name + "_filled"), nullptr) << name;
        continue;
      }
      EXPECT_EQ(offsetOf(trial, name + "_neighbour"), offsetOf(trial, name + "_filled") ^ 4096) << name;
      EXPECT_EQ(trial.text(name + "_neighbour", "signal"), "SIGBUS") << name;
      EXPECT_EQ(trial.text(name + "_filled", "signal"), "") << name;
    }
  }
}

}  // namespace
