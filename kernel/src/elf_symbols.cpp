#include "elf_symbols.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <inkling/base/files.hpp>
#include <type_traits>

namespace inkling {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{16} << 30;   // of a plugin with all it links
constexpr std::uint64_t kMaxTable = std::uint64_t{256} << 20;  // of symbols, or of their names
constexpr unsigned char kNativeOrder =
    std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

Error refusal(std::string reason) {
  return Error{ErrorCode::plugin, std::move(reason)};
}

class ElfReader {
 public:
  explicit ElfReader(const std::filesystem::path& file) : fault_(in_.open(file, kMaxBytes)) {
    if (!fault_) size_ = in_.size();
  }

  Result<std::vector<std::string>> exported() {
    if (fault_) return refusal("cannot be read: " + *fault_);
    if (auto ok = check_header(); !ok) return ok.error();
    std::vector<Elf64_Shdr> sections;
    if (!read_array(header_.e_shoff, header_.e_shnum, sections)) return truncated();
    std::vector<std::string> names;
    for (const Elf64_Shdr& section : sections) {
      if (section.sh_type != SHT_DYNSYM) continue;
      if (section.sh_link >= sections.size()) return damaged("symbol table");
      if (!add_names(section, sections[section.sh_link], names)) return truncated();
    }
    return names;
  }

 private:
  Result<void> check_header() {
    char magic[SELFMAG] = {};
    if (size_ < SELFMAG || !read(0, magic, SELFMAG) || std::memcmp(magic, ELFMAG, SELFMAG) != 0)
      return refusal("not a shared object (no ELF header): rebuild or remove it");
    if (!read(0, &header_, sizeof header_)) return truncated();
    if (header_.e_ident[EI_CLASS] != ELFCLASS64 || header_.e_ident[EI_DATA] != kNativeOrder ||
        header_.e_type != ET_DYN)
      return refusal("not a 64-bit shared object of this machine: rebuild it here");
    if (header_.e_shnum > 0 && header_.e_shentsize != sizeof(Elf64_Shdr))
      return damaged("section table");
    // Linkers put the section table last: a file that was cut short has lost it. Loading such a
    // file could end the process, so this comes before dlopen.
    return {};
  }

  bool add_names(const Elf64_Shdr& table, const Elf64_Shdr& strings,
                 std::vector<std::string>& names) {
    std::vector<Elf64_Sym> symbols;
    std::vector<char> text;
    if (!read_array(table.sh_offset, table.sh_size / sizeof(Elf64_Sym), symbols) ||
        !read_array(strings.sh_offset, strings.sh_size, text))
      return false;
    for (const Elf64_Sym& symbol : symbols) {
      if (symbol.st_shndx == SHN_UNDEF || symbol.st_name >= text.size()) continue;
      const auto begin = text.begin() + static_cast<std::ptrdiff_t>(symbol.st_name);
      names.emplace_back(begin, std::find(begin, text.end(), '\0'));
    }
    return true;
  }

  // False when the range does not lie inside the file, or is beyond reason; nothing is allocated
  // then.
  template <class T>
  bool read_array(std::uint64_t offset, std::uint64_t count, std::vector<T>& items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count > std::min(size_, kMaxTable) / sizeof(T)) return false;
    items.resize(count);
    return read(offset, items.data(), count * sizeof(T));
  }

  bool read(std::uint64_t offset, void* target, std::uint64_t bytes) {
    if (bytes == 0) return true;
    if (offset > size_ || bytes > size_ - offset) return false;
    return !in_.read_at(offset, target, bytes);
  }

  Error truncated() const {
    return refusal(
        fmt::format("truncated or damaged: it ends after {} bytes, before all that its "
                    "header announces; copy or rebuild it",
                    size_));
  }
  Error damaged(const char* what) const {
    return refusal(fmt::format("damaged (its {} makes no sense): copy or rebuild it", what));
  }

  files::Reader in_;
  files::Fault fault_;
  std::uint64_t size_ = 0;
  Elf64_Ehdr header_{};
};

}  // namespace

Result<std::vector<std::string>> exported_symbols(const std::filesystem::path& file) {
  return ElfReader(file).exported();
}

}  // namespace inkling
