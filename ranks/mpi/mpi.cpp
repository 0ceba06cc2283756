// Messages by MPI.
#include <mpi.h>
#include <unistd.h>

#include <inkling/ranks/transport.hpp>
#include <list>
#include <string>
#include <utility>

namespace {

class Mpi : public inkling::ranks::Transport {
 public:
  Mpi() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void send(int to, std::string text) override {
    sent_.emplace_back(MPI_REQUEST_NULL, std::move(text));
    auto& [request, kept] = sent_.back();
    MPI_Isend(kept.data(), static_cast<int>(kept.size()), MPI_CHAR, to, 0, MPI_COMM_WORLD,
              &request);
    forget();
  }

  bool receive(int& from, std::string& text) override {
    forget();
    int there = 0;
    MPI_Status status{};
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &there, &status);
    if (there == 0) return false;
    int count = 0;
    MPI_Get_count(&status, MPI_CHAR, &count);
    text.resize(static_cast<std::size_t>(count));
    from = status.MPI_SOURCE;
    MPI_Recv(text.data(), count, MPI_CHAR, from, status.MPI_TAG, MPI_COMM_WORLD, &status);
    return true;
  }

  void end(bool together) override {
    // MPI_Abort leaves mpirun waiting at times; a rank that leaves without a farewell does not.
    if (!together) ::_exit(1);
    for (auto& [request, text] : sent_) MPI_Wait(&request, MPI_STATUS_IGNORE);
    MPI_Finalize();
  }

 private:
  // What has left.
  void forget() {
    for (auto it = sent_.begin(); it != sent_.end();) {
      int gone = 0;
      MPI_Test(&it->first, &gone, MPI_STATUS_IGNORE);
      it = gone != 0 ? sent_.erase(it) : std::next(it);
    }
  }

  int rank_ = 0;
  int size_ = 1;
  std::list<std::pair<MPI_Request, std::string>> sent_{};
};

}  // namespace

extern "C" __attribute__((visibility("default"))) inkling::ranks::Transport*
inkling_make_transport();
inkling::ranks::Transport* inkling_make_transport() {
  static Mpi transport;
  return &transport;
}
