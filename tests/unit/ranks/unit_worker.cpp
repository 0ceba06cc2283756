// A process of units: says what it was told, or does something worse.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <inkling/ranks/worker.hpp>
#include <string>
#include <thread>

int main(int argc, char** argv) {
  using namespace inkling::ranks;
  if (!is_worker()) return 2;
  do_units([&](const std::string& request) {
    if (request == "die") std::raise(SIGKILL);
    if (request == "leave") std::exit(7);
    // Dies of it the first time.
    if (request.starts_with("once ") && argc > 1) {
      const auto mark = std::filesystem::path(argv[1]) / request.substr(5);
      if (std::filesystem::create_directory(mark)) std::raise(SIGKILL);
    }
    if (request == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return "did " + request;
  });
  return 0;
}
