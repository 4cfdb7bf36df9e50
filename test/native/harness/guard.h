// Stands between an experiment and a model and watches that nothing is done that has crashed a kernel,
// hung a probe, taken a page unasked or left a line in a log. It keeps its own books of what was mapped,
// registered and touched, from the calls and their answers alone.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/model.h"
#include "observe/plan.h"

namespace harness {

class Guard final : public hgm::Kernel {
 public:
  Guard(model::Model& model, const hgm::Plan& plan) : model_(model), plan_(plan) {}

  long call(long number, long a, long b, long c, long d, long e, long f) override;
  hgm::Access load(uintptr_t address) override;
  hgm::Access store(uintptr_t address, uint8_t byte) override;
  void touch(uintptr_t address) override;
  void copyBytes(uintptr_t to, uintptr_t from, uint64_t bytes) override;
  uint64_t now() override { return model_.now(); }
  long spawn(int (*body)(void*), void* argument, void* stackTop) override {
    return model_.spawn(body, argument, stackTop);
  }
  uint64_t basePageBytes() override { return model_.basePageBytes(); }

  // What was done wrong, each once; with what the model itself noticed.
  std::vector<std::string> violations() const;

 private:
  struct Known {
    uint64_t length = 0;
    uint64_t hugePage = 0;  // of hugetlb memory, else 0
    bool touched = false;
    bool registered = false;     // ever
    std::set<long> descriptors;  // that have it registered now
    std::vector<std::pair<uintptr_t, uint64_t>> poisoned;
  };

  void wrong(const std::string& what) { wrong_.insert(what); }
  void expect(bool good, const char* what) {
    if (!good) wrong(what);
  }
  // The mapping that holds the range; wrong where none does.
  std::pair<const uintptr_t, Known>* holding(uintptr_t start, uint64_t length, const char* what);
  void touching(uintptr_t address);
  void before(long number, long a, long b, long c, long d);
  void beforeMmap(long flags);
  void beforeIoctl(long fd, unsigned long command, long argument);
  void beforeRange(long fd, uintptr_t start, uint64_t length);
  void beforeAdvice(uintptr_t start, uint64_t length, long advice);
  void after(long number, long a, long b, long c, long e, long answer);
  void afterIoctl(long fd, unsigned long command, long argument, long answer);
  void watchPools();

  model::Model& model_;
  const hgm::Plan& plan_;
  std::map<uintptr_t, Known> mappings_;
  std::map<long, uint64_t> files_;  // memfds, with their huge page size
  std::set<long> fresh_, ready_;    // userfaultfds, before and after UFFDIO_API
  bool sealRefused_ = false;
  bool userModeUnknown_ = false;
  bool deviceOpened_ = false;
  std::set<std::string> wrong_;
};

}  // namespace harness
