// Which end of an experiment has the others make no userfaultfd(2).
#include "observe/hanging.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "harness/notebook.h"

namespace {

using harness::Notebook;
using hgm::Role;

TEST(HangingTest, ACallThatNeverCameBackIsLost) {
  Notebook journal;
  journal.write(Role::kTest, "device_open", "openat").answer(-ENOENT);
  journal.write(Role::kTest, "user_mode_only", "userfaultfd");
  EXPECT_TRUE(hgm::lostInUserfaultfd(journal));
}

TEST(HangingTest, AnAnswerOfAnyKindIsNone) {
  Notebook journal;
  journal.write(Role::kTest, "user_mode_only", "userfaultfd").answer(-EPERM);
  EXPECT_FALSE(hgm::lostInUserfaultfd(journal));
}

TEST(HangingTest, AnotherCallThatNeverCameBackSaysNothingOfIt) {
  Notebook journal;
  journal.write(Role::kSetup, "open_user_mode", "userfaultfd").answer(0);
  journal.write(Role::kTest, "base", "ioctl(UFFDIO_CONTINUE)");
  EXPECT_FALSE(hgm::lostInUserfaultfd(journal));
}

TEST(HangingTest, NothingWasCalledYet) { EXPECT_FALSE(hgm::lostInUserfaultfd(Notebook())); }

}  // namespace
