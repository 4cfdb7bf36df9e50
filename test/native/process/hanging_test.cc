// Which end of an experiment has the others leave out a way.
#include "observe/hanging.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "harness/notebook.h"

namespace {

using harness::Notebook;
using hgm::Role;

// As text, so that a test says all four in a word.
std::string lost(const hgm::Journal& journal) {
  const hgm::Spared ways = hgm::waysLostIn(journal);
  std::string text;
  if (ways.userMode) text += "user_mode ";
  if (ways.plain) text += "plain ";
  if (ways.device) text += "device ";
  if (ways.api) text += "api ";
  return text;
}

TEST(HangingTest, ACallThatNeverCameBackIsLost) {
  Notebook journal;
  journal.write(Role::kTest, "device_open", "openat").answer(-ENOENT);
  journal.write(Role::kTest, "user_mode_only", "userfaultfd");
  EXPECT_EQ(lost(journal), "user_mode plain ");
}

TEST(HangingTest, SoIsTheFirstCallOfEveryDescriptor) {
  Notebook journal;
  journal.write(Role::kSetup, "open_user_mode", "userfaultfd").answer(0);
  journal.write(Role::kTest, "offer", "ioctl(UFFDIO_API)");
  EXPECT_EQ(lost(journal), "api ");
}

TEST(HangingTest, ALateOneAfterAnAnsweredOneIsABusyMachine) {
  Notebook journal;
  journal.write(Role::kTest, "offer", "ioctl(UFFDIO_API)").answer(0);
  journal.write(Role::kTest, "bit0", "ioctl(UFFDIO_API)");
  EXPECT_EQ(lost(journal), "");
}

TEST(HangingTest, AnAnswerOfAnyKindIsNone) {
  Notebook journal;
  journal.write(Role::kTest, "user_mode_only", "userfaultfd").answer(-EPERM);
  EXPECT_EQ(lost(journal), "");
}

TEST(HangingTest, AnotherCallThatNeverCameBackSaysNothingOfIt) {
  Notebook journal;
  journal.write(Role::kSetup, "open_user_mode", "userfaultfd").answer(0);
  journal.write(Role::kTest, "base", "ioctl(UFFDIO_CONTINUE)");
  EXPECT_EQ(lost(journal), "");
}

TEST(HangingTest, NothingWasCalledYet) { EXPECT_EQ(lost(Notebook()), ""); }

}  // namespace
