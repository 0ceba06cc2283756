#include <poll.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <inkling/serve/serve.hpp>
#include <string_view>
#include <thread>

#include "connection.hpp"
#include "interface.hpp"
#include "page.hpp"
#include "threads.hpp"

namespace inkling::serve {
namespace {

constexpr std::size_t kThreads = 128;          // connections that are served at the same time
constexpr std::size_t kConnections = 4096;     // that wait for one of them
constexpr std::size_t kHead = 32 * 1024;       // bytes of a request in front of its body
constexpr std::chrono::seconds kKeepAlive(5);  // a connection may say nothing
constexpr std::size_t kRequests = 1000;        // on one connection

// On whose thread a request is served.
thread_local Connection* current = nullptr;

std::string hexadecimal(const unsigned char* bytes, std::size_t count) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

Result<std::string> make_token() {
  std::array<unsigned char, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return Error{ErrorCode::io, "the system gives no random bytes"};
  return hexadecimal(bytes.data(), bytes.size());
}

// Takes as long whatever they are.
bool same_text(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char differ = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    differ = static_cast<unsigned char>(differ | (a[i] ^ b[i]));
  return differ == 0;
}

bool leads_up(std::string_view path) {
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find_first_of("/\\", begin), path.size());
    if (path.substr(begin, end - begin) == "..") return true;
    begin = end + 1;
  }
  return path.find('\0') != std::string_view::npos || path.find('\\') != std::string_view::npos;
}

// As many descriptors as connections.
void raise_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = kThreads + kConnections + 64;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY ? wanted : std::min(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

class HttpServer : public httplib::Server {
 public:
  HttpServer(const ServeOptions& options, std::string token, int ending)
      : options_(options), token_(std::move(token)), ending_(ending), interface_(options) {
    new_task_queue = [] { return new Threads(kThreads, kConnections); };
    set_tcp_nodelay(true);
    // The library would let two servers share a port.
    set_socket_options([](socket_t socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    set_payload_max_length(options.body);
    set_keep_alive_max_count(kRequests);
    set_keep_alive_timeout(kKeepAlive.count());
    set_default_headers(
        {{"Cache-Control", "no-store"},
         {"Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
         {"Cross-Origin-Opener-Policy", "same-origin"},
         {"Cross-Origin-Resource-Policy", "same-origin"},
         {"Referrer-Policy", "no-referrer"},
         {"X-Content-Type-Options", "nosniff"}});
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      return route(request, response) ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    Post(".*", [this](const httplib::Request& request, httplib::Response& response) {
      answer(request, response);
    });
    // What the library refuses by itself has no body yet.
    set_error_handler(HandlerWithResponse([](const httplib::Request&, httplib::Response& response) {
      if (current != nullptr && current->too_long()) response.status = 413;
      if (current != nullptr && current->too_slow()) response.status = 408;
      if (!response.body.empty()) return HandlerResponse::Unhandled;
      const char* why = response.status == 408   ? "the request came too slowly"
                        : response.status == 413 ? "the request is too long"
                        : response.status == 414 ? "the address is too long"
                                                 : "this is no request that HTTP/1.1 has";
      say(response, refusal(response.status, {ErrorCode::bad_input, why}));
      return HandlerResponse::Handled;
    }));
    set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
          say(response, refusal(500, {ErrorCode::internal, "the request could not be answered"}));
        });
    set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
      if (current == nullptr) return;
      current->begin_answer();
      if (response.status >= 400) current->close_after();
      if (current->is_last()) {
        response.headers.erase("Keep-Alive");
        response.headers.erase("Connection");
        response.set_header("Connection", "close");
      }
    });
  }

  void set_port(int port) {
    for (const char* host : {"127.0.0.1", "localhost"})
      hosts_.push_back(std::string(host) + ":" + std::to_string(port));
  }
  void close() { interface_.close(); }
  // The system forgets connections that stand in front of a full queue; the library's is of five.
  void widen() const { ::listen(svr_sock_, static_cast<int>(kConnections)); }

 private:
  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, ending_, options_.patience);
    current = &connection;
    for (std::size_t left = kRequests; left > 0 && !connection.is_last(); --left) {
      if (!connection.wait_for_request(kKeepAlive)) break;
      connection.begin_request(kHead);
      bool closed = false;
      const bool served =
          process_request(connection, left == 1, closed, [&](httplib::Request& request) {
            // Over loopback compression costs more than it saves.
            request.headers.erase("Accept-Encoding");
            connection.allow(options_.body + kHead);
          });
      if (!served || closed) break;
    }
    current = nullptr;
    connection.finish();
    ::close(socket);
    return true;
  }

  static void say(httplib::Response& response, Reply reply) {
    response.status = reply.status;
    if (reply.retry_after > 0)
      response.set_header("Retry-After", std::to_string(reply.retry_after));
    response.set_content(std::move(reply.body), "application/json");
  }
  static bool refuse(httplib::Response& response, int status, const std::string& why) {
    say(response,
        refusal(status, {status == 404 ? ErrorCode::not_found : ErrorCode::bad_input, why}));
    return true;
  }

  // Everything that is not a good POST is answered here, before its body is read.
  bool route(const httplib::Request& request, httplib::Response& response) {
    if (request.get_header_value_count("Host") != 1 ||
        std::find(hosts_.begin(), hosts_.end(), request.get_header_value("Host")) == hosts_.end())
      return refuse(response, 403, "the Host is another one than this server's");
    if (request.has_header("Origin") && !own_origin(request.get_header_value("Origin")))
      return refuse(response, 403, "the Origin is another one than this server's");
    const std::string_view path = request.path;
    const std::string_view target = request.target;
    if (leads_up(path) || leads_up(target.substr(0, target.find('?'))))
      return refuse(response, 404, "there is nothing at this path");
    const std::size_t slash = std::min(path.find('/', 1), path.size());
    if (path.empty() || !same_text(path.substr(1, slash - 1), token_))
      return refuse(response, 403, "the address is that which `inkling serve` printed");
    const std::string_view rest = path.substr(slash);
    if (rest.empty()) {
      response.set_redirect("/" + token_ + "/", 301);
      return true;
    }
    constexpr std::string_view kApi = "/api/";
    if (!rest.starts_with(kApi)) return serve_page(rest.substr(1), request, response);
    const Interface::Entry* entry = Interface::find(rest.substr(kApi.size()));
    if (entry == nullptr) return refuse(response, 404, "there is nothing at this path");
    if (request.method != entry->method) return no_such_method(entry->method, response);
    if (entry->method == "GET") {
      answer(request, response);
      return true;
    }
    return has_no_body(request, response);
  }

  bool own_origin(std::string_view origin) const {
    constexpr std::string_view kScheme = "http://";
    return origin.starts_with(kScheme) &&
           std::find(hosts_.begin(), hosts_.end(), origin.substr(kScheme.size())) != hosts_.end();
  }

  static bool no_such_method(std::string_view allowed, httplib::Response& response) {
    response.set_header("Allow", std::string(allowed));
    return refuse(response, 405, "the method here is " + std::string(allowed));
  }

  static bool serve_page(std::string_view name, const httplib::Request& request,
                         httplib::Response& response) {
    const PageFile* file = page_file(name.empty() ? "index.html" : name);
    if (file == nullptr) return refuse(response, 404, "there is nothing at this path");
    if (request.method != "GET" && request.method != "HEAD")
      return no_such_method("GET, HEAD", response);
    response.set_content(std::string(file->content), std::string(file->type));
    return true;
  }

  // True: refused.
  bool has_no_body(const httplib::Request& request, httplib::Response& response) const {
    const bool chunked = request.has_header("Transfer-Encoding");
    const bool counted = request.has_header("Content-Length");
    if (request.has_header("Content-Encoding"))
      return refuse(response, 415, "the body is taken as it is, without Content-Encoding");
    const std::string type = request.get_header_value("Content-Type");
    if (type.substr(0, type.find(';')) != "application/json")
      return refuse(response, 415, "the Content-Type here is application/json");
    if (chunked == counted)
      return refuse(response, chunked ? 400 : 411, "the body needs one Content-Length");
    if (chunked) return false;
    const std::string length = request.get_header_value("Content-Length");
    if (request.get_header_value_count("Content-Length") != 1 || length.empty() ||
        length.find_first_not_of("0123456789") != std::string::npos)
      return refuse(response, 400, "the body needs one Content-Length");
    if (length.size() > 18 || std::stoull(length) > options_.body)
      return refuse(
          response, 413,
          "the body has " + length + " bytes; " + std::to_string(options_.body) + " are the most");
    return false;
  }

  void answer(const httplib::Request& request, httplib::Response& response) {
    const std::string_view path = request.path;
    const Interface::Entry* entry = Interface::find(path.substr(path.rfind('/') + 1));
    if (entry == nullptr) {
      refuse(response, 404, "there is nothing at this path");
      return;
    }
    const Connection* connection = current;
    say(response, (interface_.*entry->handler)(request.body, [connection] {
          return connection != nullptr && connection->gone();
        }));
  }

  const ServeOptions& options_;
  const std::string token_;
  const int ending_;
  std::vector<std::string> hosts_;
  Interface interface_;
};

