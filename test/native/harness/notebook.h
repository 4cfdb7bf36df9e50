// A journal with memory of its own, which a child's has of its arena.
#pragma once

#include <vector>

#include "kernel/journal.h"

namespace harness {

struct Notebook : hgm::Journal {
  Notebook() : hgm::Journal{}, ownEntries(kEntries), ownSeries(kSeries) {
    entries = ownEntries.data();
    series = ownSeries.data();
  }
  Notebook(const Notebook&) = delete;
  Notebook& operator=(const Notebook&) = delete;

  std::vector<hgm::Entry> ownEntries;
  std::vector<hgm::Series> ownSeries;
};

}  // namespace harness
