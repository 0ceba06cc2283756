// Reading and writing files: the one way for all of inkling. Whoever is killed while writing, or
// runs out of disk, leaves the old file or the new one, never half of one; whoever is handed
// something other than a file, or one beyond all bounds, says so before reading it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace inkling::files {

// Why something could not be done ("it is a folder"), for a message that names the file and what it
// was for; or nullopt.
using Fault = std::optional<std::string>;

// 1536 -> "1.5 KiB".
std::string size_text(std::uint64_t bytes);

// ---- Writing

struct WriteOptions {
  unsigned mode =
      0666;             // of a file that is new, before the umask; one that was there keeps its own
  bool durable = true;  // waits until the disk has it
  bool named = false;   // as on file systems that know no files without a name
};

// The new content of a file, put in its place as a whole.
//
// Links are followed to the file that they name; mode, owner and group of the one that is replaced
// are kept; its other names (hard links) keep the old content. A named pipe, a character device and
// an open descriptor (/dev/stdout) are written to as they are, piece by piece, and never replaced.
// Folders, disks and sockets are refused.
class Writer {
 public:
  explicit Writer(std::filesystem::path path, WriteOptions options = {});
  // Without commit() the old file stays as it was, and nothing is left beside it.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // A failure is kept for commit().
  void write(std::string_view bytes);
  Fault commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Fault write_file(const std::filesystem::path& path, std::string_view text,
                 WriteOptions options = {});

// Adds a line or so to a regular file, or makes it: all of `text` or, on a failure, nothing.
// `durable`: waits until the disk has it.
Fault append_file(const std::filesystem::path& path, std::string_view text, bool durable = true);
// Leaves the first `size` bytes of a regular file.
Fault cut_file(const std::filesystem::path& path, std::uint64_t size);

// Others who want the same lock wait until this one is gone; a process that ends gives its locks
// back. The lock is a file of its own, made where there is none, and stays.
class Lock {
 public:
  // Waits for at most so long. Without the lock held() is false.
  explicit Lock(const std::filesystem::path& path,
                std::chrono::milliseconds most = std::chrono::seconds(2));
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  bool held() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// ---- Reading

// A regular file, opened. Links are followed; anything else is refused by its name, and never
// opened, as opening a named pipe waits for its other end.
class Reader {
 public:
  Reader() = default;
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // `most`: in bytes; a larger file is refused.
  Fault open(const std::filesystem::path& path, std::uint64_t most);
  std::uint64_t size() const { return size_; }  // when it was opened
  // Exactly so many bytes from that place on. Fault: also when the file ends before.
  Fault read_at(std::uint64_t offset, void* target, std::size_t bytes) const;

 private:
  friend class Input;
  int fd_ = -1;
  std::uint64_t size_ = 0;
};

// The whole file. `out` is only changed on success.
Fault read_file(const std::filesystem::path& path, std::uint64_t most, std::string& out);

constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};

// A stream of bytes: of a regular file, or of a descriptor. bad() after a read that failed or went
// beyond the limit; fault() says why.
class Input : public std::istream {
 public:
  Input();
  ~Input() override;
  Fault open(const std::filesystem::path& path, std::uint64_t most = kNoLimit);
  // Standard input, which may be anything that can be read. Not closed at the end.
  void open_standard(std::uint64_t most = kNoLimit);
  const Fault& fault() const;

 private:
  class Buffer;
  std::unique_ptr<Buffer> buffer_;
};

enum class LineKind { line, too_long, end };
// The next line, without its end. One of more than `most` bytes is skipped and never held.
LineKind read_line(std::istream& in, std::size_t most, std::string& line);

// Everything to the end of standard input. `out` is only changed on success.
Fault read_standard(std::uint64_t most, std::string& out);

// Makes sure that descriptors 0 to 2 are open, before anything else is opened: a file that got one
// of their numbers would be read as input or written to as output. Those that were closed fail when
// they are used.
void guard_standard_descriptors();

}  // namespace inkling::files
