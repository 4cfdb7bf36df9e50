// The text that results come to JavaScript as.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "binding_json.h"

namespace {

TEST(JsonTest, NeighboursAreSeparatedAtEveryDepth) {
  std::string text;
  hgm::JsonWriter to(text);
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
  EXPECT_EQ(text, R"([{"a":[],"b":{"c":"d"},"e":1},[2,3]])");
}

TEST(JsonTest, FiguresAreExact) {
  std::string text;
  hgm::JsonWriter to(text);
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
  EXPECT_EQ(text,
            "[0,9223372036854775807,-9223372036854775808,\"0x0\",\"0x8000000000000403\",123.4,0.5,null,-1]");
}

}  // namespace
