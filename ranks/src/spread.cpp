#include <algorithm>
#include <deque>
#include <inkling/ranks/spread.hpp>
#include <inkling/ranks/worker.hpp>
#include <map>
#include <optional>
#include <set>
#include <thread>

namespace inkling::ranks {
namespace {

using Clock = std::chrono::steady_clock;

// The first character says what a message is.
constexpr char kReady = 'h', kUnit = 'u', kReply = 'r', kDied = 'd', kStop = 's', kBye = 'b',
               kEnd = 'e';
constexpr std::size_t kAhead = 100'000;  // replies that wait for one in front of them

std::string numbered(char kind, std::size_t number, std::string_view text) {
  return kind + std::to_string(number) + '\n' + std::string(text);
}

// The number, and the text behind it.
std::pair<std::size_t, std::string> parted(const std::string& message) {
  const std::size_t line = message.find('\n');
  return {std::stoull(message.substr(1, line - 1)), message.substr(line + 1)};
}

class Spreading {
 public:
  Spreading(Transport& transport, Source& source, const SpreadOptions& options)
      : transport_(transport), source_(source), options_(options), worker_(options.command) {
    report_.units.resize(static_cast<std::size_t>(transport.size()));
    idle_.insert(0);
  }

  SpreadReport run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const bool others = hear();
      const bool heard = hear_own() || others;
      const bool given = give();
      if (ended_ && units_.empty()) break;
      if (!heard && !given) rest();
    }
    report_.stopped = stop.stop_requested() && !(ended_ && units_.empty());
    farewell();
    return std::move(report_);
  }

 private:
  struct Unit {
    std::string request{};
    std::map<int, Clock::time_point> holders{};  // since when
    unsigned deaths = 0;
    bool waits = false;  // to be given again
    bool over = false;
    std::optional<std::string> reply{};
    std::string why{};
  };

  void send(int to, std::string text) {
    ++report_.messages;
    report_.bytes += text.size();
    transport_.send(to, std::move(text));
  }

  bool hear() {
    bool any = false;
    int from = 0;
    for (std::string text; transport_.receive(from, text);) {
      any = true;
      ++report_.messages;
      report_.bytes += text.size();
      if (text.empty()) continue;
      if (text[0] == kBye) {
        gone_.insert(from);
        continue;
      }
      idle_.insert(from);
      if (text[0] == kReply || text[0] == kDied) {
        auto [number, rest] = parted(text);
        take(from, number, text[0] == kDied, std::move(rest));
      }
    }
    return any;
  }

  bool hear_own() {
    if (!worker_.busy()) return false;
    std::string text;
    const Worker::State state = worker_.look(0, text);
    if (state == Worker::State::busy) return false;
    idle_.insert(0);
    take(0, own_, state == Worker::State::failed, std::move(text));
    return true;
  }

  void take(int from, std::size_t number, bool died, std::string text) {
    if (died) ++report_.deaths;
    const auto found = units_.find(number);
    if (found == units_.end() || found->second.over) return;  // another was faster
    Unit& unit = found->second;
    if (const auto held = unit.holders.find(from); held != unit.holders.end()) {
      if (!died) longest_ = std::max(longest_, Clock::now() - held->second);
      unit.holders.erase(held);
    }
    if (!died) {
      ++report_.units[static_cast<std::size_t>(from)];
      unit.reply = std::move(text);
      unit.over = true;
    } else if (++unit.deaths >= options_.tries) {
      ++report_.failed;
      unit.why = std::move(text);
      unit.over = true;
    } else if (unit.holders.empty()) {
      unit.waits = true;
      ++waiting_;
    }
    for (auto it = units_.begin(); it != units_.end() && it->second.over; it = units_.erase(it)) {
      if (it->second.reply)
        source_.done(*it->second.reply);
      else
        source_.failed(it->second.why);
    }
  }

  // To all who have nothing to do.
  bool give() {
    bool any = false;
    for (auto it = idle_.begin(); it != idle_.end();) {
      const int rank = *it;
      const auto number = choose(rank);
      if (!number) break;
      Unit& unit = units_[*number];
      unit.holders[rank] = Clock::now();
      if (rank == 0) {
        own_ = *number;
        worker_.begin(unit.request);
      } else {
        send(rank, numbered(kUnit, *number, unit.request));
      }
      it = idle_.erase(it);
      any = true;
    }
    return any;
  }

