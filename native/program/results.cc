#include "program/results.h"

#include <utility>

namespace hgm {
namespace {

constexpr const char* kRoles[] = {"setup", "test", "control", "look"};
constexpr const char* kEnds[] = {"not_run", "done", "deadline", "signal"};
constexpr const char* kEnded[] = {"full", "duration", "stopped", "refused", "overflow"};
constexpr const char* kStopped[] = {"nothing", "pipe", "fork", "identity", "damaged", "memory"};
constexpr const char* kSteps[] = {"none",  "setgroups", "setresgid", "setresuid",
                                  "setns", "chroot",    "capset",    "no_new_privs"};

void write(JsonWriter& to, const char* name, const Field* fields, size_t count) {
  to.key(name).open('{');
  for (size_t i = 0; i < count; ++i) {
    const Field& field = fields[i];
    to.key(field.key);
    if (field.kind == Kind::kText) {
      to.text(reinterpret_cast<const char*>(field.value));
    } else if (field.kind == Kind::kHex) {
      to.hex(field.value);
    } else {
      to.number(static_cast<int64_t>(field.value));
    }
  }
  to.close('}');
}

void write(JsonWriter& to, const Entry& entry) {
  to.open('{');
  to.key("step").text(entry.step);
  to.key("role").text(kRoles[static_cast<size_t>(entry.role)]);
  to.key("call").text(entry.call);
  write(to, "args", entry.args, entry.argCount);
  const bool failed = entry.returned && entry.ret < 0;
  // As the C library shows it: -1 and an errno.
  to.key("ret").numberIf(entry.returned, failed ? -1 : entry.ret);
  to.key("errno").numberIf(failed, -entry.ret);
  write(to, "out", entry.outs, entry.outCount);
  to.close('}');
}

void write(JsonWriter& to, const Series& series) {
  to.open('{');
  to.key("id").text(series.id);
  to.key("granuleBytes").number(static_cast<int64_t>(series.shape.granuleBytes));
  to.key("units").number(series.shape.units);
  to.key("threads").number(series.shape.threads);
  to.key("firstNs").numberIf(series.hasFirst, static_cast<int64_t>(series.firstNs));
  to.key("ns").open('[');
  for (size_t i = 0; i < series.seenCount; ++i) to.number(static_cast<int64_t>(series.seen[i].ns));
  to.close(']');
  to.key("counts").open('[');
  for (size_t i = 0; i < series.seenCount; ++i) to.number(static_cast<int64_t>(series.seen[i].count));
  to.close(']');
  to.key("batchedNs");
  const uint64_t calls = series.batchedCalls;
  if (calls == 0) {
    to.raw("null");
  } else {
    to.tenths((series.batchedTotalNs * 10 + calls / 2) / calls);
  }
  to.key("batchedCalls").number(static_cast<int64_t>(series.batchedCalls));
  const Circumstances& during = series.during;
  const std::pair<const char*, int64_t> told[] = {{"cpu", during.cpu},
                                                  {"node", during.node},
                                                  {"interrupts", during.interrupts},
                                                  {"migrations", during.migrations},
                                                  {"voluntarySwitches", during.voluntarySwitches},
                                                  {"involuntarySwitches", during.involuntarySwitches},
                                                  {"minorFaults", during.minorFaults}};
  for (const auto& [name, value] : told) to.key(name).numberIf(value >= 0, value);
  to.key("ended").text(kEnded[static_cast<size_t>(series.ended)]);
  to.close('}');
}

}  // namespace

void writeSlot(JsonWriter& to, const ArenaView& view, size_t number) {
  const Slot& slot = view.slots[number];
  to.open('{');
  to.key("slot").number(static_cast<int64_t>(number));
  to.key("end").text(kEnds[static_cast<size_t>(slot.end)]);
  to.key("signal").number(slot.signal);
  to.key("calls").open('[');
  for (size_t i = 0; i < slot.journal.entryCount; ++i) write(to, slot.journal.entries[i]);
  to.close(']');
  to.key("series").open('[');
  for (size_t i = 0; i < slot.journal.seriesCount; ++i) write(to, slot.journal.series[i]);
  to.close(']');
  to.close('}');
  to.line();
}

void writeStop(JsonWriter& to, const Outcome& outcome) {
  to.open('{');
  to.key("stopped").text(kStopped[static_cast<size_t>(outcome.stopped)]);
  to.key("step").text(kSteps[static_cast<size_t>(outcome.refused)]);
  to.key("errno").number(outcome.error);
  to.close('}');
  to.line();
}

}  // namespace hgm
