#include "scenario/print.h"

#include <cinttypes>
#include <string>

#include "harness/plans.h"
#include "scenario/options.h"

namespace scenario {
namespace {

// Every text here is a name of this program: nothing needs to be escaped.
void word(std::FILE* to, const char* key, const std::string& value) {
  std::fprintf(to, value.empty() ? "\"%s\":null," : "\"%s\":\"%s\",", key, value.c_str());
}

void fields(std::FILE* to, const char* key, const hgm::Field* all, size_t count) {
  std::fprintf(to, "\"%s\":{", key);
  for (size_t i = 0; i < count; ++i) {
    std::fprintf(to, "%s\"%s\":", i == 0 ? "" : ",", all[i].key);
    switch (all[i].kind) {
      case hgm::Kind::kText:
        std::fprintf(to, "\"%s\"", reinterpret_cast<const char*>(all[i].value));
        break;
      case hgm::Kind::kHex:
        std::fprintf(to, "\"0x%" PRIx64 "\"", all[i].value);
        break;
      default:
        std::fprintf(to, "%" PRId64, static_cast<int64_t>(all[i].value));
    }
  }
  std::fputs("}", to);
}

void call(std::FILE* to, const hgm::Entry& entry) {
  const char* const roles[] = {"setup", "test", "control", "look"};
  std::fprintf(to, "{\"step\":\"%s\",\"role\":\"%s\",\"call\":\"%s\",", entry.step,
               roles[static_cast<size_t>(entry.role)], entry.call);
  fields(to, "args", entry.args, entry.argCount);
  const bool failed = entry.returned && entry.ret < 0;
  const std::string ret = !entry.returned ? "null" : failed ? "-1" : std::to_string(entry.ret);
  std::fprintf(to, ",\"ret\":%s,", ret.c_str());
  const char* const name = failed ? errnoName(-entry.ret) : nullptr;
  word(to, "errno", !failed ? "" : name != nullptr ? name : "E" + std::to_string(-entry.ret));
  fields(to, "out", entry.outs, entry.outCount);
  std::fputs("}", to);
}

// A figure that the kernel did not tell is below zero.
void known(std::FILE* to, const char* key, int64_t value) {
  std::fprintf(to, value < 0 ? "\"%s\":null," : "\"%s\":%" PRId64 ",", key, value);
}

void list(std::FILE* to, const char* key, const hgm::Series& of, uint64_t hgm::Seen::*member) {
  std::fprintf(to, "\"%s\":[", key);
  for (size_t i = 0; i < of.seenCount; ++i)
    std::fprintf(to, "%s%" PRIu64, i == 0 ? "" : ",", of.seen[i].*member);
  std::fputs("],", to);
}

void series(std::FILE* to, const hgm::Series& of) {
  const char* const ends[] = {"full", "duration", "stopped", "refused", "overflow"};
  const hgm::Circumstances& during = of.during;
  std::fprintf(to, "{\"id\":\"%s\",\"granuleBytes\":%" PRIu64 ",\"units\":%u,\"threads\":%u,", of.id,
               of.shape.granuleBytes, of.shape.units, of.shape.threads);
  known(to, "firstNs", of.hasFirst ? static_cast<int64_t>(of.firstNs) : -1);
  list(to, "ns", of, &hgm::Seen::ns);
  list(to, "counts", of, &hgm::Seen::count);
  known(to, "batchedNs",
        of.batchedCalls == 0 ? -1 : static_cast<int64_t>(of.batchedTotalNs / of.batchedCalls));
  known(to, "batchedCalls", static_cast<int64_t>(of.batchedCalls));
  known(to, "cpu", during.cpu);
  known(to, "node", during.node);
  known(to, "interrupts", during.interrupts);
  known(to, "migrations", during.migrations);
  known(to, "voluntarySwitches", during.voluntarySwitches);
  known(to, "involuntarySwitches", during.involuntarySwitches);
  known(to, "minorFaults", during.minorFaults);
  std::fprintf(to, "\"ended\":\"%s\"}", ends[static_cast<size_t>(of.ended)]);
}

}  // namespace

void print(std::FILE* to, const harness::Trial& trial) {
  const hgm::Plan& plan = trial.plan;
  std::fprintf(to, "{\"id\":\"%s\",", plan.experiment);
  word(to, "memory", harness::memoryName(plan));
  std::fprintf(to, "\"pageBytes\":%s,",
               plan.pageBytes == 0 ? "null" : std::to_string(plan.pageBytes).c_str());
  word(to, "dialect", harness::dialectName(plan.dialect));
  std::fputs("\"end\":\"done\",\"signal\":null,\"calls\":[", to);
  const hgm::Journal& journal = trial.journal();
  for (size_t i = 0; i < journal.entryCount; ++i) {
    if (i != 0) std::fputs(",\n", to);
    call(to, journal.entries[i]);
  }
  std::fputs("],\"series\":[", to);
  for (size_t i = 0; i < journal.seriesCount; ++i) {
    if (i != 0) std::fputs(",", to);
    series(to, journal.series[i]);
  }
  std::fputs("]}", to);
}

}  // namespace scenario
