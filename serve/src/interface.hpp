// The JSON interface: requests read, and answered by searches. No HTTP.
#pragma once

#include <functional>
#include <inkling/serve/serve.hpp>
#include <string>
#include <string_view>

#include "searches.hpp"

namespace inkling::serve {

// What is sent back.
struct Reply {
  int status = 200;
  std::string body{};
  unsigned retry_after = 0;  // seconds; 0: there is no use in it
};
Reply refusal(int status, const Error& error);

class Interface {
 public:
  explicit Interface(const ServeOptions& options);

  // POST, or GET where `body` says nothing. Null: there is no such path.
  using Handler = Reply (Interface::*)(std::string_view body, const std::function<bool()>& gone);
  struct Entry {
    std::string_view path;
    std::string_view method;
    Handler handler;
  };
  static const Entry* find(std::string_view path);

  void close() { searches_.close(); }

 private:
  Reply about(std::string_view body, const std::function<bool()>& gone);
  Reply read(std::string_view body, const std::function<bool()>& gone);
  Reply solve(std::string_view body, const std::function<bool()>& gone);
  Reply table(std::string_view body, const std::function<bool()>& gone);
  Reply run(std::string_view body, const std::function<bool()>& gone);

  using Make = std::function<Result<std::string>(Bench&, std::stop_token)>;
  Reply search(const std::string& client, Make make, const std::function<bool()>& gone);

  const ServeOptions& options_;
  Searches searches_;
};

}  // namespace inkling::serve
