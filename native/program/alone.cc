#include "program/alone.h"

#include <fcntl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "kernel/kernel.h"
#include "kernel/reading.h"
#include "process/supervisor.h"
#include "program/host/account.h"
#include "program/host/files.h"
#include "program/host/host.h"
#include "program/json.h"
#include "program/results.h"

namespace hgm {
namespace {

// sysexits.h
constexpr int kUsage = 64;
constexpr int kRefused = 71;
constexpr int kIo = 74;

constexpr const char* kHelp =
    "Usage: hgm-observe [--borrow none|auto|SIZE]... [--no-latency] > host.rec\n"
    "\n"
    "Asks the kernel what userfaultfd and huge pages can do for this caller, and\n"
    "writes a recording to standard output: hgm-probe judge host.rec, anywhere.\n"
    "\n"
    "  --borrow none   take no huge page; auto, which is the default, takes one of a\n"
    "                  size up to 32M for a moment where two more stay free; a size\n"
    "                  such as 1G takes one of that size though none may stay\n"
    "  --no-latency    measure nothing\n"
    "  --help, --version\n"
    "\n"
    "Exit codes: 0; 64 wrong usage; 71 experiments that could not be run, and the\n"
    "recording says why; 74 a recording that could not be written.\n";

bool say(int fd, const char* text) {
  const size_t length = std::strlen(text);
  for (size_t at = 0; at < length;) {
    const ssize_t wrote = write(fd, text + at, length - at);
    if (wrote < 0 && errno != EINTR) return false;
    if (wrote > 0) at += static_cast<size_t>(wrote);
  }
  return true;
}

int complain(int code, const char* what, const char* which) {
  for (const char* part : {"hgm-observe: ", what, which, "\n"}) say(STDERR_FILENO, part);
  return code;
}

// Null where the password file of this host does not have it; a database elsewhere is not asked.
void writeUser(JsonWriter& to) {
  static char passwd[size_t{1} << 20];
  char name[256];
  to.key("user");
  if (readFile("/etc/passwd", passwd, sizeof passwd).length >= 0 &&
      accountName(passwd, geteuid(), name, sizeof name)) {
    to.text(name);
  } else {
    to.raw("null");
  }
}

void writeHead(JsonWriter& to, const Options& options) {
  utsname name = {};
  uname(&name);
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  to.open('{');
  to.key("observe").number(1);
  to.key("version").text(kToolVersion);
  to.key("timeMs").number(int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000);
  to.key("name").text(name.nodename);
  to.key("arch").text(name.machine);
  to.key("release").text(name.release);
  to.key("build").text(name.version);
  to.key("basePageBytes").number(static_cast<int64_t>(realKernel().basePageBytes()));
  writeUser(to);
  to.key("euid").number(geteuid());
  to.key("egid").number(getegid());
  to.key("borrow").text(options.borrow ? "auto" : "none");
  to.key("sizes").open('[');
  for (size_t i = 0; i < options.sizeCount; ++i) to.number(static_cast<int64_t>(options.sizes[i]));
  to.close(']');
  to.key("latency").raw(options.latency ? "true" : "false");
  to.close('}');
  to.line();
}

void writePlan(JsonWriter& to, size_t number, const Plan& plan) {
  to.open('{');
  to.key("plan").number(static_cast<int64_t>(number));
  to.key("experiment").text(plan.experiment);
  to.key("memory").number(static_cast<int64_t>(plan.memory));
  to.key("pageBytes").number(static_cast<int64_t>(plan.pageBytes));
  to.key("dialect").number(static_cast<int64_t>(plan.dialect));
  to.key("borrow").raw(plan.borrow ? "true" : "false");
  to.close('}');
  to.line();
}

bool hasPool(const Host& host, uint64_t pageBytes) {
  return std::any_of(host.pools, host.pools + host.poolCount,
                     [=](const HostPool& pool) { return pool.pageBytes == pageBytes; });
}

int record(const Options& options) {
  static JsonWriter to(STDOUT_FILENO);
  static Request request;
  const Host host = readHost();
  for (size_t i = 0; i < options.sizeCount; ++i) {
    if (!hasPool(host, options.sizes[i])) {
      return complain(kUsage, "--borrow: no huge page size of this host, in bytes: ",
                      Path("").add(options.sizes[i]).text());
    }
  }
  planRun(host, options, request);
  writeHead(to, options);
  const bool written = writeFiles(to);
  for (size_t i = 0; i < request.planCount; ++i) writePlan(to, i, request.plans[i]);
  Arena arena(request.plans, request.planCount);
  Outcome outcome = {Stopped::kMemory, IdentityStep::kNone, ENOMEM};
  if (arena.valid() && written) {
    Supervisor supervisor(arena.view());
    supervisor.reportTo([](void* writer, const ArenaView& view,
                           size_t slot) { writeSlot(*static_cast<JsonWriter*>(writer), view, slot); },
                        &to);
    outcome = supervisor.run();
    writePools(to);
  }
  writeStop(to, outcome);
  if (to.failed()) return complain(kIo, "cannot write the recording", "");
  return outcome.stopped == Stopped::kNothing
             ? 0
             : complain(kRefused, "not all experiments were run; the recording says why", "");
}

// Bytes in 2M, 1G or 64K; 0 for what is no size.
uint64_t sizeOf(const char* word) {
  constexpr uint64_t kMost = 1'000'000;
  uint64_t count = 0;
  for (; *word >= '0' && *word <= '9' && count < kMost; ++word) {
    count = count * 10 + static_cast<uint64_t>(*word - '0');
  }
  const char* const units = "KMG";
  const char* const unit = *word == '\0' ? nullptr : std::strchr(units, *word);
  return unit == nullptr || word[1] != '\0' ? 0 : count << (10 * (unit - units + 1));
}

// What --borrow was given so far; a size alone asks for that size only, as hgm-probe has it.
struct Wanted {
  bool none = false;
  bool automatic = false;

