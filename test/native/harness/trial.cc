#include "harness/trial.h"

#include <algorithm>
#include <cstdlib>

#include "process/supervisor.h"

namespace harness {
namespace {

constexpr size_t kScratchBytes = hgm::Arena::kScratchBytes;
constexpr size_t kDistinct = 10'000;  // more than any test has of one series

const hgm::Field* fieldOf(const hgm::Entry* entry, const std::string& key) {
  for (size_t i = 0; entry != nullptr && i < entry->outCount; ++i) {
    if (key == entry->outs[i].key) return &entry->outs[i];
  }
  return nullptr;
}

// Lent to one run after the other, as an arena does: 34 MiB, of which pages exist once they are touched.
hgm::Tally* tallies() {
  static auto* const all = static_cast<hgm::Tally*>(std::calloc(hgm::Arena::kTallies, sizeof(hgm::Tally)));
  return all;
}

}  // namespace

int runInChildren(hgm::Arena& arena) {
  hgm::Supervisor supervisor(arena.view());
  return supervisor.run().error;
}

std::vector<uint64_t> samplesOf(const hgm::Series& series) {
  std::vector<uint64_t> all;
  for (size_t i = 0; i < series.seenCount; ++i)
    all.insert(all.end(), series.seen[i].count, series.seen[i].ns);
  return all;
}

Trial::Trial(const hgm::Plan& what)
    : plan(what),
      journal_(std::make_unique<Notebook>()),
      // As it comes: an experiment finds there what the one before it left.
      scratch_(new uint8_t[kScratchBytes]),
      seen_(hgm::Journal::kSeries * std::min<size_t>(what.samples, kDistinct)) {
  if (what.samples == 0) return;
  journal_->tallies = tallies();
  journal_->tallyCount = hgm::Arena::kTallies;
  journal_->samples = what.samples;
  journal_->seen = seen_.data();
  journal_->seenRoom = seen_.size();
}

void Trial::run(hgm::Kernel& kernel) {
  hgm::Context context{kernel, *journal_, plan, scratch_.get(), kScratchBytes, stop.get()};
  hgm::findExperiment(plan.experiment)(context);
  journal_->drainAll();
  if (thenGiveBack) mayBeFollowed = context.giveBack();
}

void Trial::run(model::Model& kernel) {
  kernel.journal = journal_.get();
  run(static_cast<hgm::Kernel&>(kernel));
}

const hgm::Entry* Trial::find(const std::string& step) const {
  for (size_t i = 0; i < journal_->entryCount; ++i) {
    if (step == journal_->entries[i].step) return &journal_->entries[i];
  }
  return nullptr;
}

long Trial::answer(const std::string& step) const {
  const hgm::Entry* const entry = find(step);
  return entry != nullptr && entry->returned ? entry->ret : kMissing;
}

int64_t Trial::out(const std::string& step, const std::string& key) const {
  const hgm::Field* const field = fieldOf(find(step), key);
  return field == nullptr ? kMissing : static_cast<int64_t>(field->value);
}

std::string Trial::text(const std::string& step, const std::string& key) const {
  const hgm::Field* const field = fieldOf(find(step), key);
  return field == nullptr || field->kind != hgm::Kind::kText ? ""
                                                             : reinterpret_cast<const char*>(field->value);
}

const hgm::Series* Trial::series(const std::string& id) const {
  for (size_t i = 0; i < journal_->seriesCount; ++i) {
    if (id == journal_->series[i].id) return &journal_->series[i];
  }
  return nullptr;
}

std::string Trial::steps(hgm::Role role) const {
  std::string all;
  for (size_t i = 0; i < journal_->entryCount; ++i) {
    if (journal_->entries[i].role == role)
      all += (all.empty() ? "" : " ") + std::string(journal_->entries[i].step);
  }
  return all;
}

std::string Trial::steps() const {
  std::string all;
  for (size_t i = 0; i < journal_->entryCount; ++i) {
    all += (all.empty() ? "" : " ") + std::string(journal_->entries[i].step);
  }
  return all;
}

}  // namespace harness