  std::optional<std::size_t> choose(int rank) {
    if (waiting_ > 0)
      for (auto& [number, unit] : units_)
        if (unit.waits) {
          unit.waits = false;
          --waiting_;
          ++report_.again;
          return number;
        }
    if (!ended_ && units_.size() < kAhead) {
      std::string request;
      switch (source_.next(request)) {
        case Source::Next::unit:
          units_[next_].request = std::move(request);
          return next_++;
        case Source::Next::later:
          return std::nullopt;
        case Source::Next::end:
          ended_ = true;
      }
    }
    return slow_one(rank);
  }

  // What one rank has had for far too long, if nobody else has it.
  std::optional<std::size_t> slow_one(int rank) {
    const auto limit =
        std::chrono::duration_cast<Clock::duration>(options_.slow * longest_) + options_.beside;
    for (auto& [number, unit] : units_) {
      if (unit.over || unit.holders.size() != 1 || unit.holders.contains(rank)) continue;
      if (Clock::now() - unit.holders.begin()->second < limit) continue;
      ++report_.again;
      return number;
    }
    return std::nullopt;
  }

  void rest() {
    std::string text;
    // The reply of the own process ends it early.
    if (worker_.busy()) {
      const Worker::State state = worker_.look(1, text);
      if (state == Worker::State::busy) return;
      idle_.insert(0);
      take(0, own_, state == Worker::State::failed, std::move(text));
    } else {
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
  }

  void farewell() {
    worker_.stop();
    for (int rank = 1; rank < transport_.size(); ++rank) send(rank, std::string(1, kStop));
    const auto until = Clock::now() + options_.farewell;
    while (gone_.size() + 1 < static_cast<std::size_t>(transport_.size()) && Clock::now() < until)
      if (!hear()) std::this_thread::sleep_for(std::chrono::microseconds(500));
    for (int rank = 1; rank < transport_.size(); ++rank)
      if (!gone_.contains(rank)) report_.silent.push_back(rank);
    // Where one is missing the others are not let into the end of the run, as they would wait
    // there for it; they go when rank 0 does.
    if (report_.silent.empty())
      for (int rank = 1; rank < transport_.size(); ++rank) send(rank, std::string(1, kEnd));
  }

  Transport& transport_;
  Source& source_;
  const SpreadOptions& options_;
  Worker worker_;
  std::size_t own_ = 0;  // the unit of this rank's process
  std::map<std::size_t, Unit> units_{};
  std::size_t next_ = 0;
  std::size_t waiting_ = 0;
  bool ended_ = false;
  std::set<int> idle_{};
  std::set<int> gone_{};
  Clock::duration longest_{};
  SpreadReport report_{};
};

}  // namespace

SpreadReport spread(Transport& transport, Source& source, const SpreadOptions& options,
                    const std::stop_token& stop) {
  return Spreading(transport, source, options).run(stop);
}

void help(Transport& transport, const SpreadOptions& options) {
  Worker worker(options.command);
  std::size_t number = 0;
  transport.send(0, std::string(1, kReady));
  while (true) {
    int from = 0;
    std::string text;
    if (transport.receive(from, text)) {
      if (text[0] == kStop) break;
      if (text[0] != kUnit) continue;
      auto [unit, request] = parted(text);
      number = unit;
      worker.begin(request);
      continue;
    }
    if (!worker.busy()) {
      std::this_thread::sleep_for(std::chrono::microseconds(500));
      continue;
    }
    const Worker::State state = worker.look(1, text);
    if (state != Worker::State::busy)
      transport.send(0, numbered(state == Worker::State::done ? kReply : kDied, number, text));
  }
  worker.stop();
  transport.send(0, std::string(1, kBye));
  for (int from = 0;; std::this_thread::sleep_for(std::chrono::milliseconds(1))) {
    std::string text;
    if (transport.receive(from, text) && text[0] == kEnd) return;
  }
}

}  // namespace inkling::ranks
