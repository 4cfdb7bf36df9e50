#include "program/plans.h"

#include <algorithm>
#include <iterator>

namespace hgm {
namespace {

// What must be so for an experiment to be planned.
enum Needs : unsigned {
  kPerSize = 1,     // once for each huge page size
  kTaken = 2,       // a page of it is lent
  kLoudFaults = 4,  // the kernel is known not to log a refused fault
  kThp = 8,         // it tells the size of a transparent huge page,
  kSmallThp = 16,   // and that is no gigantic one
  kTimed = 32,
  kKvm = 64,  // its driver is there
};

struct Row {
  unsigned needs;
  uint32_t giganticMs;  // deadline on a gigantic page
  const char* text;     // a line of a request
};

#include "program/plan_table.inc"

int64_t unreserved(const HostPool& pool) { return pool.free - pool.reserved; }
bool isKnown(const HostPool& pool) { return pool.free >= 0 && pool.reserved >= 0; }

// Whether a base-size fill may be tried: src/observe/plan/borrow.ts.
bool isFillable(const HostPool& pool) {
  if (!isKnown(pool)) return false;
  return unreserved(pool) <= 0 ? pool.overcommit <= 0 : unreserved(pool) > kStayFree;
}

unsigned given(const Host& host, const Options& options) {
  unsigned all = kPerSize;
  if (!host.quietFaults) all |= kLoudFaults;
  if (host.thpBytes > 0) all |= kThp;
  if (host.thpBytes <= kLargestThp) all |= kSmallThp;
  if (options.latency) all |= kTimed;
  if (host.kvmMinor >= 0) all |= kKvm;
  return all;
}

// The plan of that row, its fields filled in from the host.
Plan& add(const Row& row, const Host& host, Request& to) {
  parseRequest(row.text, to);
  Plan& plan = to.plans[to.planCount - 1];
  plan.thpBytes = host.thpBytes > kLargestThp ? 0 : host.thpBytes;
  plan.deviceMinor = host.deviceMinor;
  plan.kvmMinor = host.kvmMinor;
  plan.quiet = host.quiet;
  return plan;
}

}  // namespace

const char* const kToolVersion = kVersion;

bool lends(const HostPool& pool) {
  return isKnown(pool) && pool.pageBytes <= kLargestUnasked && unreserved(pool) > kStayFree;
}

bool isAsked(const HostPool& pool, const Options& options) {
  const uint64_t* const end = options.sizes + options.sizeCount;
  return std::find(options.sizes, end, pool.pageBytes) != end;
}

void planRun(const Host& host, const Options& options, Request& to) {
  const unsigned all = given(host, options);
  const auto isTaken = [&](const HostPool& pool) {
    if (isAsked(pool, options)) return isKnown(pool) && (unreserved(pool) > 0 || pool.overcommit > 0);
    return options.borrow && lends(pool);
  };
  const auto sizes = static_cast<uint32_t>(std::count_if(host.pools, host.pools + host.poolCount, isTaken));
  const Row* const end = std::end(kRows);
  for (const Row* row = kRows; row != end;) {
    // Rows that stand together are run size by size.
    const Row* after = row + 1;
    while ((row->needs & kPerSize) != 0 && after != end && (after->needs & kPerSize) != 0) ++after;
    if ((row->needs & kPerSize) == 0) {
      if ((row->needs & ~all) == 0) add(*row, host, to);
      row = after;
      continue;
    }
    for (size_t i = 0; i < host.poolCount; ++i) {
      const HostPool& pool = host.pools[i];
      const unsigned here = all | (isTaken(pool) ? kTaken : 0U);
      for (const Row* one = row; one != after; ++one) {
        if ((one->needs & ~here) != 0) continue;
        Plan& plan = add(*one, host, to);
        plan.pageBytes = pool.pageBytes;
        plan.borrow = isTaken(pool);
        if (isAsked(pool, options)) plan.keepFree = -1;
        plan.fillable = plan.borrow || isFillable(pool);
        for (size_t j = 0; j < i; ++j) plan.granules[plan.granuleCount++] = host.pools[j].pageBytes;
        if (pool.pageBytes >= kGigantic) plan.deadlineMs = one->giganticMs;
        // The time of all sizes together: src/observe/plan/plan-timings.ts.
        if (sizes > 1) plan.durationMs = (plan.durationMs + sizes - 1) / sizes;
      }
    }
    row = after;
  }
}

}  // namespace hgm
