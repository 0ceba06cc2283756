#include <inkling/inkling.h>

#include <cstdlib>
#include <cstring>
#include <inkling/app/question.hpp>
#include <mutex>
#include <new>
#include <string>

using namespace inkling;

struct inkling_handle {
  Registry registry{};
  std::mutex mutex{};  // of `stop`
  std::stop_source stop{};
};

namespace {

char* copied(const std::string& text) {
  char* out = static_cast<char*>(std::malloc(text.size() + 1));
  if (out != nullptr) std::memcpy(out, text.c_str(), text.size() + 1);
  return out;
}

// Whatever is thrown stays here.
template <class Work>
char* guarded(Work&& work) {
  try {
    const Result<std::string> result = work();
    return copied(result ? *result : app::to_json(result.error()));
  } catch (const std::bad_alloc&) {
    return nullptr;
  } catch (const std::exception& fault) {
    try {
      return copied(app::to_json(Error{ErrorCode::internal, fault.what()}));
    } catch (const std::exception&) {
      return nullptr;
    }
  }
}

Result<std::string> solve(inkling_t& self, const char* text, const char* options_text,
                          std::stop_token stop) {
  auto task = app::read_question_task(text);
  if (!task) return task.error();
  const auto options = app::read_question_options(options_text == nullptr ? "{}" : options_text);
  if (!options) return options.error();
  Session session(self.registry);
  const auto all = app::answer_question(session, *std::move(task), *options, std::move(stop));
  if (!all) return all.error();
  return app::to_json(*all);
}

Error missing(const char* what) {
  return {ErrorCode::bad_param, std::string(what) + " is missing (NULL)"};
}

}  // namespace

extern "C" {

inkling_t* inkling_open(void) {
  try {
    return new inkling_t();
  } catch (const std::exception&) {
    return nullptr;
  }
}

void inkling_close(inkling_t* inkling) {
  delete inkling;
}

void inkling_free(char* text) {
  std::free(text);
}

const char* inkling_version(void) {
  static const std::string version(kernel_version());
  return version.c_str();
}

char* inkling_solve(inkling_t* inkling, const char* task, const char* options) {
  return guarded([&]() -> Result<std::string> {
    if (inkling == nullptr) return missing("the handle");
    if (task == nullptr) return missing("the task");
    std::stop_token stop;
    {
      const std::scoped_lock lock(inkling->mutex);
      inkling->stop = std::stop_source();
      stop = inkling->stop.get_token();
    }
    return solve(*inkling, task, options, stop);
  });
}

char* inkling_run(inkling_t* inkling, const char* domain, const char* program, const char* rows) {
  return guarded([&]() -> Result<std::string> {
    if (inkling == nullptr) return missing("the handle");
    if (domain == nullptr) return missing("the domain");
    if (program == nullptr) return missing("the program");
    if (rows == nullptr) return missing("the rows");
    return app::run_program(inkling->registry, domain, program, rows);
  });
}

void inkling_stop(inkling_t* inkling) {
  if (inkling == nullptr) return;
  const std::scoped_lock lock(inkling->mutex);
  inkling->stop.request_stop();
}

}  // extern "C"
