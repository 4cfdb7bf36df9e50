// Which experiments a run makes that nobody asked anything of: those that hgm-probe plans on such a host.
#pragma once

#include <cstddef>
#include <cstdint>

#include "program/request.h"

namespace hgm {

// Pages of one huge page size; -1 where the kernel does not tell.
struct HostPool {
  uint64_t pageBytes;
  int64_t free, reserved, overcommit;
};

struct Host {
  static constexpr size_t kPools = Plan::kGranules + 1;

  HostPool pools[kPools];  // ascending
  size_t poolCount;
  uint64_t thpBytes;  // 0 where unknown
  int32_t deviceMinor;
  int32_t kvmMinor;
  // A refused userfaultfd(2) could leave a line in the kernel log; so could a kernel fault on a user-mode
  // descriptor.
  bool quiet, quietFaults;
};

struct Options {
  bool borrow = true;  // by the rule of lends()
  bool latency = true;
  uint64_t sizes[Host::kPools] = {};  // of which a page is asked for by name, in bytes
  size_t sizeCount = 0;
};

// Of the tool that the plans are those of.
extern const char* const kToolVersion;

// By the rule of src/observe/plan/borrow.ts: of a page of moderate size, where two more stay.
bool lends(const HostPool& pool);
// By the same: who names a size may have the last page, and one of overcommit.
bool isAsked(const HostPool& pool, const Options& options);

// Fills in the plans.
void planRun(const Host& host, const Options& options, Request& to);

}  // namespace hgm
