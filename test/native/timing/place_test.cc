// Where a measurement runs, and what interrupts it there.
#include "timing/place.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>

#include "harness/plans.h"
#include "harness/trial.h"
#include "timing/interrupts.h"

namespace {

using harness::Trial;
using hgm::Memory;
using model::Model;

hgm::Circumstances measuredOn(Model& kernel, int cpu = -1) {
  hgm::Plan what = harness::plan("time.continue", Memory::kShmem);
  what.cpu = cpu;
  Trial trial(what);
  trial.run(kernel);
  return trial.series("continue.base")->during;
}

TEST(PlaceTest, StaysWhereItIs) {
  Model kernel(model::stock(618));
  kernel.machine.cpu = 1;
  const hgm::Circumstances during = measuredOn(kernel);
  EXPECT_EQ(during.cpu, 1);
  EXPECT_EQ(during.node, 0);
}

TEST(PlaceTest, GoesToTheNodeOfThePage) {
  Model kernel(model::stock(618));
  kernel.machine.nodeOfCpu = {0, 0, 1, 1};
  kernel.machine.allowed = {true, true, false, true};
  kernel.machine.pageNode = 1;
  EXPECT_EQ(measuredOn(kernel).cpu, 3);
}

TEST(PlaceTest, StaysWhereNoCpuIsNear) {
  Model kernel(model::stock(618));
  kernel.machine.cpu = 1;
  kernel.machine.pageNode = 2;  // memory without CPUs
  const hgm::Circumstances during = measuredOn(kernel);
  EXPECT_EQ(during.cpu, 1);
  EXPECT_EQ(during.node, 2);
}

TEST(PlaceTest, TakesTheCpuThatIsAskedForWhereverThePageIs) {
  Model kernel(model::stock(618));
  kernel.machine.nodeOfCpu = {1, 0};
  kernel.machine.pageNode = 1;
  EXPECT_EQ(measuredOn(kernel, 1).cpu, 1);
  EXPECT_EQ(measuredOn(kernel, 77).cpu, -1);  // there is no such CPU
}

TEST(PlaceTest, SaysNothingThatTheKernelDoesNot) {
  Model kernel(model::stock(618));
  kernel.machine.mayPin = false;
  kernel.machine.pageNode = -EPERM;  // as a container's filter answers
  const hgm::Circumstances during = measuredOn(kernel);
  EXPECT_EQ(during.cpu, -1);
  EXPECT_EQ(during.node, -1);
  EXPECT_EQ(during.interrupts, -1);
}

TEST(InterruptsTest, AreTheSumOfTheColumn) {
  Model kernel(model::stock(618));
  kernel.machine.interrupts = {5000, 12, 700};
  EXPECT_EQ(hgm::interruptsOf(kernel, 0), 5000);
  EXPECT_EQ(hgm::interruptsOf(kernel, 2), 700);
  EXPECT_EQ(hgm::interruptsOf(kernel, 3), -1);
  kernel.machine.interrupts.clear();
  EXPECT_EQ(hgm::interruptsOf(kernel, 0), -1);
}

TEST(InterruptsTest, OfAHostThatIsLargerThanWhatIsReadAtOnce) {
  Model kernel(model::stock(618));
  kernel.machine.interrupts.clear();
  for (uint64_t cpu = 0; cpu < 900; ++cpu) {
    kernel.machine.interrupts.resize(cpu + 1, 100 + cpu);
  }
  for (const int cpu : {0, 1, 444, 899}) EXPECT_EQ(hgm::interruptsOf(kernel, cpu), 100 + cpu);
}

}  // namespace
