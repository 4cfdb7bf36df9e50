// The probe of the transcripts, as far as the double has the calls: prints the same lines, to be compared.
//
//   probe_hgm 2M|1G OPTIN…      each section in a child of its own
#include <sys/wait.h>
#include <unistd.h>

#include "sections.h"

namespace probe {
namespace {

template <typename Section>
void inChild(Section section) {
  std::fflush(stdout);
  if (fork() == 0) {
    section();
    std::fflush(stdout);
    _exit(0);
  }
  int status = 0;
  wait(&status);
  if (status != 0) std::printf("### status 0x%x\n", static_cast<unsigned>(status));
}

void all(const char* name) {
  for (const OptIn& optIn : kOptIns) {
    if (std::strcmp(optIn.name, name) != 0) continue;
    if (huge == k2M) inChild([&] { holeSection(optIn); });
    inChild([&] { dialectSection(optIn); });
    inChild([&] { operationsSection(optIn); });
    inChild([&] { lifeSection(optIn); });
  }
}

}  // namespace
}  // namespace probe

int main(int count, char** arguments) {
  if (count < 2) return 64;
  if (std::strcmp(arguments[1], "1G") == 0) probe::huge = uint64_t{1} << 30;
  if (probe::huge == probe::k2M) probe::inChild(probe::apiSection);
  probe::inChild(probe::adviceSection);
  for (int i = 2; i < count; ++i) probe::all(arguments[i]);
  return 0;
}
