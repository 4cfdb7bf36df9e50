// Which kernel is played.
#pragma once

#include <cstdint>

namespace twin {

enum class Dialect : uint8_t { kNone, kRfcV1, kRfcV2, kMadvSplit };
// What becomes of madvise(26): the host's answer, the series' answer, or taken with nothing behind it.
enum class Advice : uint8_t { kHost, kSplit, kHollow };
// What becomes of the child at the first base-page CONTINUE that would map something.
enum class Fate : uint8_t { kLives, kHangs, kKilled };

constexpr uint64_t kPage2M = uint64_t{2} << 20;
constexpr uint64_t kPage1G = uint64_t{1} << 30;
constexpr uint64_t kFeatureBit13 = 1u << 13;
// What the real kernel is asked for at most: those of 6.1, which mean the same in every tree.
constexpr uint64_t kHostFeatures = 0x1fff;

struct Mode {
  const char* name;
  uint64_t features;  // what UFFDIO_API offers; 0: what the host does
  Dialect dialect;
  bool compiledIn;         // HGM=y
  uint64_t largestPage;    // HGM works up to this huge page size
  bool ptMappedKey;        // smaps has HugetlbPteMapped and its like
  bool neighbourIsMapped;  // the lie: a base-page CONTINUE maps the whole page and says that it did not
  Advice advice;
  Fate fate;

  // A kernel of the series, 6.1 underneath: newer calls and flags than that are refused.
  bool isOld() const { return features != 0; }
};

// The mode of that name, or nullptr.
const Mode* findMode(const char* name);

// The mode being played; set once, before the first trap.
extern const Mode* theMode;

}  // namespace twin
