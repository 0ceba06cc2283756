// Levels: bottom-up enumeration. Every program of one cost is run on all rows; those whose values
// are new go into the store.
#pragma once

#include <memory>
#include <vector>

#include "goals.hpp"
#include "meter.hpp"
#include "solutions.hpp"
#include "store.hpp"

namespace inkling::enumerate {

class Levels {
 public:
  struct Options {
    bool sharing = true;   // sub-programs used twice count once
    bool literals = true;  // constants are mined, so that programs of constants alone are of no use
    bool joins = true;     // under way, when many values wait for them
    unsigned threads = 1;
    std::uint64_t job_size = 8192;  // candidates
  };
  Levels(Store& store, Goals& goals, Solutions& solutions, Meter& meter, const Options& options);
  ~Levels();

  // Every program of this cost; those that are cheaper are in the store. False: the meter says
  // stop.
  bool run(int cost);
  std::size_t bytes() const;

 private:
  // Layout is for the inner loop: evaluating a candidate makes no virtual call, throws nothing and
  // allocates only from arenas that are reused.
  struct Job;
  struct Survivor;
  struct JobResult;
  struct Worker;

  // Which candidates
  bool add_leaves(int cost);
  bool run_site(std::uint32_t site, int cost);
  bool emit_ranges(Job job);
  bool run_shared(std::uint32_t site, int cost);
  bool emit_shared(Job job, int lambda);
  bool emit(const Job& job);
  bool run_wave();
  void keep(int sort, const Survivor& survivor, const char* column);
  void merge(int sort, const Survivor& survivor, const char* column);
  void merge(const JobResult& result);
  // What they are (evaluate.cpp); where there are several threads, these change nothing but worker
  // and result
  void run_job(const Job& job, Worker& worker, JobResult& result);
  void run_ranges(const Job& job, Worker& worker, JobResult& result);
  void run_sharing(const Job& job, Worker& worker, JobResult& result);
  void evaluate(Worker& worker, const Job& job, const std::uint32_t* index, JobResult& result);
  std::size_t pack_values(Worker& worker);
  std::size_t pack_scalars(Worker& worker);
  void flush(Worker& worker, const Job& job, JobResult& result);
  void load_slot(Worker& worker, std::size_t slot, std::uint32_t index);

  Store& store_;
  Goals& goals_;
  Solutions& solutions_;
  Meter& meter_;
  Options options_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<Job> wave_;
  std::vector<JobResult> results_;
};

}  // namespace inkling::enumerate
