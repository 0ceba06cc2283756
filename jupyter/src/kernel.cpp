// The messages of Jupyter's protocol, by xeus. Cells run on the thread that calls; control messages
// (interrupts, the end) have a thread of their own, so that they arrive while a cell runs.
#include <fmt/format.h>

#include <cstdlib>
#include <inkling/jupyter/jupyter.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>
#include <xeus/xeus_context.hpp>
#include <xeus/xhelper.hpp>
#include <xeus/xinterpreter.hpp>
#include <xeus/xkernel.hpp>
#include <xeus/xkernel_configuration.hpp>
#include <xeus/xserver_shell_main.hpp>
#include <zmq.hpp>

namespace inkling::jupyter {
namespace {

using Json = nlohmann::json;

bool begins_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

// Jupyter counts characters.
std::size_t byte_of(std::string_view text, int character) {
  std::size_t at = 0;
  for (int left = character; at < text.size() && left > 0; --left) do
      ++at;
    while (at < text.size() && !begins_character(text[at]));
  return at;
}
int character_of(std::string_view text, std::size_t byte) {
  int count = 0;
  for (std::size_t i = 0; i < byte && i < text.size(); ++i)
    count += begins_character(text[i]) ? 1 : 0;
  return count;
}

Json bundle(const Shown& shown) {
  Json data{{"text/plain", shown.text}};
  if (!shown.html.empty()) data["text/html"] = shown.html;
  return data;
}

class Interpreter final : public xeus::xinterpreter {
 public:
  Interpreter(Notebook& notebook, const KernelOptions& options)
      : notebook_(notebook), options_(options) {}

 private:
  void configure_impl() override {}

  Json execute_request_impl(int, const std::string& code, bool silent, bool, Json, bool) override {
    const Ran ran = notebook_.run(code, [&](const Shown& shown) {
      if (silent) return;
      if (shown.kind == Shown::Kind::rich)
        display_data(bundle(shown), Json::object(), Json::object());
      else
        publish_stream(shown.kind == Shown::Kind::note ? "stderr" : "stdout", shown.text);
    });
    if (ran.failure) {
      const Failure& failure = *ran.failure;
      if (!silent) publish_execution_error(failure.name, failure.message, failure.lines);
      // Behind a failure xeus aborts the cells that wait. Who runs all cells is still sending them
      // when the first one fails at once.
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      // Not by xeus, which writes the message in place of the name.
      return {{"status", "error"},
              {"ename", failure.name},
              {"evalue", failure.message},
              {"traceback", failure.lines}};
    }
    Json payload = Json::array();
    if (ran.leave) payload.push_back({{"source", "ask_exit"}, {"keepkernel", false}});
    return xeus::create_successful_reply(payload);
  }

  Json complete_request_impl(const std::string& code, int cursor) override {
    const std::size_t at = byte_of(code, cursor);
    const Completed completed = notebook_.complete(code, at);
    Json matches = Json::array(), types = Json::array();
    const int begin = character_of(code, completed.begin);
    const int end = character_of(code, completed.end);
    for (const Completed::Word& word : completed.words) {
      matches.push_back(word.text);
      types.push_back(
          {{"start", begin}, {"end", end}, {"text", word.text}, {"type", word.summary}});
    }
    return xeus::create_complete_reply(matches, begin, end,
                                       {{"_jupyter_types_experimental", std::move(types)}});
  }

  Json inspect_request_impl(const std::string& code, int cursor, int) override {
    const auto found = notebook_.inspect(code, byte_of(code, cursor));
    return xeus::create_inspect_reply(found.has_value(), found ? bundle(*found) : Json::object());
  }

  Json is_complete_request_impl(const std::string& code) override {
    return xeus::create_is_complete_reply(notebook_.unfinished(code) ? "incomplete" : "complete");
  }

  Json kernel_info_request_impl() override {
    Json info = xeus::create_info_reply("5.3", "inkling", options_.version, "inkling",
                                        options_.version, "text/x-inkling", ".ink", "text",
                                        "text/plain", "", options_.banner);
    info["language_info"].erase("nbconvert_exporter");
    return info;
  }