  bool take(const char* mode, Options& options) {
    const uint64_t bytes = sizeOf(mode);
    if (std::strcmp(mode, "none") == 0) {
      none = true;
    } else if (std::strcmp(mode, "auto") == 0) {
      automatic = true;
    } else if (bytes != 0 && options.sizeCount < Host::kPools) {
      options.sizes[options.sizeCount++] = bytes;
    } else {
      return false;
    }
    options.borrow = automatic;
    return !none || (!automatic && options.sizeCount == 0);
  }
};

}  // namespace

Wish parseWords(int count, const char* const* words, Options& options, const char*& wrong) {
  Wanted wanted;
  for (int i = 1; i < count; ++i) {
    const char* const given = words[i] == nullptr ? "" : words[i];
    const auto is = [given](const char* word) { return std::strcmp(given, word) == 0; };
    const bool borrows = is("--borrow");
    const char* mode = borrows && i + 1 < count ? words[++i] : nullptr;
    if (!borrows && std::strncmp(given, "--borrow=", 9) == 0) mode = given + 9;
    if (mode != nullptr) {
      if (wanted.take(mode, options)) continue;
      wrong = mode;
      return Wish::kNothing;
    }
    if (is("--no-latency")) {
      options.latency = false;
    } else if (is("--help") || is("-h")) {
      return Wish::kHelp;
    } else if (is("--version") || is("-v")) {
      return Wish::kVersion;
    } else {
      wrong = given;
      return Wish::kNothing;
    }
  }
  return Wish::kRecord;
}

int runAlone(int count, const char* const* words) {
  // A descriptor that was opened meanwhile would take the number of one that is closed.
  if (fcntl(STDOUT_FILENO, F_GETFD) < 0) return kIo;
  Options options;
  const char* wrong = "";
  switch (parseWords(count, words, options, wrong)) {
    case Wish::kHelp:
      return say(STDOUT_FILENO, kHelp) ? 0 : kIo;
    case Wish::kVersion:
      return say(STDOUT_FILENO, "hgm-observe ") && say(STDOUT_FILENO, kToolVersion) &&
                     say(STDOUT_FILENO, "\n")
                 ? 0
                 : kIo;
    case Wish::kRecord:
      return record(options);
    default:
      return complain(kUsage, "see hgm-observe --help; not understood: ", wrong);
  }
}

}  // namespace hgm
