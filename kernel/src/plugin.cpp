#include <inkling/plugin.hpp>

namespace inkling {

Registrar::~Registrar() = default;

}  // namespace inkling
