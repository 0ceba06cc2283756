// inkling serve: prints the address, and ends with Ctrl-C.
#include <fmt/format.h>

#include <inkling/app/text.hpp>
#include <inkling/serve/serve.hpp>
#include <ostream>

#include "cli.hpp"
#include "parts.hpp"

namespace inkling::repl {

int run_serve_command(Context& context, const ServeCommand& command,
                      const RegistryOptions& registry) {
  serve::ServeOptions options;
  options.port = command.port;
  options.registry = registry;
  options.question = {command.solvers, command.settings, command.sure};
  options.jobs = command.jobs;
  options.waiting = command.waiting;
  options.body = command.body;
  options.patience =
      std::chrono::ceil<std::chrono::milliseconds>(parse_duration(command.patience).value());
  if (options.patience.count() == 0)
    return fail(context, {ErrorCode::bad_param, "--patience 0 would refuse every request"});
  // A name that nobody has is a mistake now, not at the first question.
  for (const std::string& text : command.solvers) {
    const auto named = parse_named_params(text);
    if (!named) return fail(context, named.error());
    if (auto known = context.registry.solver(named->name); !known)
      return fail(context, known.error());
  }
  const auto entry = part_entry("serve", serve::kServeEntry,
                                "install cpp-httplib (Debian's package libcpp-httplib-dev)");
  if (!entry) return fail(context, entry.error());
  const auto run = reinterpret_cast<serve::ServeEntry>(*entry)();
  if (context.interrupts != nullptr) context.interrupts->take_endings();
  StopOnInterrupt stop(context.interrupts);
  const auto served = run(options, stop.token(), [&](const std::string& address) {
    if (command.json)
      context.out << fmt::format("{{\"address\":\"{}\"}}\n", address) << std::flush;
    else
      context.out << fmt::format("{}\n", address) << std::flush;
    if (!command.json)
      context.err << "open this address in a browser of this machine; Ctrl-C ends it\n"
                  << std::flush;
  });
  return served ? kRan : fail(context, served.error());
}

}  // namespace inkling::repl
