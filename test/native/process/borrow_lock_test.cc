// One borrower at a time, on this machine's own sockets.
#include "process/borrow_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "harness/notebook.h"
#include "model/traits.h"

namespace {

TEST(BorrowLockTest, OneAtATimeAndNobodyWaitsLong) {
  harness::Notebook journal;
  hgm::BorrowLock mine;
  ASSERT_TRUE(mine.take(journal));
  hgm::BorrowLock other;
  EXPECT_FALSE(other.take(journal));
  EXPECT_EQ(journal.last().ret, -EADDRINUSE);
  EXPECT_FALSE(other.take(journal)) << "its second is over";
  mine.release();
  EXPECT_TRUE(other.take(journal));
}

TEST(BorrowLockTest, TheEndOfItsHolderGivesItUp) {
  const pid_t holder = fork();
  ASSERT_GE(holder, 0);
  if (holder == 0) {
    harness::Notebook journal;
    hgm::BorrowLock lock;
    _exit(lock.take(journal) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(holder, &status, 0), holder);
  EXPECT_EQ(status, 0);
  harness::Notebook journal;
  hgm::BorrowLock lock;
  EXPECT_TRUE(lock.take(journal));
}

TEST(BorrowLockTest, APoolThatIsNotThereLendsNothingUnasked) {
  harness::Notebook journal;
  constexpr uint64_t kNoSuchSize = uint64_t{3} << 20;
  EXPECT_FALSE(hgm::staysFree(journal, kNoSuchSize, 2));
  EXPECT_EQ(journal.last().ret, -ENOSPC);
  EXPECT_TRUE(hgm::staysFree(journal, kNoSuchSize, -1)) << "asked for by name";
}

}  // namespace
