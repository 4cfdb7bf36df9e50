// Runs a whole plan of experiments over a model kernel, in this process and without forks, and prints what
// was observed as JSON: the left half of the seam that the rules are tested with.
//
//   scenario --kernel 6.18 --dialect madv-split --pool 2M=4,1G=0 --borrow 2M --as nobody
//            --fail hgm_hole/continue_base=EPERM
#include <sys/syscall.h>

#include <cstdio>

#include "harness/plans.h"
#include "harness/trial.h"
#include "scenario/options.h"
#include "scenario/print.h"

namespace {

bool matches(const std::string& wanted, const std::string& found) {
  return wanted.empty() || wanted == found;
}

std::optional<long> answered(const scenario::Options& options, const hgm::Plan& plan,
                             const std::string& step) {
  for (const scenario::Failure& each : options.failures) {
    const bool here = each.experiment == plan.experiment && matches(each.memory, harness::memoryName(plan)) &&
                      matches(each.dialect, harness::dialectName(plan.dialect));
    if (here && step == each.step) return each.answer;
  }
  return std::nullopt;
}

// Every plan once, with what `options` puts in the kernel's place.
void run(const scenario::Options& options, const std::vector<hgm::Plan>& plans) {
  const char* between = "[";
  for (const hgm::Plan& plan : plans) {
    if (!matches(options.only, plan.experiment)) continue;
    model::Model kernel(options.traits);
    kernel.instead = [&](const model::Asked& asked) { return answered(options, plan, asked.step); };
    size_t continued = 0;
    if (!options.latency.empty())
      kernel.lasts = [&](const model::Asked& asked) {
        const bool isContinue =
            asked.number == SYS_ioctl && static_cast<unsigned long>(asked.b) == hgm::abi::kIocContinue;
        return isContinue ? options.latency[continued++ % options.latency.size()] : 100;
      };
    harness::Trial trial(plan);
    trial.run(kernel);
    std::fputs(between, stdout);
    between = ",\n";
    scenario::print(stdout, trial);
  }
  std::puts("]");
}

}  // namespace

int main(int count, char** words) {
  scenario::Options options;
  if (!scenario::parse(count, words, options)) return 64;
  harness::Wish wish;
  for (const auto& [bytes, free] : options.traits.pools) wish.sizes.push_back(bytes);
  wish.borrow = options.borrow;
  wish.quiet = options.quiet;
  wish.samples = options.samples;
  const std::vector<hgm::Plan> plans = harness::plansOf(wish);
  if (options.each.empty()) run(options, plans);
  const char* between = "[";
  for (const scenario::Failure& each : options.each) {
    std::fputs(between, stdout);
    between = ",";
    scenario::Options with = options;
    with.failures.push_back(each);
    run(with, plans);
  }
  if (!options.each.empty()) std::puts("]");
  return std::fflush(stdout) == 0 ? 0 : 74;
}
