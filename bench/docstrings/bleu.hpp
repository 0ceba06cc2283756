// BLEU (Papineni, Roukos, Ward, Zhu, "BLEU: a method for automatic evaluation of machine
// translation", ACL 2002): shares of runs of one to four tokens that a text has in common with what
// was meant, times a penalty for short texts.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace inkling::docstrings {

// Counts add up over a corpus.
class Bleu {
 public:
  void add(const std::vector<std::string>& text, const std::vector<std::string>& meant);
  // 0 to 1; 0 where some length of run has nothing in common.
  double score() const;

 private:
  std::array<std::size_t, 4> common_{}, all_{};
  std::size_t length_ = 0, meant_length_ = 0;
};

// Of one text: runs of two and more count one more each, so that short texts have a score as well
// (Lin, Och, "ORANGE", COLING 2004).
double sentence_bleu(const std::vector<std::string>& text, const std::vector<std::string>& meant);

}  // namespace inkling::docstrings
