// The text that results are written as.
#include "program/json.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace {

// What is written, up to 64 KiB: more would not fit into the pipe.
std::string written(const std::function<void(hgm::JsonWriter&)>& write) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  const auto to = std::make_unique<hgm::JsonWriter>(ends[1]);
  write(*to);
  EXPECT_TRUE(to->line());
  close(ends[1]);
  std::string text;
  char some[4096];
  for (ssize_t got; (got = read(ends[0], some, sizeof some)) > 0;)
    text.append(some, static_cast<size_t>(got));
  close(ends[0]);
  return text;
}

TEST(JsonTest, NeighboursAreSeparatedAtEveryDepth) {
  const std::string text = written([](hgm::JsonWriter& to) {
    to.open('[');
    to.open('{');
    to.key("a").open('[');
    to.close(']');
    to.key("b").open('{');
    to.key("c").text("d");
    to.close('}');
    to.key("e").number(1);
    to.close('}');
    to.open('[');
    to.number(2);
    to.number(3);
    to.close(']');
    to.close(']');
  });
  EXPECT_EQ(text, "[{\"a\":[],\"b\":{\"c\":\"d\"},\"e\":1},[2,3]]\n");
}

TEST(JsonTest, FiguresAreExact) {
  const std::string text = written([](hgm::JsonWriter& to) {
    to.open('[');
    to.number(0);
    to.number(INT64_MAX);
    to.number(INT64_MIN);
    to.hex(0);
    to.hex(0x8000000000000403);
    to.tenths(1234);
    to.tenths(5);
    to.numberIf(false, 7);
    to.numberIf(true, -1);
    to.close(']');
  });
  EXPECT_EQ(
      text,
      "[0,9223372036854775807,-9223372036854775808,\"0x0\",\"0x8000000000000403\",123.4,0.5,null,-1]\n");
}

TEST(JsonTest, AnyByteOfATextComesThrough) {
  const char bytes[] = {'a', '"', '\\', '\n', '\x7f', '\xe4', '\0', 'z'};
  EXPECT_EQ(written([&](hgm::JsonWriter& to) { to.text(bytes, sizeof bytes); }),
            "\"a\\u0022\\u005c\\u000a\\u007f\\u00e4\\u0000z\"\n");
}

TEST(JsonTest, AReaderThatIsGoneIsSaid) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  signal(SIGPIPE, SIG_IGN);
  const auto to = std::make_unique<hgm::JsonWriter>(ends[1]);
  to->number(1);
  EXPECT_FALSE(to->line());
  close(ends[1]);
}

}  // namespace
