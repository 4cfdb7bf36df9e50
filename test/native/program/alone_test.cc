// The program by itself: what it is asked, what it plans, and what it keeps of the host's files.
#include "program/alone.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "kernel/reading.h"
#include "program/host/account.h"
#include "program/host/cgroups.h"
#include "program/host/entries.h"
#include "program/host/symbols.h"

namespace {

constexpr uint64_t kMiB = uint64_t{1} << 20;
constexpr uint64_t kGiB = uint64_t{1} << 30;

hgm::Host hostWith(std::vector<hgm::HostPool> pools) {
  hgm::Host host = {};
  for (const hgm::HostPool& each : pools) host.pools[host.poolCount++] = each;
  host.thpBytes = 2 * kMiB;
  host.deviceMinor = 126;
  return host;
}

std::unique_ptr<hgm::Request> planned(const hgm::Host& host, const hgm::Options& options = {}) {
  auto to = std::make_unique<hgm::Request>();
  hgm::planRun(host, options, *to);
  return to;
}

std::vector<hgm::Plan> named(const hgm::Request& request, const char* experiment) {
  std::vector<hgm::Plan> found;
  std::copy_if(request.plans, request.plans + request.planCount, std::back_inserter(found),
               [&](const hgm::Plan& plan) { return std::strcmp(plan.experiment, experiment) == 0; });
  return found;
}

hgm::Wish parsed(std::vector<const char*> words, hgm::Options& options, const char*& wrong) {
  words.insert(words.begin(), "hgm-observe");
  return hgm::parseWords(static_cast<int>(words.size()), words.data(), options, wrong);
}

TEST(AloneTest, WordsAreUnderstoodOrNamed) {
  const char* wrong = nullptr;
  hgm::Options options;
  EXPECT_EQ(parsed({}, options, wrong), hgm::Wish::kRecord);
  EXPECT_TRUE(options.borrow && options.latency);
  EXPECT_EQ(parsed({"--borrow", "none", "--no-latency"}, options, wrong), hgm::Wish::kRecord);
  EXPECT_FALSE(options.borrow || options.latency);
  EXPECT_EQ(parsed({"--borrow=auto"}, options, wrong), hgm::Wish::kRecord);
  EXPECT_TRUE(options.borrow);
  EXPECT_EQ(parsed({"--help"}, options, wrong), hgm::Wish::kHelp);
  EXPECT_EQ(parsed({"--version"}, options, wrong), hgm::Wish::kVersion);
  for (const char* each : {"--borrow=3", "--borrow=2MM", "--borrow=M", "--borrow", "host.rec",
                           "--no-latency=1", "", "--request"}) {
    EXPECT_EQ(parsed({each}, options, wrong), hgm::Wish::kNothing) << each;
  }
  EXPECT_EQ(parsed({"--borrow", "some"}, options, wrong), hgm::Wish::kNothing);
  EXPECT_STREQ(wrong, "some");
}

TEST(AloneTest, ASizeAloneAsksForThatSizeOnly) {
  const char* wrong = nullptr;
  hgm::Options one;
  EXPECT_EQ(parsed({"--borrow", "1G"}, one, wrong), hgm::Wish::kRecord);
  EXPECT_FALSE(one.borrow);
  ASSERT_EQ(one.sizeCount, 1U);
  EXPECT_EQ(one.sizes[0], kGiB);
  const auto all = planned(hostWith({{2 * kMiB, 8, 0, 0}, {kGiB, 1, 0, 0}}), one);
  ASSERT_FALSE(named(*all, "hgm_proof").empty());
  for (const hgm::Plan& plan : named(*all, "hgm_proof")) {
    EXPECT_EQ(plan.pageBytes, kGiB);
    EXPECT_EQ(plan.keepFree, -1);
  }
  hgm::Options both;
  EXPECT_EQ(parsed({"--borrow", "1G", "--borrow", "auto"}, both, wrong), hgm::Wish::kRecord);
  EXPECT_TRUE(both.borrow && both.sizeCount == 1);
  hgm::Options contrary;
  EXPECT_EQ(parsed({"--borrow", "1G", "--borrow", "none"}, contrary, wrong), hgm::Wish::kNothing);
  EXPECT_STREQ(wrong, "none");
}

TEST(AloneTest, APageIsLentWhereTwoStay) {
  EXPECT_TRUE(hgm::lends({2 * kMiB, 3, 0, 0}));
  EXPECT_FALSE(hgm::lends({2 * kMiB, 2, 0, 0}));
  EXPECT_FALSE(hgm::lends({2 * kMiB, 3, 1, 0}));
  EXPECT_TRUE(hgm::lends({32 * kMiB, 3, 0, 0}));
  EXPECT_FALSE(hgm::lends({512 * kMiB, 9, 0, 0}));
  EXPECT_FALSE(hgm::lends({2 * kMiB, -1, 0, 0}));
  EXPECT_FALSE(hgm::lends({2 * kMiB, 3, -1, 0}));
}

TEST(AloneTest, NothingIsPlannedOnAPageThatIsNotLent) {
  const hgm::Host host = hostWith({{2 * kMiB, 8, 0, 0}, {kGiB, 8, 0, 0}});
  const auto all = planned(host);
  ASSERT_EQ(named(*all, "hgm_proof").size(), 3U);
  for (const hgm::Plan& plan : named(*all, "hgm_proof")) {
    EXPECT_TRUE(plan.borrow);
    EXPECT_EQ(plan.pageBytes, 2 * kMiB);
    EXPECT_EQ(plan.keepFree, 2);
  }
  const auto none = planned(host, {false, true});
  for (size_t i = 0; i < none->planCount; ++i) EXPECT_FALSE(none->plans[i].borrow);
  EXPECT_TRUE(named(*none, "hgm_proof").empty());
}

TEST(AloneTest, EachSizeHasItsOwnDeadlineGranulesAndFill) {
  const auto all = planned(hostWith({{2 * kMiB, 0, 0, 0}, {kGiB, 2, 0, 0}}));
  const std::vector<hgm::Plan> holes = named(*all, "hgm_hole");
  ASSERT_EQ(holes.size(), 6U);
  EXPECT_EQ(holes[0].pageBytes, 2 * kMiB);
  EXPECT_EQ(holes[0].granuleCount, 0U);
  EXPECT_EQ(holes[0].deadlineMs, 5'000U);
  // Nothing is there to be taken; of the other pool, one that was taken would leave too few.
  EXPECT_TRUE(holes[0].fillable);
  EXPECT_EQ(holes[3].pageBytes, kGiB);
  ASSERT_EQ(holes[3].granuleCount, 1U);
  EXPECT_EQ(holes[3].granules[0], 2 * kMiB);
  EXPECT_EQ(holes[3].deadlineMs, 60'000U);
  EXPECT_FALSE(holes[3].fillable);
  // An empty pool that may grow would take a page of other memory.
  EXPECT_FALSE(named(*planned(hostWith({{2 * kMiB, 0, 0, 4}})), "hgm_hole")[0].fillable);
}

TEST(AloneTest, WhatWouldBeLoggedIsLeftOut) {
  hgm::Host host = hostWith({});
  EXPECT_EQ(named(*planned(host), "kernel_faults.user_mode_only").size(), 1U);
  host.quiet = host.quietFaults = true;
  const auto quiet = planned(host);
  EXPECT_TRUE(named(*quiet, "kernel_faults.user_mode_only").empty());
  for (size_t i = 0; i < quiet->planCount; ++i) {
    EXPECT_TRUE(quiet->plans[i].quiet);
    EXPECT_EQ(quiet->plans[i].deviceMinor, 126);
  }
}

TEST(AloneTest, TransparentHugePagesAreMadeWhereTheyAreSmall) {
  hgm::Host host = hostWith({});
  const auto counts = [&](uint64_t bytes) {
    host.thpBytes = bytes;
    const auto all = planned(host);
    return std::pair(named(*all, "collapse").size(), named(*all, "time.thp_split").size());
  };
  EXPECT_EQ(counts(2 * kMiB), std::pair(size_t{2}, size_t{1}));
  EXPECT_EQ(counts(512 * kMiB), std::pair(size_t{0}, size_t{0}));
  EXPECT_EQ(counts(0), std::pair(size_t{2}, size_t{0}));
}

TEST(AloneTest, TimingsShareTheTimeOfAllSizes) {
  const auto one = planned(hostWith({{64 * 1024, 8, 0, 0}}));
  const auto two = planned(hostWith({{64 * 1024, 8, 0, 0}, {2 * kMiB, 8, 0, 0}}));
  EXPECT_EQ(named(*one, "time.hgm")[0].durationMs, 40U);
  EXPECT_EQ(named(*two, "time.hgm").size(), 6U);
  EXPECT_EQ(named(*two, "time.hgm")[0].durationMs, 20U);
  EXPECT_EQ(named(*two, "time.floor")[0].durationMs, named(*one, "time.floor")[0].durationMs);
  const auto untimed = planned(hostWith({{2 * kMiB, 8, 0, 0}}), {true, false});
  for (size_t i = 0; i < untimed->planCount; ++i) EXPECT_EQ(untimed->plans[i].samples, 0U);
}

TEST(AloneTest, AsManySizesAsThereIsRoomForArePlanned) {
  std::vector<hgm::HostPool> pools;
  for (uint64_t bytes = 64 * 1024; pools.size() < hgm::Host::kPools; bytes *= 2)
    pools.push_back({bytes, 8, 0, 0});
  const auto all = planned(hostWith(pools));
  EXPECT_LE(all->planCount, hgm::Supervisor::kMostPlans);
  EXPECT_EQ(named(*all, "register").size(), 2 + hgm::Host::kPools);
}

TEST(FilesTest, LinesAreKeptWhole) {
  std::string text = "CONFIG_A=y\n# CONFIG_USERFAULTFD is not set\nCONFIG_B=y\nCONFIG_USERFAULTFD_X";
  const char* const words[] = {"CONFIG_USERFAULTFD", "CONFIG_B="};
  const size_t kept = hgm::keepLines(text.data(), text.size(), words, 2);
  EXPECT_EQ(text.substr(0, kept), "# CONFIG_USERFAULTFD is not set\nCONFIG_B=y\n");
}

TEST(SymbolsTest, NamesOfTheSeriesAreKeptWithoutAddresses) {
  const std::string lines =
      "ffffffff81000000 T _stext\nffffffff81000100 t hugetlb_walk\nffffffff81000200 t hugetlb_collapse.cold\n"
      "ffffffffc0000000 t hugetlb_hgm_walk\t[module]\nbroken\n\nffffffff81000300 t my_hugetlb_hgm_walk\n";
  char text[4096];
  hgm::Kept kept = {text, sizeof text};
  hgm::keepSymbols(lines.data(), lines.size(), kept);
  EXPECT_EQ(std::string(text, kept.length),
            "0 T _stext\n0 t hugetlb_collapse.cold\n0 t hugetlb_hgm_walk\t[module]\n");
  hgm::Kept little = {text, 12};
  hgm::keepSymbols(lines.data(), lines.size(), little);
  EXPECT_TRUE(little.full);
}

TEST(CgroupsTest, TheFolderIsThatOfTheMountOfAllOfIt) {
  const char* const memberships = "5:cpu,devices:/a\n4:cpuset:/b\n0::/user.slice/c\n";
  const char* const mounts =
      "30 23 0:26 /part /mnt rw - cgroup2 cgroup2 rw\n"
      "31 23 0:26 / /sys/fs/cgroup/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw\n"
      "32 23 0:27 / /sys/fs/cgroup/devices rw - cgroup cgroup rw,cpu,devices\n";
  hgm::Path folder("");
  ASSERT_TRUE(hgm::cgroupFolder(memberships, mounts, nullptr, folder));
  EXPECT_STREQ(folder.text(), "/sys/fs/cgroup/unified/user.slice/c");
  ASSERT_TRUE(hgm::cgroupFolder(memberships, mounts, "devices", folder));
  EXPECT_STREQ(folder.text(), "/sys/fs/cgroup/devices/a");
  ASSERT_TRUE(hgm::cgroupFolder("0::/\n", mounts, nullptr, folder));
  EXPECT_STREQ(folder.text(), "/sys/fs/cgroup/unified");
  EXPECT_FALSE(hgm::cgroupFolder("0::/\n", "", nullptr, folder));
  EXPECT_FALSE(hgm::cgroupFolder("", mounts, nullptr, folder));
  EXPECT_FALSE(hgm::cgroupFolder("0::", "- - -\n", nullptr, folder));
}

TEST(AccountTest, TheNameIsThatOfTheWholeId) {
  const char* const passwd =
      "root:x:0:0:root:/root:/bin/sh\n# 12:x:12\n+::::::\n\nbad\n:x:12:\nten:x:10:1:::\nhundred:*:100:1::";
  char name[8];
  const auto of = [&](uint32_t uid) {
    return hgm::accountName(passwd, uid, name, sizeof name) ? std::string(name) : "none";
  };
  EXPECT_EQ(of(0), "root");
  EXPECT_EQ(of(10), "ten");
  EXPECT_EQ(of(100), "hundred");
  EXPECT_EQ(of(1), "none");
  EXPECT_EQ(of(12), "none");
  EXPECT_FALSE(hgm::accountName("a-long-name:x:7:", 7, name, sizeof name));
}

TEST(ReadingTest, WhatIsNoWholeNumberIsNone) {
  EXPECT_EQ(hgm::pageBytesOf("hugepages-2048kB"), 2 * kMiB);
  for (const char* each : {"hugepages-", "hugepages-kB", "hugepages-2048", "hgm", "hugepages-2048kBx"}) {
    EXPECT_EQ(hgm::pageBytesOf(each), 0U) << each;
  }
  EXPECT_GT(hgm::readCount("/proc/sys/kernel/pid_max"), 0);
  EXPECT_EQ(hgm::readCount("/proc/sys/kernel/osrelease"), -1);
  EXPECT_EQ(hgm::readCount("/dev/zero"), -1);
  char text[8];
  const hgm::Content cut = hgm::readFile("/proc/self/status", text, sizeof text);
  EXPECT_EQ(cut.length, 7);
  EXPECT_TRUE(cut.cut);
  EXPECT_EQ(hgm::readFile("/proc/self", text, sizeof text).length, -EISDIR);
}

TEST(ReadingTest, APathThatIsTooLongNamesNothing) {
  hgm::Path path("/a");
  EXPECT_STREQ(path.add("/").add(uint64_t{0}).add(uint64_t{42}).text(), "/a/042");
  EXPECT_STREQ(path.add(std::string(5000, 'a').c_str()).text(), "");
  EXPECT_STREQ(path.add("b").text(), "");
}

}  // namespace
