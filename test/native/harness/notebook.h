// A journal with memory of its own, which a child's has of its arena.
#pragma once

#include <memory>
#include <vector>

#include "kernel/journal.h"

namespace harness {

struct Notebook : hgm::Journal {
  Notebook() : hgm::Journal{}, ownEntries(new hgm::Entry[kEntries]), ownSeries(kSeries) {
    entries = ownEntries.get();
    series = ownSeries.data();
  }
  Notebook(const Notebook&) = delete;
  Notebook& operator=(const Notebook&) = delete;

  // As they come: write() clears each, and there is a notebook for each of half a million runs.
  std::unique_ptr<hgm::Entry[]> ownEntries;
  std::vector<hgm::Series> ownSeries;
};

}  // namespace harness
