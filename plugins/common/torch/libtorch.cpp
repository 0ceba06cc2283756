// Carries the precompiled header.
#include "libtorch.hpp"
