#include "line_reader.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <thread>

namespace inkling::repl {
namespace {

// A pipe whose write end a test holds.
class Pipe {
 public:
  Pipe() { EXPECT_EQ(::pipe(fds_), 0); }
  ~Pipe() {
    close_writer();
    ::close(fds_[0]);
  }
  int reader() const { return fds_[0]; }
  void write(std::string_view text) const {
    while (!text.empty()) {
      const auto n = ::write(fds_[1], text.data(), text.size());
      ASSERT_GT(n, 0);
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void close_writer() {
    if (fds_[1] >= 0) ::close(fds_[1]);
    fds_[1] = -1;
  }

 private:
  int fds_[2] = {-1, -1};
};

TEST(PlainReader, ReadsLinesAndTheUnfinishedLastOne) {
  Pipe pipe;
  pipe.write("one\r\n\ntwo");
  pipe.close_writer();
  const auto reader = make_plain_reader(pipe.reader(), false, nullptr);
  EXPECT_EQ(reader->read("").text, "one");
  const auto empty = reader->read("");
  EXPECT_EQ(empty.kind, ReadLine::Kind::line);
  EXPECT_EQ(empty.text, "");
  EXPECT_EQ(reader->read("").text, "two");
  EXPECT_EQ(reader->read("").kind, ReadLine::Kind::end);
}

TEST(PlainReader, SkipsALineThatIsTooLongAndGoesOn) {
  Pipe pipe;
  const auto reader = make_plain_reader(pipe.reader(), false, nullptr);
  std::thread writer([&] {
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 17; ++i) pipe.write(block);
    pipe.write("\nnext\n");
    pipe.close_writer();
  });
  EXPECT_EQ(reader->read("").kind, ReadLine::Kind::too_long);
  EXPECT_EQ(reader->read("").text, "next");
  EXPECT_EQ(reader->read("").kind, ReadLine::Kind::end);
  writer.join();
}

TEST(PlainReader, CtrlCWhileWaitingIsReported) {
  Pipe pipe;
  Interrupts interrupts;
  const auto reader = make_plain_reader(pipe.reader(), false, &interrupts);
  std::thread person([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    ::raise(SIGINT);
  });
  EXPECT_EQ(reader->read("").kind, ReadLine::Kind::interrupted);
  person.join();
  pipe.write("after\n");
  EXPECT_EQ(reader->read("").text, "after");
}

TEST(Interrupts, StopTheTokenOfWhatRuns) {
  Interrupts interrupts;
  {
    StopOnInterrupt quiet(&interrupts);
    EXPECT_FALSE(quiet.stopped());
  }
  StopOnInterrupt stop(&interrupts);
  ::raise(SIGINT);
  for (int i = 0; i < 2000 && !stop.token().stop_requested(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_TRUE(stop.stopped());
}

TEST(Interrupts, OneIsTakenOnce) {
  Interrupts interrupts;
  ::raise(SIGINT);
  EXPECT_TRUE(interrupts.take());
  EXPECT_FALSE(interrupts.take());
}

TEST(Paths, FollowXdgAndHome) {
  ::setenv("HOME", "/home/ada", 1);
  ::unsetenv("XDG_STATE_HOME");
  EXPECT_EQ(history_file(), "/home/ada/.local/state/inkling/history");
  ::setenv("XDG_STATE_HOME", "relative", 1);
  EXPECT_EQ(history_file(), "/home/ada/.local/state/inkling/history");
  ::setenv("XDG_STATE_HOME", "/state", 1);
  EXPECT_EQ(history_file(), "/state/inkling/history");
  ::setenv("XDG_CONFIG_HOME", "/config", 1);
  EXPECT_EQ(startup_file(), "/config/inkling/init.ink");
}

}  // namespace
}  // namespace inkling::repl
