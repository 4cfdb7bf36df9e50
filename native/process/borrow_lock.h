// One borrower at a time, and never a page that must stay.
#pragma once

#include <cstdint>

#include "kernel/journal.h"

namespace hgm {

// Held by one process of a network namespace at a time, and given up with the end of it, however it ends: a
// name of an abstract socket (unix(7)), for which no file has to be there or be left.
class BorrowLock {
 public:
  BorrowLock() = default;
  ~BorrowLock() { release(); }
  BorrowLock(const BorrowLock&) = delete;
  BorrowLock& operator=(const BorrowLock&) = delete;

  // Waits a second in all for as long as it lives. False, with an entry of the journal, where it is not to be
  // had.
  bool take(Journal& journal);
  void release();

 private:
  int socket_ = -1;
  int64_t patienceNs_ = 1'000'000'000;
};

// Whether a pool that lends one page keeps `keep` pages that are free and not reserved; -1 asks for nothing.
// False, with an entry of the journal, where it does not or does not tell.
bool staysFree(Journal& journal, uint64_t pageBytes, int32_t keep);

}  // namespace hgm
