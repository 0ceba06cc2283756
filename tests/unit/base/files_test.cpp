#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <inkling/base/files.hpp>
#include <sstream>
#include <thread>

#include "support/scratch_folder.hpp"

namespace inkling::files {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  fs::path at(const std::string& name) const { return folder_ / name; }
  fs::path put(const std::string& name, const std::string& text) const {
    std::ofstream(at(name), std::ios::binary) << text;
    return at(name);
  }
  static std::string text_of(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  static struct stat status(const fs::path& file) {
    struct stat found {};
    EXPECT_EQ(::lstat(file.c_str(), &found), 0);
    return found;
  }

  const test::ScratchFolder scratch_;
  const fs::path folder_ = scratch_.path();
};

// On file systems with files that have no name, and on those without.
class Writing : public Files, public testing::WithParamInterface<bool> {
 protected:
  WriteOptions options() const { return {.named = GetParam()}; }
};
INSTANTIATE_TEST_SUITE_P(, Writing, testing::Bool());

TEST_P(Writing, ANewFileAndOneThatIsReplaced) {
  EXPECT_EQ(write_file(at("a"), "one", options()), std::nullopt);
  EXPECT_EQ(text_of(at("a")), "one");
  EXPECT_EQ(write_file(at("a"), std::string(3'000'000, 'x'), options()), std::nullopt);
  EXPECT_EQ(text_of(at("a")), std::string(3'000'000, 'x'));
  EXPECT_EQ(write_file(at("a"), "", options()), std::nullopt);
  EXPECT_EQ(text_of(at("a")), "");
  EXPECT_EQ(entries(), 1U);
}

TEST_P(Writing, WithoutACommitNothingHasHappened) {
  put("a", "old");
  {
    Writer writer(at("a"), options());
    writer.write("new");
  }
  {
    Writer writer(at("b"), options());
    writer.write("new");
  }
  EXPECT_EQ(text_of(at("a")), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_P(Writing, ModeAndOwnerStay) {
  put("a", "old");
  ASSERT_EQ(::chmod(at("a").c_str(), 04640), 0);
  const bool root = ::geteuid() == 0;
  if (root) {
    ASSERT_EQ(::chown(at("a").c_str(), 12, 34), 0);
    ASSERT_EQ(::chmod(at("a").c_str(), 04640), 0);
  }
  ASSERT_EQ(write_file(at("a"), "new", options()), std::nullopt);
  EXPECT_EQ(text_of(at("a")), "new");
  EXPECT_EQ(status(at("a")).st_mode & 07777U, 04640U);
  if (root) {
    EXPECT_EQ(status(at("a")).st_uid, 12U);
    EXPECT_EQ(status(at("a")).st_gid, 34U);
  }
  const mode_t mask = ::umask(027);
  EXPECT_EQ(write_file(at("b"), "new", options()), std::nullopt);
  WriteOptions secret = options();
  secret.mode = 0600;
  EXPECT_EQ(write_file(at("c"), "new", secret), std::nullopt);
  ::umask(mask);
  EXPECT_EQ(status(at("b")).st_mode & 07777U, 0640U);
  EXPECT_EQ(status(at("c")).st_mode & 07777U, 0600U);
}

TEST_P(Writing, LinksAreFollowedAndStay) {
  fs::create_directory(at("d"));
  put("d/file", "old");
  fs::create_symlink("d/file", at("link"));
  fs::create_symlink("link", at("link2"));
  fs::create_symlink("d/new", at("dangling"));
  ASSERT_EQ(write_file(at("link2"), "new", options()), std::nullopt);
  ASSERT_EQ(write_file(at("dangling"), "made", options()), std::nullopt);
  EXPECT_TRUE(fs::is_symlink(at("link")));
  EXPECT_TRUE(fs::is_symlink(at("link2")));
  EXPECT_TRUE(fs::is_symlink(at("dangling")));
  EXPECT_EQ(text_of(at("d/file")), "new");
  EXPECT_EQ(text_of(at("d/new")), "made");
  fs::create_symlink("loop", at("loop"));
  EXPECT_THAT(write_file(at("loop"), "x", options()).value_or(""), HasSubstr("symbolic links"));
}

TEST_P(Writing, NothingButFilesIsReplaced) {
  fs::create_directory(at("d"));
  EXPECT_THAT(write_file(at("d"), "x", options()).value_or(""), HasSubstr("it is a folder"));
  EXPECT_THAT(write_file(at("no/file"), "x", options()).value_or(""), HasSubstr("No such file"));
  EXPECT_TRUE(write_file("", "x", options()));
  // A name that nothing beside it could have.
  EXPECT_TRUE(write_file(at(std::string(300, 'n')), "x", options()));
  EXPECT_EQ(write_file(at(std::string(255, 'n')), "x", options()), std::nullopt);
  EXPECT_EQ(entries(), 2U);
}

TEST_P(Writing, APipeAndADeviceAreWrittenTo) {
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  std::string got;
  std::thread reader([&] { got = text_of(at("pipe")); });
  EXPECT_EQ(write_file(at("pipe"), "hello", options()), std::nullopt);
  reader.join();
  EXPECT_EQ(got, "hello");
  EXPECT_TRUE(fs::is_fifo(at("pipe")));
  // Nobody reads: an error, not a wait without end.
  EXPECT_THAT(write_file(at("pipe"), "hello", options()).value_or(""), HasSubstr("nobody reads"));
  EXPECT_EQ(write_file("/dev/null", "x", options()), std::nullopt);
  EXPECT_THAT(write_file("/dev/full", "x", options()).value_or(""), HasSubstr("No space left"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

// Standard output in a child, which went to a file: what was there before stays.
TEST_P(Writing, AnOpenDescriptorIsWrittenTo) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int file = ::open(at("out").c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(file, STDOUT_FILENO);
    bool good = ::write(STDOUT_FILENO, "before ", 7) == 7;
    good = good && !write_file("/dev/stdout", "written", options());
    good = good && ::write(STDOUT_FILENO, " after", 6) == 6;
    ::_exit(good ? 0 : 1);
  }
  int ended = 0;
  ASSERT_EQ(::waitpid(child, &ended, 0), child);
  EXPECT_EQ(ended, 0);
  EXPECT_EQ(text_of(at("out")), "before written after");
}

// A limit on the size of files, as a disk that is full.
TEST_P(Writing, AFullDiskLeavesTheOldFile) {
  put("a", "old");
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{8192, 8192};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Fault fault = write_file(at("a"), std::string(100'000, 'x'), options());
    const Fault more = append_file(at("a"), std::string(100'000, 'x'));
    ::_exit(fault && fault->find("too large") != fault->npos && more ? 0 : 1);
  }
  int ended = 0;
  ASSERT_EQ(::waitpid(child, &ended, 0), child);
  EXPECT_EQ(ended, 0) << "a signal, or no error";
  EXPECT_EQ(text_of(at("a")), "old");
  EXPECT_EQ(entries(), 1U);
}

// Told to end at any moment while it writes again and again: the file is whole, and alone.
TEST_P(Writing, SignalsLeaveAWholeFileAndNothingElse) {
  put("a", std::string(50'000, '0'));
  for (int i = 0; i < 60; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (char c = '1';; c = c == '9' ? '1' : static_cast<char>(c + 1)) {
        WriteOptions quick = options();
        quick.durable = false;
        write_file(at("a"), std::string(50'000, c), quick);
      }
    }
    ::usleep(static_cast<useconds_t>(200 + 331 * i % 3000));
    ::kill(child, i % 3 == 0 ? SIGTERM : i % 3 == 1 ? SIGHUP : SIGINT);
    int ended = 0;
    ASSERT_EQ(::waitpid(child, &ended, 0), child);
    EXPECT_TRUE(WIFSIGNALED(ended));
    const std::string text = text_of(at("a"));
    ASSERT_EQ(text.size(), 50'000U);
    ASSERT_EQ(text.find_first_not_of(text.front()), text.npos);
    ASSERT_EQ(entries(), 1U);
  }
}

TEST_P(Writing, AReadOnlyFileIsNotReplaced) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write to any file";
  put("a", "old");
  ::chmod(at("a").c_str(), 0400);
  EXPECT_TRUE(write_file(at("a"), "new", options()));
  EXPECT_EQ(text_of(at("a")), "old");
}

TEST_F(Files, WhatIsBehindAPlaceIsCutOff) {
  ASSERT_EQ(append_file(at("log"), "one\ntwo\n", /*durable=*/false), std::nullopt);
  EXPECT_EQ(cut_file(at("log"), 4), std::nullopt);
  EXPECT_EQ(append_file(at("log"), "three\n"), std::nullopt);
  std::string text;
  ASSERT_EQ(read_file(at("log"), 100, text), std::nullopt);
  EXPECT_EQ(text, "one\nthree\n");
  EXPECT_THAT(cut_file(at("log"), 100).value_or(""), HasSubstr("shorter"));
  EXPECT_THAT(cut_file(at("."), 0).value_or(""), HasSubstr("folder"));
  EXPECT_NE(cut_file(at("nothing"), 0), std::nullopt);
}

TEST_F(Files, LinesAreAppended) {
  EXPECT_EQ(append_file(at("log"), "one\n"), std::nullopt);
  EXPECT_EQ(append_file(at("log"), "two\n"), std::nullopt);
  EXPECT_EQ(text_of(at("log")), "one\ntwo\n");
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  EXPECT_THAT(append_file(at("pipe"), "x").value_or(""), HasSubstr("named pipe"));
}

TEST_F(Files, OnlyFilesAreRead) {
  std::string text = "kept";
  fs::create_directory(at("d"));
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  fs::create_symlink("/dev/zero", at("zero"));
  fs::create_symlink("pipe", at("link"));
  EXPECT_EQ(read_file(at("d"), 100, text), "it is a folder, and a regular file is expected");
  EXPECT_EQ(read_file(at("pipe"), 100, text), "it is a named pipe, and a regular file is expected");
  EXPECT_EQ(read_file(at("link"), 100, text), "it is a named pipe, and a regular file is expected");
  EXPECT_EQ(read_file(at("zero"), 100, text), "it is a device, and a regular file is expected");
  EXPECT_EQ(read_file(at("none"), 100, text), "No such file or directory");
  EXPECT_EQ(text, "kept");
  EXPECT_EQ(read_file(put("a", "hello"), 5, text), std::nullopt);
  EXPECT_EQ(text, "hello");
  EXPECT_EQ(read_file(at("a"), 4, text), "it has 5 bytes, and at most 4 bytes are read");
}

TEST_F(Files, WhatGrowsOrHasNoSizeIsStillBounded) {
  std::string text;
  EXPECT_EQ(read_file("/proc/self/status", 1 << 20, text), std::nullopt);
  EXPECT_THAT(text, HasSubstr("Pid:"));
  EXPECT_EQ(read_file("/proc/self/status", 10, text),
            "it has more than 10 bytes, the most that is read");
  // Sparse: it takes no disk, and would take all memory.
  put("huge", "x");
  fs::resize_file(at("huge"), std::uint64_t{12} << 30);
  EXPECT_EQ(read_file(at("huge"), 1 << 20, text), "it has 12 GiB, and at most 1 MiB are read");
}

TEST_F(Files, APlaceInAFile) {
  Reader reader;
  ASSERT_EQ(reader.open(put("a", "0123456789"), 100), std::nullopt);
  EXPECT_EQ(reader.size(), 10U);
  char three[3];
  EXPECT_EQ(reader.read_at(7, three, 3), std::nullopt);
  EXPECT_EQ(std::string(three, 3), "789");
  EXPECT_TRUE(reader.read_at(8, three, 3));
  EXPECT_TRUE(reader.read_at(~std::uint64_t{0}, three, 3));
}

TEST_F(Files, LinesAreBounded) {
  const std::string text =
      "one\n\n" + std::string(9000, 'x') + "\n" + std::string(5000, 'y') + "\n12345\nlast";
  std::istringstream in(text);
  std::string line;
  EXPECT_EQ(read_line(in, 5000, line), LineKind::line);
  EXPECT_EQ(line, "one");
  EXPECT_EQ(read_line(in, 5000, line), LineKind::line);
  EXPECT_EQ(line, "");
  EXPECT_EQ(read_line(in, 5000, line), LineKind::too_long);
  EXPECT_EQ(read_line(in, 5000, line), LineKind::line);
  EXPECT_EQ(line, std::string(5000, 'y'));
  EXPECT_EQ(read_line(in, 4, line), LineKind::too_long);
  EXPECT_EQ(read_line(in, 4, line), LineKind::line);
  EXPECT_EQ(line, "last");
  EXPECT_EQ(read_line(in, 4, line), LineKind::end);
  // Whatever the lengths are, they are those that std::getline reads.
  for (const std::size_t size : {1UL, 4093UL, 4094UL, 4095UL, 4096UL, 4097UL, 8190UL, 8191UL}) {
    std::istringstream again(std::string(size, 'a') + "\n" + std::string(size, 'b'));
    ASSERT_EQ(read_line(again, 10'000, line), LineKind::line) << size;
    ASSERT_EQ(line, std::string(size, 'a'));
    ASSERT_EQ(read_line(again, 10'000, line), LineKind::line) << size;
    ASSERT_EQ(line, std::string(size, 'b'));
    ASSERT_EQ(read_line(again, 10'000, line), LineKind::end) << size;
  }
}

TEST_F(Files, AFailedReadIsAnErrorAndNotAnEnd) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::string text;
    ::dup2(::open("/", O_RDONLY | O_DIRECTORY), STDIN_FILENO);
    const bool folder = read_standard(100, text) == "it is a folder";
    ::close(STDIN_FILENO);
    const bool closed = read_standard(100, text).has_value();
    guard_standard_descriptors();
    const bool guarded = read_standard(100, text).has_value();
    const bool taken = ::open("/dev/null", O_RDONLY) > STDERR_FILENO;
    ::_exit(folder && closed && guarded && taken ? 0 : 1);
  }
  int ended = 0;
  ASSERT_EQ(::waitpid(child, &ended, 0), child);
  EXPECT_EQ(ended, 0);
}

TEST_F(Files, OneAtATimeHoldsALock) {
  {
    const Lock first(at("lock"));
    EXPECT_TRUE(first.held());
    EXPECT_FALSE(Lock(at("lock"), std::chrono::milliseconds(20)).held());
  }
  EXPECT_TRUE(Lock(at("lock"), std::chrono::milliseconds(20)).held());
  EXPECT_FALSE(Lock(at("no/lock")).held());
}

TEST_F(Files, SizesInWords) {
  EXPECT_EQ(size_text(7), "7 bytes");
  EXPECT_EQ(size_text(1536), "1.5 KiB");
  EXPECT_EQ(size_text(std::uint64_t{12} << 30), "12 GiB");
}

}  // namespace
}  // namespace inkling::files
