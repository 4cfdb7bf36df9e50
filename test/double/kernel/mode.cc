#include "mode.h"

#include <cstring>

namespace twin {
namespace {

constexpr uint64_t kHost = 0;
constexpr uint64_t kPlain = kHostFeatures;  // 6.1, and the split kernel of the transcripts
constexpr uint64_t kRfc = 0x3fff;           // the RFCs add bit 13
// Bits that mainline calls RWP and RWP_ASYNC and public trees do not, and one that nobody has named.
constexpr uint64_t kHollow = kPlain | (1u << 17) | (1u << 18) | (uint64_t{1} << 40);

constexpr Dialect kNone = Dialect::kNone;
constexpr Dialect kV2 = Dialect::kRfcV2;
constexpr Advice kUnknown = Advice::kHost;
constexpr Fate kLives = Fate::kLives;

// name, features, dialect, compiled in, largest page, smaps key, neighbour lie, advice 26, fate
constexpr Mode kModes[] = {
    {"stock", kHost, kNone, false, 0, false, false, kUnknown, kLives},
    {"stock-6.1", kPlain, kNone, false, 0, false, false, kUnknown, kLives},
    {"rfc-v1", kRfc, Dialect::kRfcV1, true, kPage1G, false, false, kUnknown, kLives},
    {"rfc-v2", kRfc, kV2, true, kPage1G, true, false, kUnknown, kLives},
    {"rfc-v2-off", kRfc, kV2, false, kPage1G, false, false, kUnknown, kLives},
    {"rfc-v2-hang", kRfc, kV2, true, kPage1G, true, false, kUnknown, Fate::kHangs},
    {"rfc-v2-kill", kRfc, kV2, true, kPage1G, true, false, kUnknown, Fate::kKilled},
    {"madv-split", kPlain, Dialect::kMadvSplit, true, kPage1G, true, false, Advice::kSplit, kLives},
    {"advice-only", kHost, kNone, false, 0, false, false, Advice::kHollow, kLives},
    {"neighbour", kRfc, kV2, true, kPage1G, true, true, kUnknown, kLives},
    {"witnesses-only", kHost, kNone, false, 0, true, false, kUnknown, kLives},
    {"behaviour-only", kRfc, kV2, true, kPage1G, false, false, kUnknown, kLives},
    {"hollow-bits", kHollow, kNone, false, 0, false, false, kUnknown, kLives},
    {"2M-only", kRfc, kV2, true, kPage2M, true, false, kUnknown, kLives},
};

}  // namespace

const Mode* theMode = &kModes[0];

const Mode* findMode(const char* name) {
  for (const Mode& mode : kModes) {
    if (std::strcmp(mode.name, name) == 0) return &mode;
  }
  return nullptr;
}

}  // namespace twin
