#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <inkling/task.hpp>
#include <sstream>

#include "support/scratch_folder.hpp"

namespace inkling {
namespace {

using testing::HasSubstr;

const std::string kTask = R"({"id":"t","domain":"d","examples":[{"inputs":[1],"output":2}]})";

std::vector<TaskLine> read(const std::string& text, const ReadLimits& limits = {}) {
  std::istringstream in(text);
  std::vector<TaskLine> lines;
  read_tasks(
      in,
      [&](TaskLine line) {
        lines.push_back(std::move(line));
        return true;
      },
      limits);
  return lines;
}

// "2:ok" or "2:reason" for every line.
std::vector<std::string> summary(const std::string& text, const ReadLimits& limits = {}) {
  std::vector<std::string> out;
  for (const TaskLine& line : read(text, limits))
    out.push_back(std::to_string(line.line) + ":" +
                  (line.task ? "ok" : to_text(line.task.error())));
  return out;
}

TEST(TaskLines, BlankLinesAndWindowsEndsAreSkipped) {
  EXPECT_THAT(summary("\n \t\r\n" + kTask + "\r\n\n" + kTask),
              testing::ElementsAre("3:ok", "5:ok"));
  EXPECT_TRUE(summary("").empty());
  EXPECT_TRUE(summary("\n\n").empty());
  EXPECT_THAT(summary("\xEF\xBB\xBF" + kTask + "\n"), testing::ElementsAre("1:ok"));
}

TEST(TaskLines, BadLinesDoNotStopTheOthers) {
  const auto lines = summary(kTask + "\n{bad\n" + std::string("\0\n", 2) + kTask + "\n" + kTask);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0], "1:ok");
  EXPECT_THAT(lines[1], HasSubstr("2:expected a field name in quotes, found 'bad'"));
  EXPECT_THAT(lines[2], HasSubstr("3:expected a task object"));
  EXPECT_EQ(lines[3], "4:ok");
  EXPECT_EQ(lines[4], "5:ok");
}

TEST(TaskLines, LongLinesAreSkippedAndReported) {
  ReadLimits limits;
  limits.max_line_bytes = 1000;
  const auto lines =
      summary(kTask + "\n" + std::string(300'000, ' ') + "x\n" + kTask + "\n", limits);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], "1:ok");
  EXPECT_EQ(lines[1], "2:the line has 300001 bytes, the limit is 1000");
  EXPECT_EQ(lines[2], "3:ok");
}

// 100 MB that are made while they are read: the reader must not collect them.
class EndlessLine : public std::streambuf {
 public:
  explicit EndlessLine(std::size_t blocks) : blocks_(blocks), block_(1 << 20, 'x') {}

 protected:
  int_type underflow() override {
    if (blocks_ == 0) return traits_type::eof();
    if (--blocks_ == 0) block_ = "\n" + kTask;
    setg(block_.data(), block_.data(), block_.data() + block_.size());
    return traits_type::to_int_type(block_[0]);
  }

 private:
  std::size_t blocks_;
  std::string block_;
};

TEST(TaskLines, AHundredMegabytesInOneLine) {
  EndlessLine buffer(101);
  std::istream in(&buffer);
  std::vector<bool> ok;
  read_tasks(in, [&](TaskLine line) {
    ok.push_back(line.task.ok());
    return true;
  });
  EXPECT_EQ(ok, (std::vector<bool>{false, true}));
}

TEST(TaskLines, AMissingIdBecomesTheLineNumber) {
  const auto lines = read("\n{\"domain\":\"d\",\"examples\":[]}");
  ASSERT_EQ(lines.size(), 1U);
  ASSERT_TRUE(lines[0].task);
  EXPECT_EQ(lines[0].task->id, "2");
}

TEST(TaskLines, TheVisitorCanStop) {
  std::istringstream in(kTask + "\n" + kTask + "\n" + kTask);
  int seen = 0;
  read_tasks(in, [&](TaskLine) { return ++seen < 2; });
  EXPECT_EQ(seen, 2);
}

TEST(TaskArray, GivesOneTaskPerElement) {
  EXPECT_THAT(summary("\n [\n" + kTask + " ,\n" + kTask + "\n]\n"),
              testing::ElementsAre("1:ok", "2:ok"));
  EXPECT_TRUE(summary("[]").empty());
}

TEST(TaskArray, BracketsInStringsDoNotCount) {
  const std::string tricky =
      R"({"id":"}],\"[{","domain":"d","examples":[{"inputs":["\\"],"output":"]"}]})";
  const auto lines = read("[" + tricky + "," + kTask + "]");
  ASSERT_EQ(lines.size(), 2U);
  ASSERT_TRUE(lines[0].task) << to_text(lines[0].task.error());
  EXPECT_EQ(lines[0].task->id, "}],\"[{");
  EXPECT_TRUE(lines[1].task);
}

TEST(TaskArray, BadElementsDoNotStopTheOthers) {
  const auto lines = summary("[" + kTask + ",3,," + kTask + ",]");
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0], "1:ok");
  EXPECT_THAT(lines[1], HasSubstr("2:expected a task object"));
  EXPECT_THAT(lines[2], HasSubstr("3:an element of the array is empty"));
  EXPECT_EQ(lines[3], "4:ok");
  EXPECT_THAT(lines[4], HasSubstr("5:an element"));
}

TEST(TaskArray, MustBeClosedAndLast) {
  EXPECT_THAT(summary("[" + kTask).back(), HasSubstr("not closed"));
  EXPECT_THAT(summary("[").back(), HasSubstr("not closed"));
  const auto lines = summary("[" + kTask + "] " + kTask);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_THAT(lines[1], HasSubstr("after the end"));
}

TEST(TaskArray, LongElementsAreSkipped) {
  ReadLimits limits;
  limits.max_line_bytes = 200;
  const auto lines =
      summary("[" + kTask + ",\"" + std::string(5000, 'x') + "\"," + kTask + "]", limits);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[1], HasSubstr("the element has 5002 bytes"));
  EXPECT_EQ(lines[2], "3:ok");
}

TEST(TaskFile, MissingFilesAndFoldersAreNamed) {
  const auto none = [](TaskLine) { return true; };
  const Result<void> missing = read_task_file("/no/such/file.jsonl", none);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::io);
  EXPECT_THAT(missing.error().message, HasSubstr("/no/such/file.jsonl"));
  EXPECT_THAT(missing.error().message, HasSubstr("No such file"));
  const Result<void> folder = read_task_file("/", none);
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr("folder"));
}

TEST(TaskFile, IsRead) {
  const test::ScratchFolder folder;
  const auto path = folder.write("tasks.jsonl", std::string(kTask) + '\n');
  std::size_t tasks = 0;
  EXPECT_TRUE(read_task_file(path.string(), [&](TaskLine line) {
    if (line.task.ok()) ++tasks;
    return true;
  }));
  EXPECT_EQ(tasks, 1U);
}

}  // namespace
}  // namespace inkling
