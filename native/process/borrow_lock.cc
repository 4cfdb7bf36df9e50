#include "process/borrow_lock.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "kernel/reading.h"
#include "process/progress.h"

namespace hgm {
namespace {

constexpr char kName[] = "hgm-probe/borrow";
constexpr int64_t kPauseNs = 5'000'000;

// 0, or minus the errno.
long bindTo(int fd) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  // A zero byte first: abstract.
  std::memcpy(address.sun_path + 1, kName, sizeof kName - 1);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + sizeof kName);
  return bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0 ? 0 : -errno;
}

}  // namespace

bool BorrowLock::take(Journal& journal) {
  Entry& entry = journal.write(Role::kSetup, "borrow", "lock");
  socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return entry.answer(-errno) >= 0;
  const int64_t begun = nowNs();
  long answer = bindTo(socket_);
  while (answer == -EADDRINUSE && nowNs() - begun < patienceNs_) {
    const timespec pause = {0, kPauseNs};
    nanosleep(&pause, nullptr);
    answer = bindTo(socket_);
  }
  patienceNs_ -= nowNs() - begun;
  if (answer < 0) release();
  return entry.answer(answer) >= 0;
}

void BorrowLock::release() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

bool staysFree(Journal& journal, uint64_t pageBytes, int32_t keep) {
  if (keep < 0) return true;
  const int64_t free = poolCounter(pageBytes, "free_hugepages");
  const int64_t reserved = poolCounter(pageBytes, "resv_hugepages");
  if (free >= 0 && reserved >= 0 && free - reserved >= int64_t{keep} + 1) return true;
  Entry& entry = journal.write(Role::kSetup, "borrow", "pool");
  entry.arg("keep", static_cast<uint64_t>(keep));
  entry.out("free", static_cast<uint64_t>(free)).out("reserved", static_cast<uint64_t>(reserved));
  entry.answer(-ENOSPC);
  return false;
}

}  // namespace hgm