Result<void> serve(const ServeOptions& options, std::stop_token stop,
                   const std::function<void(const std::string& address)>& ready) {
  auto token = make_token();
  if (!token) return std::move(token).error();
  const int ending = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (ending < 0) return Error{ErrorCode::io, "the system gives no descriptor"};
  raise_descriptors();
  Result<void> result;
  {
    HttpServer server(options, *token, ending);
    int port = static_cast<int>(options.port);
    if (port == 0)
      port = server.bind_to_any_port("127.0.0.1");
    else if (!server.bind_to_port("127.0.0.1", port))
      port = -1;
    if (port <= 0) {
      result = Error{ErrorCode::io,
                     "port " + std::to_string(options.port) + " of 127.0.0.1 cannot be had",
                     {"another program listens there; --port 0 takes any that is free"}};
    } else {
      server.set_port(port);
      server.widen();
      const auto end_all = [ending] {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(ending, &one, sizeof one);
      };
      std::atomic<bool> over = false;
      // A server that does not listen yet cannot be stopped yet.
      std::thread ender([&] {
        pollfd wait{ending, POLLIN, 0};
        while (::poll(&wait, 1, -1) < 0 && errno == EINTR) {
        }
        server.close();
        for (; !over; std::this_thread::sleep_for(std::chrono::milliseconds(5))) server.stop();
      });
      {
        const std::stop_callback end(stop, end_all);
        ready("http://127.0.0.1:" + std::to_string(port) + "/" + *token + "/");
        if (!server.listen_after_bind() && !stop.stop_requested())
          result = Error{ErrorCode::io, "listening ended"};
      }
      over = true;
      end_all();
      ender.join();
    }
  }
  ::close(ending);
  return result;
}

}  // namespace
}  // namespace inkling::serve

extern "C" __attribute__((visibility("default"))) inkling::serve::Serve inkling_serve_entry();
inkling::serve::Serve inkling_serve_entry() {
  return inkling::serve::serve;
}
