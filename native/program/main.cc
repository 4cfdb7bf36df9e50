// hgm-observe: runs experiments in children of its own and writes what they saw, a line of JSON for each.
//
// Nothing of whoever starts it is in here: no libraries, no heap, no environment. What it may do is what the
// process that started it may.
//
//   hgm-observe --request     a request (request.h) on standard input, results on standard output. A byte on
//                             standard input after it: end in order. Its end: end at once.
//   hgm-observe [FLAGS]       a recording of this host on standard output: alone.h
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>

#include "kernel/kernel.h"
#include "process/supervisor.h"
#include "program/alone.h"
#include "program/host/device.h"
#include "program/request.h"
#include "program/results.h"

namespace {

constexpr int kData = 65;

char text[size_t{2} * 1024 * 1024];
hgm::Request request;

// The request ends with an empty line; what follows it is an order.
bool readRequest() {
  size_t held = 0;
  while (held < sizeof text - 1) {
    const ssize_t got = read(STDIN_FILENO, text + held, sizeof text - 1 - held);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    held += static_cast<size_t>(got);
    text[held] = '\0';
    if (held >= 2 && text[held - 1] == '\n' && text[held - 2] == '\n') return true;
  }
  return false;
}

// Signals that a terminal sends to all its processes are for who asked: a run ends in order by an order. By
// itself, this ends by them, and its children with it.
void setSignals(bool asked) {
  constexpr int kSentByOthers[] = {SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGWINCH};
  for (const int each : kSentByOthers) {
    if (asked) signal(each, SIG_IGN);
  }
  for (const int each : {SIGCHLD, SIGALRM, SIGSYS}) signal(each, SIG_DFL);
  signal(SIGPIPE, asked ? SIG_DFL : SIG_IGN);
  // A file beyond RLIMIT_FSIZE is an answer, EFBIG, as it is in a process that Node started.
  signal(SIGXFSZ, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void writeHello(hgm::JsonWriter& to, const char* differs[], size_t count) {
  to.open('{');
  to.key("experiments").number(static_cast<int64_t>(request.planCount));
  to.key("differs").open('[');
  for (size_t i = 0; i < count; ++i) to.text(differs[i]);
  to.close(']');
  to.close('}');
  to.line();
}

// Has the rights that who asks had before the execve(2), and says which differ.
void keepRights(hgm::JsonWriter& to) {
  const char* differs[hgm::Rights::kCount];
  size_t count = 0;
  if (request.hasRights) {
    hgm::reduceTo(hgm::realKernel(), request.rights);
    const hgm::Rights now = hgm::rightsOf(hgm::realKernel());
    for (size_t i = 0; i < hgm::Rights::kCount; ++i) {
      if (now.value[i] != request.rights.value[i]) differs[count++] = hgm::Rights::kNames[i];
    }
  }
  writeHello(to, differs, count);
}

int runRequest() {
  static hgm::JsonWriter to(STDOUT_FILENO);
  if (!readRequest() || hgm::parseRequest(text, request) != nullptr) return kData;
  keepRights(to);
  const int32_t minor = hgm::deviceMinor();
  const int32_t kvm = hgm::kvmMinor();
  for (size_t i = 0; i < request.planCount; ++i) {
    request.plans[i].deviceMinor = minor;
    request.plans[i].kvmMinor = kvm;
  }
  hgm::Arena arena(request.plans, request.planCount);
  if (!arena.valid()) {
    hgm::writeStop(to, {hgm::Stopped::kMemory, hgm::IdentityStep::kNone, ENOMEM});
    return 0;
  }
  hgm::Supervisor supervisor(arena.view());
  if (request.hasIdentity) supervisor.inPlaceOf(&request.identity);
  supervisor.obey(STDIN_FILENO);
  supervisor.reportTo([](void* writer, const hgm::ArenaView& view,
                         size_t slot) { hgm::writeSlot(*static_cast<hgm::JsonWriter*>(writer), view, slot); },
                      &to);
  hgm::writeStop(to, supervisor.run());
  return 0;
}

}  // namespace

int main(int count, char** words) {
  prctl(PR_SET_NAME, "hgm-observe");
  const bool asked = count == 2 && std::strcmp(words[1], "--request") == 0;
  setSignals(asked);
  return asked ? runRequest() : hgm::runAlone(count, words);
}
