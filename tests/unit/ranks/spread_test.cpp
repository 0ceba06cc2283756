#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <inkling/ranks/spread.hpp>
#include <inkling/ranks/worker.hpp>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>

#include "support/scratch_folder.hpp"

namespace inkling::ranks {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Ranks that are threads.
struct Network {
  explicit Network(int size) : boxes(static_cast<std::size_t>(size)) {}
  std::mutex mutex{};
  std::vector<std::deque<std::pair<int, std::string>>> boxes;
};

class Local : public Transport {
 public:
  Local(Network& network, int rank) : network_(network), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(network_.boxes.size()); }
  void send(int to, std::string text) override {
    const std::scoped_lock lock(network_.mutex);
    network_.boxes[static_cast<std::size_t>(to)].emplace_back(rank_, std::move(text));
  }
  bool receive(int& from, std::string& text) override {
    const std::scoped_lock lock(network_.mutex);
    auto& box = network_.boxes[static_cast<std::size_t>(rank_)];
    if (box.empty()) return false;
    from = box.front().first;
    text = std::move(box.front().second);
    box.pop_front();
    return true;
  }
  void end(bool) override {}

 private:
  Network& network_;
  int rank_;
};

class Given : public Source {
 public:
  explicit Given(std::vector<std::string> units) : units_(std::move(units)) {}
  Next next(std::string& request) override {
    if (given_ == units_.size()) return Next::end;
    request = units_[given_++];
    return Next::unit;
  }
  void done(const std::string& reply) override { replies.push_back(reply); }
  void failed(const std::string& why) override { replies.push_back("failed: " + why); }
  std::vector<std::string> replies{};

 private:
  std::vector<std::string> units_;
  std::size_t given_ = 0;
};

class Spread : public testing::Test {
 protected:
  Spread() {
    options.command = {UNIT_WORKER, folder.path().string()};
    options.beside = std::chrono::milliseconds(50);
    options.farewell = std::chrono::milliseconds(500);
  }
  // `silent` ranks take units and never answer.
  SpreadReport run(Source& source, int size, int silent = 0, std::stop_token stop = {}) {
    Network network(size);
    std::vector<std::jthread> others;
    for (int rank = 1; rank < size - silent; ++rank)
      others.emplace_back([&network, rank, this] {
        Local transport(network, rank);
        help(transport, options);
      });
    struct LetGo {  // as the end of the run does
      Network& network;
      ~LetGo() {
        const std::scoped_lock lock(network.mutex);
        for (auto& box : network.boxes) box.emplace_back(0, "e");
      }
    } const let_go{network};
    for (int rank = size - silent; rank < size; ++rank) Local(network, rank).send(0, "h");
    Local transport(network, 0);
    return spread(transport, source, options, stop);
  }
  test::ScratchFolder folder;
  SpreadOptions options{};
};

TEST_F(Spread, RepliesComeInOrder) {
  std::vector<std::string> units, expected;
  for (int i = 0; i < 200; ++i) {
    units.push_back("unit " + std::to_string(i) +
                    std::string(static_cast<std::size_t>(i * 500), 'x'));
    expected.push_back("did " + units.back());
  }
  for (const int size : {1, 2, 5}) {
    Given source(units);
    const SpreadReport report = run(source, size);
    EXPECT_EQ(source.replies, expected) << size;
    EXPECT_EQ(std::accumulate(report.units.begin(), report.units.end(), std::size_t{0}), 200U);
    EXPECT_EQ(report.deaths, 0U);
    EXPECT_THAT(report.silent, IsEmpty());
    // Two a unit of another rank, and four a rank.
    const std::size_t elsewhere = 200 - report.units[0];
    EXPECT_EQ(report.messages, 2 * elsewhere + 4 * (static_cast<std::size_t>(size) - 1));
  }
}

TEST_F(Spread, AProcessThatDiesOfAUnitIsReplaced) {
  Given source({"a", "once b", "once c", "d", "once e", "f"});
  const SpreadReport report = run(source, 2);
  EXPECT_THAT(source.replies,
              ElementsAre("did a", "did once b", "did once c", "did d", "did once e", "did f"));
  EXPECT_EQ(report.deaths, 3U);
  EXPECT_EQ(report.again, 3U);
  EXPECT_EQ(report.failed, 0U);
}

TEST_F(Spread, WhatKillsEveryProcessIsSaid) {
  Given source({"a", "die", "b", "leave", "c"});
  const SpreadReport report = run(source, 3);
  EXPECT_THAT(source.replies,
              ElementsAre("did a", HasSubstr("failed: its process ended by signal 9"), "did b",
                          "failed: its process ended with exit code 7", "did c"));
  EXPECT_EQ(report.deaths, 6U);
  EXPECT_EQ(report.failed, 2U);
}

TEST_F(Spread, ARankThatNeverAnswersHoldsNothingUp) {
  Given source(std::vector<std::string>(20, "unit"));
  const SpreadReport report = run(source, 4, /*silent=*/2);
  EXPECT_EQ(source.replies.size(), 20U);
  EXPECT_THAT(source.replies, Each("did unit"));
  EXPECT_THAT(report.silent, ElementsAre(2, 3));
  EXPECT_EQ(report.again, 2U);
}

TEST_F(Spread, AProgramThatIsNotThereFailsEveryUnit) {
  options.command = {"/nothing/here"};
  Given source({"a", "b"});
  run(source, 2);
  EXPECT_THAT(source.replies, Each(HasSubstr("no process could be started")));
  EXPECT_EQ(source.replies.size(), 2U);
}

TEST_F(Spread, AStopEndsIt) {
  Given source(std::vector<std::string>(1000, "slow"));
  std::stop_source stop;
  const std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    stop.request_stop();
  });
  const SpreadReport report = run(source, 3, 0, stop.get_token());
  EXPECT_TRUE(report.stopped);
  EXPECT_LT(source.replies.size(), 100U);
  EXPECT_THAT(report.silent, IsEmpty());
}

TEST(Worker, AnOrdinaryProcessIsNone) {
  EXPECT_FALSE(is_worker());
}

}  // namespace
}  // namespace inkling::ranks
