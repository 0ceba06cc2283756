#include <algorithm>
#include <cmath>
#include <inkling/app/joint.hpp>

namespace inkling::app {
namespace {

#include "joint_fit.inc"

constexpr double kLeast = 1e-4;  // a confidence of 0 or 1 has no odds

}  // namespace

double joint_confidence(double alone, const Heard& heard) {
  if (heard.inputs == 0) return alone;
  alone = std::clamp(alone, kLeast, 1 - kLeast);
  const double share = static_cast<double>(heard.agreements) / static_cast<double>(heard.inputs);
  const double odds = std::log(alone / (1 - alone)) + kJoint.one + kJoint.share * share +
                      kJoint.all * (heard.agreements == heard.inputs ? 1 : 0) +
                      kJoint.same * (heard.same ? 1 : 0);
  return 1 / (1 + std::exp(-odds));
}

double latent_confidence(double joint, const Heard& heard) {
  return heard.same ? joint : (1 - joint) * contradiction_share();
}

double contradiction_share() {
  return kJoint.rest;
}

}  // namespace inkling::app
