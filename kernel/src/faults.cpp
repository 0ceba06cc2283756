#include <inkling/faults.hpp>

namespace inkling {

Faults::~Faults() = default;

const Faults* faults_of(const Interpreter& interpreter) {
  return dynamic_cast<const Faults*>(&interpreter);
}

}  // namespace inkling
