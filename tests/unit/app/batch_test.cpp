// The tasks of a file: parts of it, order, limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <inkling/app/batch.hpp>
#include <inkling/app/render.hpp>

#include "support/scratch_folder.hpp"
#include "support/tiny_domain.hpp"

namespace inkling::app {
namespace {

using ::testing::HasSubstr;

struct Collected : BatchSink {
  std::vector<std::string> records;
  std::vector<std::size_t> bad;
  void answered(const QuestionAnswers& task) override {
    for (const SolverAnswer& answer : task.answers)
      records.push_back(to_json(task, answer, /*with_time=*/false));
  }
  void refused(std::size_t line, const Error&) override { bad.push_back(line); }
  void progress(std::size_t) override {}
};

class Batch : public ::testing::Test {
 protected:
  // Ten tasks without ids, the bad lines 4 and 9 among them.
  void write_tasks() const {
    std::ofstream file(path_, std::ios::binary);
    for (int i = 1; i <= 12; ++i) {
      if (i == 4 || i == 9)
        file << "{\"broken\n";
      else
        file << R"({"domain":"tiny","examples":[{"inputs":[[1]],"output":[)" << 1 + i % 5
             << R"(]},{"inputs":[[0]],"output":[)" << i % 5
             << R"(]}],"queries":[{"inputs":[[2]]}]})" << '\n';
    }
  }
  Collected run(Shard shard, std::size_t limit = 0) {
    BatchOptions options{path_.string(), {"scan", "narrow"}};
    options.seed = 5;
    options.jobs = 2;
    options.shard = shard;
    options.limit = limit;
    Collected sink;
    const auto summary = run_batch(*registry_, options, {}, sink);
    EXPECT_TRUE(summary.ok());
    if (summary) {
      EXPECT_EQ(summary->bad_lines, sink.bad.size());
    }
    return sink;
  }

  test::ScratchFolder scratch_;
  const std::filesystem::path path_ = scratch_ / "tasks.jsonl";
  std::unique_ptr<Registry> registry_ = test::tiny_registry();
};

TEST_F(Batch, ShardsTogetherAreTheWholeFile) {
  write_tasks();
  for (const std::size_t limit : {0U, 7U}) {
    Collected whole = run({}, limit);
    ASSERT_GE(whole.records.size(), 14U);
    std::sort(whole.records.begin(), whole.records.end());
    for (const std::size_t count : {1U, 2U, 5U, 30U}) {
      Collected parts;
      for (std::size_t i = 1; i <= count; ++i) {
        const Collected part = run({i, count}, limit);
        parts.records.insert(parts.records.end(), part.records.begin(), part.records.end());
        parts.bad.insert(parts.bad.end(), part.bad.begin(), part.bad.end());
      }
      std::sort(parts.records.begin(), parts.records.end());
      std::sort(parts.bad.begin(), parts.bad.end());
      EXPECT_EQ(parts.records, whole.records) << count << " parts, limit " << limit;
      EXPECT_EQ(parts.bad, whole.bad) << count << " parts, limit " << limit;
    }
  }
}

TEST_F(Batch, ShardsAreAboutAsLong) {
  write_tasks();
  EXPECT_EQ(run({1, 2}).records.size(), 12U - 2U);  // rows 1, 3, .. without the bad line 9
  EXPECT_EQ(run({2, 2}).records.size(), 12U - 2U);
}

// Said at once, in the records of every solver.
TEST_F(Batch, ContradictoryExamplesAreNotSearched) {
  std::ofstream(path_) << R"({"domain":"tiny","examples":[{"inputs":[[1]],"output":[2]},)"
                       << R"({"inputs":[[1]],"output":[3]}],"queries":[{"inputs":[[2]]}]})" << '\n';
  const Collected all = run({1, 1});
  ASSERT_EQ(all.records.size(), 2U);
  for (const std::string& record : all.records) {
    EXPECT_THAT(record, HasSubstr("\"status\":\"error\""));
    EXPECT_THAT(record, HasSubstr("example 2 contradicts example 1"));
  }
}

TEST(ParseShard, ReadsWhatItSays) {
  const auto shard = parse_shard("2/8");
  ASSERT_TRUE(shard.ok());
  EXPECT_EQ(shard->index, 2U);
  EXPECT_EQ(shard->count, 8U);
  EXPECT_TRUE(shard->owns(1));
  EXPECT_TRUE(shard->owns(9));
  EXPECT_FALSE(shard->owns(0));
}

TEST(ParseShard, NamesWhatIsWrong) {
  for (const char* text :
       {"", "1", "/", "0/4", "5/4", "1/0", "a/4", "1/4x", "-1/4", "1/", "1/2/3"}) {
    const auto shard = parse_shard(text);
    ASSERT_FALSE(shard.ok()) << text;
    EXPECT_THAT(shard.error().message, HasSubstr("'" + std::string(text) + "'"));
    EXPECT_THAT(shard.error().message, HasSubstr("I from 1 to N"));
    EXPECT_FALSE(shard.error().notes.empty());
  }
}

}  // namespace
}  // namespace inkling::app