  void shutdown_request_impl() override { notebook_.interrupt(); }

  Notebook& notebook_;
  const KernelOptions& options_;
};

// xeus answers interrupt_request and does nothing; who logs messages sees it when it comes.
class InterruptRequests final : public xeus::xlogger {
 public:
  explicit InterruptRequests(Notebook& notebook) : notebook_(notebook) {}

 private:
  void log_received_message_impl(const xeus::xmessage& message, channel from) const override {
    const auto type = message.header().find("msg_type");
    if (from == control && type != message.header().end() && *type == "interrupt_request")
      notebook_.interrupt();
  }
  void log_sent_message_impl(const xeus::xmessage&, channel) const override {}
  void log_iopub_message_impl(const xeus::xpub_message&) const override {}
  void log_message_impl(const std::string&, const Json&, const Json&, const Json&,
                        const Json&) const override {}

  Notebook& notebook_;
};

Error bad_connection(const std::string& what) {
  return {ErrorCode::bad_input,
          "the connection file is none of Jupyter's: " + what,
          {"Jupyter writes it when it starts a kernel; `inkling jupyter install` makes inkling one "
           "of its kernels"}};
}

Result<xeus::xconfiguration> read_connection(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return bad_connection("it is no JSON object");
  xeus::xconfiguration config;
  const auto read_text = [&](const char* name, std::string& field) {
    const auto found = json.find(name);
    if (found == json.end()) return true;
    if (found->is_string()) field = found->get<std::string>();
    return found->is_string();
  };
  for (const auto& [name, field] : {std::pair{"transport", &config.m_transport},
                                    {"ip", &config.m_ip},
                                    {"signature_scheme", &config.m_signature_scheme},
                                    {"key", &config.m_key}})
    if (!read_text(name, *field)) return bad_connection(fmt::format("'{}' is no text", name));
  for (const auto& [name, field] : {std::pair{"shell_port", &config.m_shell_port},
                                    {"control_port", &config.m_control_port},
                                    {"stdin_port", &config.m_stdin_port},
                                    {"iopub_port", &config.m_iopub_port},
                                    {"hb_port", &config.m_hb_port}}) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_number_unsigned() || *found == 0U || *found > 65535U)
      return bad_connection(fmt::format("'{}' is no port", name));
    *field = std::to_string(found->get<unsigned>());
  }
  if (config.m_signature_scheme != "hmac-sha256")
    return bad_connection(fmt::format("'signature_scheme' is '{}', and inkling knows hmac-sha256",
                                      config.m_signature_scheme));
  if (config.m_key.empty()) config.m_signature_scheme = "none";
  return config;
}

Result<void> run_kernel(Notebook& notebook, const KernelOptions& options) {
  const auto config = read_connection(options.connection);
  if (!config) return config.error();
  ::setenv("XEUS_LOG", "1", 1);  // without it xeus takes no logger
  // What is no UTF-8 is replaced, and ends nothing.
  constexpr auto kReplace = Json::error_handler_t::replace;
  try {
    xeus::xkernel kernel(
        *config, xeus::get_user_name(), std::make_unique<xeus::xcontext_impl<zmq::context_t>>(),
        std::make_unique<Interpreter>(notebook, options), xeus::make_xserver_shell_main,
        xeus::make_in_memory_history_manager(), std::make_unique<InterruptRequests>(notebook),
        xeus::make_null_debugger, Json::object(), kReplace);
    kernel.start();
  } catch (const std::exception& error) {
    return Error{ErrorCode::io,
                 fmt::format("the kernel cannot serve at {}: {}", config->m_ip, error.what())};
  }
  return {};
}

}  // namespace
}  // namespace inkling::jupyter

extern "C" __attribute__((visibility("default"))) inkling::jupyter::Kernel inkling_jupyter_entry() {
  return inkling::jupyter::run_kernel;
}
