// libFuzzer: whatever a child in somebody else's place leaves in the shared memory, looking at it ends, and
// what is written of it is lines of JSON. Built with the address and the undefined behaviour sanitizer.
#include "program/results.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "harness/plans.h"
#include "process/sound.h"

namespace {

using hgm::Entry;
using hgm::Series;
using hgm::Slot;

// Of an arena with one slot that has been run: a call with fields, and a series.
struct Run {
  hgm::Plan plan = harness::plan("time.floor");
  hgm::Arena arena{&plan, 1};
  hgm::ArenaView view = arena.view();
  Series* series;

  Run() {
    Slot& slot = arena[0];
    slot.journal.entries = view.entries;
    slot.journal.write(hgm::Role::kTest, "call", "ioctl").arg("length", 4096).out("kind", "text").answer(-22);
    series = slot.journal.open("clock", {});
    series->add(1);
    series->add(2);
    slot.journal.drainAll();
  }
};

// What can be written into from there, with its bytes as they were.
struct Part {
  uint8_t* at;
  std::vector<uint8_t> before;

  template <typename Item>
  explicit Part(Item* item) : at(reinterpret_cast<uint8_t*>(item)), before(at, at + sizeof(Item)) {}
  void restore() const { std::memcpy(at, before.data(), before.size()); }
};

// Printable, brackets in pairs, texts that end: what a reader of lines takes to be one document a line.
bool isJsonLines(const std::string& text) {
  std::string open;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char each = text[i];
    if (each == '\n') {
      if (quoted || !open.empty()) return false;
    } else if (each < ' ' || each > '~') {
      return false;
    } else if (quoted) {
      if (each == '\\') ++i;
      if (each == '"') quoted = false;
    } else if (each == '"') {
      quoted = true;
    } else if (each == '{' || each == '[') {
      open += each == '{' ? '}' : ']';
    } else if (each == '}' || each == ']') {
      if (open.empty() || open.back() != each) return false;
      open.pop_back();
    }
  }
  return !text.empty() && text.back() == '\n';
}

std::string written(const hgm::ArenaView& view) {
  static const int fd = memfd_create("results", 0);
  if (ftruncate(fd, 0) != 0 || lseek(fd, 0, SEEK_SET) != 0) std::abort();
  hgm::JsonWriter to(fd);
  hgm::writeSlot(to, view, 0);
  std::string text(static_cast<size_t>(lseek(fd, 0, SEEK_END)), '\0');
  if (pread(fd, &text[0], text.size(), 0) != static_cast<ssize_t>(text.size())) std::abort();
  return text;
}

}  // namespace

// Each four bytes write one: in which part, where (two of them), and what.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Run& run = *new Run;
  static const std::vector<Part> parts = {Part(&run.arena[0]), Part(run.view.entries), Part(run.series),
                                          Part(run.view.tallies), Part(run.view.seen)};
  for (size_t i = 0; i + 4 <= size; i += 4) {
    const Part& part = parts[data[i] % parts.size()];
    part.at[(data[i + 1] | data[i + 2] << 8) % part.before.size()] = data[i + 3];
  }
  if (hgm::isSound(run.view, run.arena[0]) && !isJsonLines(written(run.view))) std::abort();
  for (const Part& part : parts) part.restore();
  return 0;
}
