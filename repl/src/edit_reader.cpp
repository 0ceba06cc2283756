#include "line_reader.hpp"

#ifdef INKLING_HAVE_LIBEDIT

#include <histedit.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <inkling/app/text.hpp>
#include <inkling/base/files.hpp>
#include <inkling/base/screen.hpp>
#include <optional>
#include <utility>

#include "terminal.hpp"

namespace inkling::repl {
namespace {

constexpr wchar_t kQuotedInsert = L'\x16';  // ^V
constexpr int kHistoryLines = 2000;
constexpr std::uint64_t kMaxSettingsBytes = std::uint64_t{1} << 20;
constexpr std::uint64_t kMaxHistoryBytes = std::uint64_t{64} << 20;

// The longest text that all words begin with.
std::string common_prefix(const std::vector<Completion>& words) {
  std::string prefix = words.front().text;
  for (const auto& word : words) {
    const auto limit = std::min(prefix.size(), word.text.size());
    std::size_t same = 0;
    while (same < limit && prefix[same] == word.text[same]) ++same;
    prefix.resize(same);
  }
  return prefix;
}

class EditReader final : public LineReader {
 public:
  EditReader(std::filesystem::path history, Completer completer, Interrupts* interrupts)
      : history_path_(std::move(history)),
        completer_(std::move(completer)),
        interrupts_(interrupts) {}

  ~EditReader() override {
    save_history();
    if (edit_) ::el_end(edit_);
    if (history_) ::history_end(history_);
  }

  EditReader(const EditReader&) = delete;
  EditReader& operator=(const EditReader&) = delete;

