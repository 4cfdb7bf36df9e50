// Memory and descriptors of the probe.
#pragma once

#include "call.h"

namespace probe {

extern uint64_t huge;  // huge page size under test

// How HGM is asked for, by the transcripts' names: none, b13, b13x, split, splitx, b13split.
struct OptIn {
  const char* name;
  uint64_t features;  // at UFFDIO_API
  bool advised;       // MADV_SPLIT of the primary
};
constexpr OptIn kOptIns[] = {
    {"none", 0x600, false}, {"b13", 0x2600, false},  {"b13x", 0x2e00, false},
    {"split", 0x600, true}, {"splitx", 0xe00, true}, {"b13split", 0x2600, true},
};

constexpr int kSplit = 26;
constexpr int kCollapse = 25;

struct Memory {
  uint8_t* at = nullptr;
  uint64_t length = 0;
  uint8_t* page(uint64_t number) const { return at + number * kBase; }
};

int hugeFile(uint64_t pages);
int shmemFile(uint64_t length);
Memory map(uint64_t length, int fd, int flags, int protection = 3);
// MAP_SHARED of a new hugetlb file, with an alias where one is wanted.
Memory hugeShared(uint64_t pages, int flags = 0, Memory* alias = nullptr);
// Bytes 0x40 + n into base page n of the first twelve, and into the last one, of each huge page.
void populate(const Memory& alias);

// A descriptor after UFFDIO_API, or a line that says why not and -1.
int descriptor(uint64_t features);
long registerWith(int fd, const Memory& memory, uint64_t mode, uint64_t* ioctls);
// `REGISTER mode N: …`
bool enlist(int fd, const Memory& memory, uint64_t mode);
// `madvise(primary, whole, 26) …` where the opt-in wants it.
void adviseWhole(const OptIn& optIn, const Memory& memory);

void resume(const char* label, int fd, const uint8_t* at, uint64_t length, uint64_t mode = 0);
void advised(const char* label, const uint8_t* at, uint64_t length, int advice);

// VMAs of the range; `hm` is told of the one at `at`.
int vmas(const Memory& memory, const uint8_t* at, bool* hm);
// A block `smaps[NAME]`.
void smaps(const char* name, const Memory& memory);

}  // namespace probe
