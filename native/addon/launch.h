// Starts the program that runs the experiments, and takes what it writes.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace hgm {

// What the program is started from.
enum class Source : uint8_t {
  kSealed,  // its bytes, in memory that nobody can write into or find by a name
  kFile,    // a file of the package
};

// A run of the program. Destroyed before its end it is ended.
class Launch {
 public:
  Launch() = default;
  ~Launch();
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  // `request` is what program/request.h reads, without the rights, which are added. The descriptors `process`
  // and `root`, -1 for none, become 3 and 4 there. From a file where `path` is one. Returns 0, or the errno
  // of the step that `failedAt()` names.
  int start(const std::string& request, const char* path, int process, int root);
  const char* failedAt() const { return failedAt_; }

  // Takes what there is to take for at most that long. False once the program has ended.
  bool wait(int milliseconds);
  // What it wrote since this was last asked. A program that writes more than `kMost` bytes in all is ended.
  std::string take() { return std::exchange(text_, {}); }
  // After its end: as waitpid(2) tells it.
  int status() const { return status_; }
  // Has the experiments end in order.
  void stop();

 private:
  static constexpr size_t kMost = size_t{256} * 1024 * 1024;

  int fail(const char* step, int error);
  void end();

  pid_t child_ = -1;
  int orders_ = -1;
  int results_ = -1;
  int status_ = 0;
  size_t got_ = 0;
  std::string text_;
  const char* failedAt_ = "";
};

}  // namespace hgm