  bool start() {
    std::setlocale(LC_CTYPE, "");  // for libedit's wide characters; nothing else here uses it
    edit_ = ::el_init("inkling", stdin, stdout, stderr);
    history_ = ::history_init();
    if (!edit_ || !history_) return false;
    set_up(history_);
    load_history(history_);
    ::el_set(edit_, EL_CLIENTDATA, this);
    ::el_set(edit_, EL_PROMPT, &EditReader::prompt);
    ::el_set(edit_, EL_HIST, ::history, history_);
    ::el_set(edit_, EL_EDITOR, "emacs");
    ::el_set(edit_, EL_SIGNAL, 0);  // SIGINT is ours
    ::el_set(edit_, EL_GETCFN, &EditReader::get_character);
    ::el_set(edit_, EL_ADDFN, "inkling-complete", "complete the word", &EditReader::complete);
    ::el_set(edit_, EL_BIND, "^I", "inkling-complete", nullptr);
    ::el_set(edit_, EL_BIND, "^V", "ed-quoted-insert", nullptr);
    ::el_set(edit_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    source_settings();
    return true;
  }

  ReadLine read(const std::string& prompt) override {
    prompt_ = prompt;
    interrupted_ = false;
    follow_width();
    int size = 0;
    // libedit would do this only after the prompt is out: a Ctrl-D typed in between would be lost.
    ::el_set(edit_, EL_PREP_TERM, 1);
    if (interrupts_) interrupts_->take_suspensions(true);
    const char* line = ::el_gets(edit_, &size);
    if (interrupts_) interrupts_->take_suspensions(false);
    if (interrupted_) {
      ::el_reset(edit_);
      std::fputs("^C\n", stdout);
      std::fflush(stdout);
      return {ReadLine::Kind::interrupted};
    }
    if (interrupts_ && interrupts_->ending()) return {};
    if (!line || size <= 0) return {};
    std::string text(line, static_cast<std::size_t>(size));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    return {ReadLine::Kind::line, std::move(text)};
  }

  void remember(const std::string& line) override {
    HistEvent event;
    if (line.empty()) return;
    ::history(history_, &event, H_ENTER, line.c_str());
    entered_.push_back(line);
  }

 private:
  static EditReader& self(EditLine* edit) {
    void* data = nullptr;
    ::el_get(edit, EL_CLIENTDATA, &data);
    return *static_cast<EditReader*>(data);
  }

  static char* prompt(EditLine* edit) { return self(edit).prompt_.data(); }

  // libedit's own reader would swallow the signal; this one waits for a key or Ctrl-C.
  static int get_character(EditLine* edit, wchar_t* out) {
    EditReader& me = self(edit);
    std::mbstate_t state{};
    if (std::exchange(me.pasted_tab_, false)) {
      *out = L'\t';
      return 1;
    }
    while (true) {
      pollfd fds[] = {{STDIN_FILENO, POLLIN, 0},
                      {me.interrupts_ ? me.interrupts_->wake_fd() : -1, POLLIN, 0},
                      {me.interrupts_ ? me.interrupts_->suspend_fd() : -1, POLLIN, 0}};
      if (::poll(fds, 3, -1) < 0 && errno != EINTR) return 0;
      if (me.interrupts_ && me.interrupts_->ending()) return 0;
      if (me.interrupts_ && me.interrupts_->take()) {
        me.interrupted_ = true;
        return 0;
      }
      if (fds[2].revents & POLLIN) {
        me.stand_aside();
        continue;
      }
      if (!(fds[0].revents & (POLLIN | POLLHUP | POLLERR))) continue;
      char byte = 0;
      const auto n = ::read(STDIN_FILENO, &byte, 1);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return 0;
      me.follow_width();
      // A tab with more behind it at once was pasted: libedit's ^V takes the next key as it is.
      if (byte == '\t' && me.more_is_there()) {
        me.pasted_tab_ = true;
        *out = kQuotedInsert;
        return 1;
      }
      wchar_t wide = 0;
      const auto used = std::mbrtowc(&wide, &byte, 1, &state);
      if (used == static_cast<std::size_t>(-2)) continue;  // more bytes of this character to come
      *out = used == static_cast<std::size_t>(-1) ? static_cast<unsigned char>(byte) : wide;
      return 1;
    }
  }

  // Ctrl-Z, or going on after a stop: the shell finds its terminal, and the prompt and the line are
  // drawn again where the shell has left the cursor.
  void stand_aside() {
    interrupts_->suspend_if_asked([this] { ::el_set(edit_, EL_PREP_TERM, 0); });
    ::el_set(edit_, EL_PREP_TERM, 1);
    follow_width();
    std::fputs("\r", stdout);
    ::el_set(edit_, EL_REFRESH);
  }

  static bool more_is_there() {
    pollfd fd{STDIN_FILENO, POLLIN, 0};
    return ::poll(&fd, 1, 0) == 1 && (fd.revents & POLLIN) != 0;
  }

  // libedit reads the width of the terminal once.
  void follow_width() {
    const std::size_t width = terminal_columns(STDOUT_FILENO);
    if (std::exchange(width_, width) != width) ::el_resize(edit_);
  }

  static unsigned char complete(EditLine* edit, int) {
    const LineInfo* info = ::el_line(edit);
    const std::string_view line(info->buffer,
                                static_cast<std::size_t>(info->cursor - info->buffer));
    EditReader& me = self(edit);
    const Completions found = me.completer_(line);
    if (found.words.empty()) return CC_REFRESH_BEEP;
    std::string text = common_prefix(found.words);
    const std::string_view typed = line.substr(found.begin);
    if (found.words.size() > 1 && text.size() <= typed.size()) {
      me.list(found.words);
      return CC_REDISPLAY;
    }
    const bool goes_on = text.ends_with('(') || text.ends_with('/') || text.ends_with('=');
    if (found.words.size() == 1 && !goes_on) text += ' ';
    // Characters, not bytes, are deleted; what is completed is ASCII up to here or kept as it is.
    if (text.compare(0, typed.size(), typed) != 0) return CC_REFRESH_BEEP;
    return ::el_insertstr(edit, text.c_str() + typed.size()) == -1 ? CC_REFRESH_BEEP : CC_REFRESH;
  }

  void list(const std::vector<Completion>& words) const {
    constexpr std::size_t kMost = 40;
    std::size_t widest = 0;
    for (const auto& word : words) widest = std::max(widest, display_width(word.text));
    const std::size_t columns = std::max<std::size_t>(40, terminal_columns(STDOUT_FILENO));
    std::string text = "\n";
    for (std::size_t i = 0; i < std::min(kMost, words.size()); ++i) {
      const std::string pad(widest - display_width(words[i].text) + 2, ' ');
      text += shorten("  " + words[i].text + pad + words[i].summary, columns - 1) + "\n";
    }
    if (words.size() > kMost) text += "  and " + counted(words.size() - kMost, "more word") + "\n";
    std::fputs(screen::printable(text).c_str(), stdout);
    std::fflush(stdout);
  }

  // ~/.editrc, or what EDITRC names: libedit would wait for a pipe of that name.
  void source_settings() const {
    const char* named = std::getenv("EDITRC");
    const char* home = std::getenv("HOME");
    std::filesystem::path path = named ? named : "";
    if (!named && home) path = std::filesystem::path(home) / ".editrc";
    files::Reader file;
    if (!path.empty() && !file.open(path, kMaxSettingsBytes)) ::el_source(edit_, path.c_str());
  }

  static void set_up(History* history) {
    HistEvent event;
    ::history(history, &event, H_SETSIZE, kHistoryLines);
    ::history(history, &event, H_SETUNIQUE, 1);
  }

  // False when there is a file that is no history: it belongs to somebody else.
  bool load_history(History* history) const {
    files::Reader file;
    std::error_code ec;
    if (history_path_.empty() || !std::filesystem::exists(history_path_, ec)) return true;
    if (file.open(history_path_, kMaxHistoryBytes)) return false;
    HistEvent event;
    return ::history(history, &event, H_LOAD, history_path_.c_str()) >= 0 || file.size() == 0;
  }

  // As libedit writes it, which it does to files that have a descriptor only.
  static std::optional<std::string> text_of(History* history) {
    std::FILE* memory = ::fdopen(::memfd_create("history", MFD_CLOEXEC), "w+");
    if (memory == nullptr) return std::nullopt;
    HistEvent event;
    std::optional<std::string> text;
    if (::history(history, &event, H_SAVE_FP, memory) >= 0 && std::fflush(memory) == 0) {
      std::rewind(memory);
      text.emplace();
      char block[1 << 12];
      while (const std::size_t got = std::fread(block, 1, sizeof block, memory))
        text->append(block, got);
      if (std::ferror(memory) != 0) text.reset();
    }
    std::fclose(memory);
    return text;
  }

  // What was entered here goes behind what others have written meanwhile.
  void save_history() const {
    if (entered_.empty() || history_path_.empty()) return;
    std::error_code ec;
    std::filesystem::create_directories(history_path_.parent_path(), ec);
    std::filesystem::path lock_path = history_path_;
    lock_path += ".lock";
    const files::Lock lock(lock_path);
    History* all = ::history_init();
    if (all == nullptr) return;
    set_up(all);
    HistEvent event;
    if (load_history(all)) {
      for (const std::string& line : entered_) ::history(all, &event, H_ENTER, line.c_str());
      // What was typed may be private data.
      if (const auto text = text_of(all))
        (void)files::write_file(history_path_, *text, {.mode = 0600});
    }
    ::history_end(all);
  }

  std::filesystem::path history_path_;
  std::vector<std::string> entered_;  // in this session
  Completer completer_;
  Interrupts* interrupts_;
  EditLine* edit_ = nullptr;
  History* history_ = nullptr;
  std::string prompt_;
  bool interrupted_ = false;
  bool pasted_tab_ = false;
  std::size_t width_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_edit_reader(std::filesystem::path history, Completer completer,
                                             Interrupts* interrupts) {
  auto reader = std::make_unique<EditReader>(std::move(history), std::move(completer), interrupts);
  if (!reader->start()) return nullptr;
  return reader;
}

}  // namespace inkling::repl

#else

namespace inkling::repl {

std::unique_ptr<LineReader> make_edit_reader(std::filesystem::path, Completer, Interrupts*) {
  return nullptr;
}

}  // namespace inkling::repl

#endif
