// What a child left in the shared memory is believed only where it can be followed.
#include "process/sound.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "harness/plans.h"

namespace {

using hgm::Arena;
using hgm::Entry;
using hgm::Role;
using hgm::Series;
using hgm::Slot;

// An arena with one slot that has been run: a call with fields, and a series.
class SoundTest : public testing::Test {
 protected:
  SoundTest() : plan(harness::plan("time.floor")), arena(&plan, 1), view(arena.view()) {
    slot().journal.entries = view.entries;
    slot().journal.write(Role::kTest, "call", "ioctl").arg("length", 4096).out("kind", "text").answer(-22);
    series = slot().journal.open("clock", {});
    series->add(1);
    series->add(2);
    slot().journal.drainAll();
  }

  Slot& slot() { return arena[0]; }
  Entry& entry() { return slot().journal.entries[0]; }
  bool sound() { return hgm::isSound(view, slot()); }

  hgm::Plan plan;
  Arena arena;
  const hgm::ArenaView view;
  Series* series = nullptr;
};

TEST_F(SoundTest, WhatAnExperimentWroteIs) {
  ASSERT_TRUE(arena.valid());
  EXPECT_TRUE(sound());
}

TEST_F(SoundTest, NothingElseIsFollowed) {
  const auto elsewhere = reinterpret_cast<const char*>(uintptr_t{0x1000});
  char onTheStack[] = "text";
  const std::vector<std::pair<const char*, std::function<void()>>> damages = {
      {"more entries than there can be", [&] { slot().journal.entryCount = hgm::Journal::kEntries + 1; }},
      {"more series", [&] { slot().journal.seriesCount = hgm::Journal::kSeries + 1; }},
      {"entries elsewhere", [&] { slot().journal.entries = reinterpret_cast<Entry*>(uintptr_t{0x1000}); }},
      {"entries at the end", [&] { slot().journal.entries = view.entries + hgm::Journal::kEntries; }},
      {"half an entry",
       [&] { slot().journal.entries = reinterpret_cast<Entry*>(reinterpret_cast<char*>(view.entries) + 8); }},
      {"a name elsewhere", [&] { entry().call = elsewhere; }},
      {"no name", [&] { entry().call = nullptr; }},
      {"a name that is no literal", [&] { entry().call = onTheStack; }},
      {"a key elsewhere", [&] { entry().args[0].key = elsewhere; }},
      {"a text elsewhere", [&] { entry().outs[0].value = 0x1000; }},
      {"more fields", [&] { entry().argCount = Entry::kFields + 1; }},
      {"a step without an end", [&] { std::memset(entry().step, 'x', sizeof entry().step); }},
      {"a step that would be no JSON", [&] { std::strcpy(entry().step, "a\"b"); }},
      {"an errno that is none", [&] { entry().ret = INT64_MIN; }},
      {"a return that is neither", [&] { std::memset(&entry().returned, 9, 1); }},
      {"a first sample that is neither", [&] { std::memset(&series->hasFirst, 9, 1); }},
      {"a role that is none", [&] { std::memset(&entry().role, 9, 1); }},
      {"a kind that is none", [&] { std::memset(&entry().outs[0].kind, 9, 1); }},
      {"an end that is none", [&] { std::memset(&series->ended, 9, 1); }},
      {"an end of the child that is none", [&] { std::memset(&slot().end, 9, 1); }},
      {"a tally elsewhere", [&] { series->tally = reinterpret_cast<hgm::Tally*>(uintptr_t{64}); }},
      {"values elsewhere", [&] { series->seen = reinterpret_cast<hgm::Seen*>(uintptr_t{64}); }},
      {"more values", [&] { series->seenCount = view.seenCount + 1; }},
      {"series elsewhere", [&] { slot().journal.series = series + 1; }},
      {"tallies elsewhere", [&] { slot().journal.tallies = view.tallies + 1; }},
      {"more tallies", [&] { slot().journal.tallyCount = Arena::kTallies + 1; }},
      {"room beyond the end", [&] { slot().journal.seenRoom = view.seenCount + 1; }},
  };
  for (const auto& [name, damage] : damages) {
    std::vector<uint8_t> slots(sizeof(Slot));
    std::memcpy(slots.data(), static_cast<const void*>(&slot()), sizeof(Slot));
    const Entry before = entry();
    const Series beforeSeries = *series;
    damage();
    EXPECT_FALSE(sound()) << name;
    std::memcpy(static_cast<void*>(&slot()), slots.data(), sizeof(Slot));
    entry() = before;
    *series = beforeSeries;
    ASSERT_TRUE(sound()) << name;
  }
}

// As far as the end of a text: the sanitizer's gaps between two objects of the program are read, too.
[[gnu::no_sanitize_address]] size_t lengthOf(const char* text) {
  size_t length = 0;
  while (text[length] != '\0') ++length;
  return length;
}

// Whatever bytes stand there, looking at them ends, and what is called sound can be read.
TEST_F(SoundTest, RandomBytesAreLookedAtWithoutHarm) {
  std::mt19937 random(1);
  std::vector<uint8_t> slots(sizeof(Slot));
  std::memcpy(slots.data(), static_cast<const void*>(&slot()), sizeof(Slot));
  const Entry before = entry();
  for (int round = 0; round < 20'000; ++round) {
    auto* const bytes =
        round % 2 == 0 ? reinterpret_cast<uint8_t*>(&slot()) : reinterpret_cast<uint8_t*>(&entry());
    const size_t room = round % 2 == 0 ? sizeof(Slot) : sizeof(Entry);
    for (int i = 0; i < 4; ++i) bytes[random() % room] = static_cast<uint8_t>(random());
    if (sound()) {
      size_t length = 0;
      for (size_t i = 0; i < slot().journal.entryCount; ++i)
        length += lengthOf(slot().journal.entries[i].call);
      EXPECT_LT(length, 64U * hgm::Journal::kEntries);
    }
    std::memcpy(static_cast<void*>(&slot()), slots.data(), sizeof(Slot));
    entry() = before;
  }
}

}  // namespace
