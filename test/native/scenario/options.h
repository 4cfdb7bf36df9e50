// What the scenario program is asked for.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/traits.h"

namespace scenario {

// One answer put in the kernel's place: `hgm_hole:madv-split@hugetlb-2M/opt_in=EPERM`. Dialect and memory may
// be left out and then match any.
struct Failure {
  std::string experiment, dialect, memory, step;
  long answer;
};

struct Options {
  model::Traits traits;
  std::set<uint64_t> borrow;
  bool quiet = false;
  uint32_t samples = 8;
  std::vector<Failure> failures;
  // Each by itself beside those: all that is asked for is run once with each, and printed as one list more.
  std::vector<Failure> each;
  // The experiment that alone is run: every one of them has a kernel of its own.
  std::string only;
  // Nanoseconds that one UFFDIO_CONTINUE after the other takes, over and over; none: the model's own.
  std::vector<uint64_t> latency;
};

// Reads the command line; says on stderr what is wrong with it and returns false.
bool parse(int count, char** words, Options& options);

// `EINVAL` for 22, and back; null and 0 for what is not known.
const char* errnoName(long number);
long errnoNumber(const std::string& name);

}  // namespace scenario
