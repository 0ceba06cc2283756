// The drawing of a training's metrics.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <inkling/app/curves.hpp>
#include <sstream>

#include "support/scratch_folder.hpp"

namespace inkling::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Curves : public ::testing::Test {
 protected:
  void write(const std::string& text) const {
    std::ofstream(folder_ / "metrics.jsonl", std::ios::binary) << text;
  }
  std::string drawn(const std::vector<TrainingFigure>& figures) const {
    const auto file = draw_curves(folder_, "a title", figures);
    EXPECT_TRUE(file.ok());
    if (!file.ok() || file->empty()) return "";
    std::ostringstream text;
    text << std::ifstream(*file, std::ios::binary).rdbuf();
    return text.str();
  }
  test::ScratchFolder scratch_;
  const fs::path folder_ = scratch_.path();
};

TEST_F(Curves, HaveAPanelForEveryOneThatIsNamed) {
  write(
      "{\"step\":1,\"loss\":2,\"id\":0.5,\"grad\":1}\n{\"step\":2,\"loss\":null,\"id\":1}\n{"
      "\"step");
  const std::string text =
      drawn({{"loss", 0, false, "Loss"}, {"id", 0, true, "Exact"}, {"grad", 0, false, ""}});
  EXPECT_THAT(text, HasSubstr("a title"));
  EXPECT_THAT(text, HasSubstr(">Loss<"));
  EXPECT_THAT(text, HasSubstr(">Exact<"));
  EXPECT_THAT(text, Not(HasSubstr("grad")));
}

TEST_F(Curves, AreNotDrawnWithoutLooksOrPanels) {
  EXPECT_EQ(drawn({{"loss", 0, false, "Loss"}}), "");
  write("{\"step\":1,\"loss\":2}\n");
  EXPECT_EQ(drawn({{"loss", 0, false, ""}}), "");
  EXPECT_FALSE(fs::exists(folder_ / "curves.svg"));
}

TEST_F(Curves, AFileThatCannotBeWrittenIsNamed) {
  write("{\"step\":1,\"loss\":2}\n");
  fs::create_directories(folder_ / "curves.svg" / "full");
  const auto file = draw_curves(folder_, "", {{"loss", 0, false, "Loss"}});
  ASSERT_FALSE(file.ok());
  EXPECT_THAT(file.error().message, HasSubstr("curves.svg"));
}

}  // namespace
}  // namespace inkling::app
