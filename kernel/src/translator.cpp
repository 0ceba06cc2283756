#include <inkling/translator.hpp>

namespace inkling {

Translator::~Translator() = default;
Provenance::~Provenance() = default;

// A cast and no virtual function of Language: languages that are built already keep their
// interface. The classes are this library's, so that their identity is one in the whole process.
const Translator* translator_of(const Language& language) {
  return dynamic_cast<const Translator*>(&language);
}
const Provenance* provenance_of(const Language& language) {
  return dynamic_cast<const Provenance*>(&language);
}

}  // namespace inkling
