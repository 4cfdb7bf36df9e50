#include "process/borrow_lock.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <initializer_list>

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

// `hugepages-2048kB/free_hugepages` below the folder of pools, as a number; minus one where it does not tell.
int64_t counter(uint64_t pageBytes, const char* name) {
  char path[96] = "/sys/kernel/mm/hugepages/hugepages-";
  char digits[24];
  size_t at = sizeof digits - 1;
  digits[at] = '\0';
  for (uint64_t left = pageBytes / 1024; left != 0 && at > 0; left /= 10)
    digits[--at] = static_cast<char>('0' + left % 10);
  for (const char* part : {static_cast<const char*>(digits + at), "kB/", name})
    std::strncat(path, part, sizeof path - std::strlen(path) - 1);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  char text[24];
  const ssize_t got = read(fd, text, sizeof text);
  close(fd);
  int64_t value = got > 0 && text[0] >= '0' && text[0] <= '9' ? 0 : -1;
  for (ssize_t i = 0; i < got && text[i] >= '0' && text[i] <= '9'; ++i) value = value * 10 + (text[i] - '0');
  return value;
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
  const int64_t free = counter(pageBytes, "free_hugepages");
  const int64_t reserved = counter(pageBytes, "resv_hugepages");
  if (free >= 0 && reserved >= 0 && free - reserved >= int64_t{keep} + 1) return true;
  Entry& entry = journal.write(Role::kSetup, "borrow", "pool");
  entry.arg("keep", static_cast<uint64_t>(keep));
  entry.out("free", static_cast<uint64_t>(free)).out("reserved", static_cast<uint64_t>(reserved));
  entry.answer(-ENOSPC);
  return false;
}

}  // namespace hgm
