// Runs one experiment over a kernel of the test's choice, in this process.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "harness/notebook.h"
#include "model/model.h"
#include "observe/experiments.h"
#include "process/arena.h"

namespace harness {

// Runs the arena's plans in children of this process. Returns 0, or the errno of what kept one from starting.
int runInChildren(hgm::Arena& arena);

// Every sample of a series, ascending.
std::vector<uint64_t> samplesOf(const hgm::Series& series);

// The journal of one run and the memory that a child would have got from its arena.
class Trial {
 public:
  explicit Trial(const hgm::Plan& plan);

  // Runs the plan's experiment. A model is told of the journal, so that overrides can name its steps.
  void run(hgm::Kernel& kernel);
  void run(model::Model& kernel);

  const hgm::Journal& journal() const { return *journal_; }
  // The first call of that step, or null.
  const hgm::Entry* find(const std::string& step) const;
  // What that step answered, or kMissing where it was not made or never returned.
  long answer(const std::string& step) const;
  // A field that the call wrote, or kMissing.
  int64_t out(const std::string& step, const std::string& key) const;
  // The text of a field that is a literal, or "".
  std::string text(const std::string& step, const std::string& key) const;
  const hgm::Series* series(const std::string& id) const;
  // Steps in their order, with one space between them.
  std::string steps(hgm::Role role) const;
  std::string steps() const;

  // What an arena's stop() sets.
  std::unique_ptr<std::atomic<bool>> stop = std::make_unique<std::atomic<bool>>(false);

  // As in a child that others share: what the experiment holds is given back after the run, and whether
  // another one may follow it there.
  bool thenGiveBack = false;
  bool mayBeFollowed = false;

  static constexpr long kMissing = -123456;

  hgm::Plan plan;

 private:
  std::unique_ptr<Notebook> journal_;
  std::unique_ptr<uint8_t[]> scratch_;
  std::vector<hgm::Seen> seen_;
};

}  // namespace harness
