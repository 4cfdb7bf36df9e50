// The CPUs, the NUMA nodes and the counters of a modelled machine: what a measurement asks of its place.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace model {

struct Machine {
  std::vector<int> nodeOfCpu = {0, 0};
  std::vector<bool> allowed = {true, true};
  int cpu = 0;       // that the process is on
  int pageNode = 0;  // of every page; minus an errno where the call is refused
  bool mayPin = true;
  rusage usage = {};                                // what getrusage(2) answers
  std::vector<uint64_t> interrupts = {1000, 2000};  // of each CPU; none: there is no such file
  std::function<void()> between;                    // called at each getrusage(2): lets counters move

  // The answer of a call about the machine; none where the call is about something else.
  std::optional<long> call(long number, long a, long b, long c);
  // /proc/interrupts.
  std::string text() const;

 private:
  long pin(const uint64_t* mask, uint64_t bytes);
};

}  // namespace model
