#include "harness/bench.h"

namespace harness {
namespace {

constexpr size_t kScratchBytes = size_t{256} * 1024;  // as Arena::kScratchBytes

const hgm::Field* fieldOf(const hgm::Entry* entry, const std::string& key) {
  for (size_t i = 0; entry != nullptr && i < entry->outCount; ++i) {
    if (key == entry->outs[i].key) return &entry->outs[i];
  }
  return nullptr;
}

}  // namespace

Bench::Bench(const hgm::Plan& what)
    : plan(what),
      journal_(std::make_unique<hgm::Journal>()),
      scratch_(kScratchBytes),
      samples_(hgm::Journal::kSeries * what.samples) {
  for (size_t i = 0; i < hgm::Journal::kSeries && what.samples != 0; ++i) {
    journal_->series[i].samples = samples_.data() + i * what.samples;
    journal_->series[i].capacity = what.samples;
  }
}

void Bench::run(hgm::Kernel& kernel) {
  hgm::Lab lab{kernel, *journal_, plan, scratch_.data(), scratch_.size()};
  hgm::findExperiment(plan.experiment)(lab);
}

void Bench::run(model::Model& kernel) {
  kernel.journal = journal_.get();
  run(static_cast<hgm::Kernel&>(kernel));
}

const hgm::Entry* Bench::find(const std::string& step) const {
  for (size_t i = 0; i < journal_->entryCount; ++i) {
    if (step == journal_->entries[i].step) return &journal_->entries[i];
  }
  return nullptr;
}

long Bench::answer(const std::string& step) const {
  const hgm::Entry* const entry = find(step);
  return entry != nullptr && entry->returned ? entry->ret : kMissing;
}

int64_t Bench::out(const std::string& step, const std::string& key) const {
  const hgm::Field* const field = fieldOf(find(step), key);
  return field == nullptr ? kMissing : static_cast<int64_t>(field->value);
}

std::string Bench::text(const std::string& step, const std::string& key) const {
  const hgm::Field* const field = fieldOf(find(step), key);
  return field == nullptr || field->kind != hgm::Kind::kText ? ""
                                                             : reinterpret_cast<const char*>(field->value);
}

const hgm::Series* Bench::series(const std::string& id) const {
  for (size_t i = 0; i < journal_->seriesCount; ++i) {
    if (id == journal_->series[i].id) return &journal_->series[i];
  }
  return nullptr;
}

std::string Bench::steps(hgm::Role role) const {
  std::string all;
  for (size_t i = 0; i < journal_->entryCount; ++i) {
    if (journal_->entries[i].role == role)
      all += (all.empty() ? "" : " ") + std::string(journal_->entries[i].step);
  }
  return all;
}

std::string Bench::steps() const {
  std::string all;
  for (size_t i = 0; i < journal_->entryCount; ++i) {
    all += (all.empty() ? "" : " ") + std::string(journal_->entries[i].step);
  }
  return all;
}

}  // namespace harness
