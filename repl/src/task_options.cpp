// Sub-commands about tasks and questions: solve, export, predict, fill, crosscheck, report, serve.
#include <fmt/format.h>

#include <inkling/formats/formats.hpp>

#include "command_line.hpp"
#include "examples.hpp"

namespace inkling::repl {
namespace {

constexpr const char* kAsHelp = "Write the program found in this language, too: python, sql, excel";

void add_sure(CLI::App& app, double& sure) {
  app.add_option("--sure", sure, "Confidence below which an answer is called not sure, from 0 to 1")
      ->check(CLI::Validator(
          [](const std::string& text) {
            const auto share = read_share(text);
            return share ? std::string() : to_text(share.error());
          },
          ""))
      ->capture_default_str();
}

// "SyGuS-IF 2.1: .. (.sl)"
std::string format_list() {
  std::vector<std::string> names;
  for (const auto& format : formats::known())
    names.push_back(fmt::format("{} (.{})", format.id, format.extension));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string shard_fault(const std::string& text) {
  const auto read = parse_shard(text);
  return read ? std::string() : to_text(read.error());
}

}  // namespace

void CommandLine::add_solve() {
  auto* sub =
      add("solve", "Solve the tasks of a file (JSON Lines; - is standard input)", examples::kSolve,
          [this](Context& context) {
            solve_.batch.solvers = solver_list(limits_.solvers);
            solve_.batch.limits = limits_.limits();
            solve_.batch.seed = limits_.seed;
            solve_.batch.shard = parse_shard(shard_).value();
            solve_.json = global_.json;
            solve_.batch.model = context.model;
            if (answers_in_own_words(solve_)) return run_answer_command(context, solve_);
            if (solve_.free_grammar)
              return fail(context, {ErrorCode::bad_param,
                                    "--free-grammar was given, and what is read are tasks, which "
                                    "have no grammar",
                                    {"it is for files of " + format_list() +
                                     ", without --solver, --as and --json"}});
            return run_solve_command(context, solve_);
          });
  sub->add_option("file", solve_.batch.file,
                  "Task file, or a problem in another tool's format: " + format_list())
      ->required();
  sub->add_flag("--free-grammar", solve_.free_grammar,
                "Of a problem with a grammar: answers need not keep to it");
  add_whole(*sub, "--jobs", solve_.batch.jobs, "Tasks solved at the same time", 1, kMaxThreads);
  add_whole(*sub, "--limit", solve_.batch.limit, "Stop after this many tasks; 0 = all", 0, kAny);
  sub->add_option("--as", solve_.target, kAsHelp)->type_name("LANGUAGE");
  sub->add_option("--shard", shard_, "Part I of N of the rows, I from 1: for several machines")
      ->type_name("I/N")
      ->check(CLI::Validator(shard_fault, ""));
  sub->add_option("--resume", solve_.resume,
                  "Add the records to this file; tasks whose records it has are left out, and the "
                  "last one's, which may be half, are written again (with --json)")
      ->type_name("FILE");
  add_sure(*sub, solve_.batch.sure);
  limits_.add_to(*sub);
}

void CommandLine::add_export() {
  std::vector<std::string> names;
  for (const auto& format : formats::known()) names.push_back(format.id);
  auto* sub =
      add("export", "Write tasks as files of another tool's format",
          fmt::format("inkling export examples/tasks.jsonl --task 1 --as {}", names.front()),
          [this](Context& context) { return run_export_command(context, export_); });
  sub->add_option("file", export_.file, "Task file")->required();
  sub->add_option("--as", export_.format, "Format: " + format_list())
      ->required()
      ->type_name("FORMAT")
      ->check(CLI::IsMember(names));
  sub->add_option("--task", export_.task, "The task of this number (from 1) or id");
  sub->add_option("--out", export_.out,
                  "A folder, for a file of each task (default: standard output)")
      ->type_name("FOLDER");
  sub->add_option("--oracle", export_.oracle,
                  "A program that answers questions about further inputs, named in the file")
      ->type_name("PROGRAM");
}

void CommandLine::add_predict() {
  auto* sub = add("predict", "Answer a question from examples given as arguments",
                  examples::kPredict, [this](Context& context) {
                    predict_.solvers = solver_list(limits_.solvers);
                    predict_.settings = limits_.settings();
                    predict_.json = global_.json;
                    if (predict_.html && !predict_.target.empty())
                      return fail(context, {ErrorCode::bad_param,
                                            "--html and --as were both given",
                                            {"leave one of them out"}});
                    if (predict_.json && predict_.html)
                      return fail(context, {ErrorCode::bad_param,
                                            "--html and --json were both given",
                                            {"leave one of them out"}});
                    return run_predict_command(context, predict_);
                  });
  sub->add_option("--domain", predict_.domain, "Domain (default: that of the prompt)");
  sub->add_option("--as", predict_.target, kAsHelp)->type_name("LANGUAGE");
  sub->add_flag("--html", predict_.html, "A page that stands by itself, in place of text");
  sub->add_option("lines", predict_.lines, "'inputs -> output' and 'inputs -> ?'")->required();
  add_sure(*sub, predict_.sure);
  limits_.add_to(*sub);
}

void CommandLine::add_fill() {
  auto* sub =
      add("fill", "Fill the empty cells of a table's columns from the rows that have them",
          "inkling fill people.csv --column initials --out filled.csv", [this](Context& context) {
            fill_.fill.solvers = solver_list(limits_.solvers);
            fill_.fill.settings = limits_.settings();
            fill_.fill.header = header_yes_  ? FillOptions::Header::yes
                                : header_no_ ? FillOptions::Header::no
                                             : FillOptions::Header::detect;
            if (!separator_.empty())
              fill_.separator = separator_ == "tab" ? '\t' : separator_.front();
            return run_fill_command(context, fill_);
          });
  auto& fill = fill_.fill;
  sub->add_option("file", fill.name, "CSV file (- is standard input)")->required();
  sub->add_option("--column", fill.columns,
                  "What is filled: a name of the header or a number from 1; may be repeated "
                  "(default: the last column)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  sub->add_option("--domain", fill.domain, "Domain (default: one that takes text)")
      ->type_name("ID");
  auto* out = sub->add_option("--out", fill_.out, "Where to write (default: standard output)");
  auto* in_place = sub->add_flag("--in-place", fill_.in_place, "Overwrite the file");
  in_place->excludes(out);
  auto* preview =
      sub->add_flag("--preview", fill_.preview, "Show what would be filled, and write nothing")
          ->excludes(out)
          ->excludes(in_place);
  sub->add_option("--as", fill_.target,
                  "Write the program in this language (python, sql, excel) in place of the table")
      ->type_name("LANGUAGE")
      ->excludes(in_place)
      ->excludes(preview);
  auto* header = sub->add_flag("--header", header_yes_, "The first row is a header");
  sub->add_flag("--no-header", header_no_, "The first row is data")->excludes(header);
  sub->add_option("--separator", separator_,
                  "Between cells: , ; | or tab (default: found out from the rows)")
      ->check(CLI::IsMember({",", ";", "|", "tab"}));
  sub->add_option("--empty", fill.blanks.texts,
                  "A cell of this text is an empty one, as one of white space is; may be "
                  "repeated")
      ->type_name("TEXT")
      ->allow_extra_args(false)
      ->capture_default_str();
  sub->add_flag("--short-rows", fill.short_rows,
                "Take rows with fewer cells than the first: their last cells are missing");
  sub->add_flag("--all", fill.all,
                "Fill the cells that are not sure, too (otherwise they stay empty and are listed)");
  add_sure(*sub, fill.sure);
  limits_.add_to(*sub);
}

void CommandLine::add_crosscheck() {
  auto* sub = add("crosscheck", "Run two programs on generated inputs and show where they differ",
                  examples::kCrosscheck, [this](Context& context) {
                    const std::size_t inputs = crosscheck_.settings.check_inputs;
                    crosscheck_.settings = limits_.settings();
                    crosscheck_.settings.check_inputs = inputs;
                    crosscheck_.json = global_.json;
                    crosscheck_.agreement.solvers = solver_list(crosscheck_solvers_);
                    return run_crosscheck_command(context, crosscheck_);
                  });
  sub->add_option("--domain", crosscheck_.domain, "Domain (default: that of the prompt)");
  sub->add_option(
         "a", crosscheck_.left,
         "A program, or a solver when examples are given, or a file of tasks with --solvers")
      ->required();
  sub->add_option("b", crosscheck_.right,
                  "Another one; without it a latent program is compared with what it says in the "
                  "readable language");
  sub->add_option("--solvers", crosscheck_solvers_,
                  "Two, separated by a comma, whose programs are compared on every task of a file");
  sub->add_option("examples", crosscheck_.lines,
                  "'inputs -> output': what inputs look like, and what solvers learn from");
  add_whole(*sub, "--inputs", crosscheck_.settings.check_inputs, "Generated inputs", 1, kMaxCount);
  limits_.add_to(*sub);
}

void CommandLine::add_report() {
  auto* sub =
      add("report", "Write a page about tasks, a session or records: answers, steps, differences",
          "inkling report examples/tasks.jsonl --out page.html", [this](Context& context) {
            report_.settings = limits_.settings();
            report_.solvers = solver_list(report_solvers_);
            return run_report_command(context, report_);
          });
  sub->add_option("file", report_.file,
                  "Tasks (JSON lines; - is standard input), a session (.ink), or records that "
                  "solve, eval or crosscheck wrote with --json")
      ->required();
  sub->add_option("--solvers", report_solvers_,
                  "Separated by commas (default: those of each task's domain)");
  add_whole(*sub, "--limit", report_.limit, "Tasks or questions of the file", 1, 1000);
  sub->add_option("--out", report_.out, "The page (default: standard output)")->type_name("FILE");
  limits_.add_to(*sub);
}

void CommandLine::add_serve() {
  auto* sub = add("serve", "A page in the browser, and a JSON interface, on this machine alone",
                  "inkling serve --port 8000", [this](Context& context) {
                    serve_.solvers = solver_list(serve_limits_.solvers);
                    serve_.settings = serve_limits_.settings();
                    serve_.json = global_.json;
                    return run_serve_command(context, serve_, registry_options(global_));
                  });
  add_whole(*sub, "--port", serve_.port, "Port of 127.0.0.1; 0 = any that is free", 0, 65535);
  add_whole(*sub, "--jobs", serve_.jobs, "Searches at the same time", 1, kMaxThreads);
  add_whole(*sub, "--waiting", serve_.waiting,
            "Searches that wait for their turn; those beyond are told to ask again", 1, kMaxCount);
  add_whole(*sub, "--body", serve_.body, "Bytes of a request, at most", 1024, 1U << 30);
  sub->add_option(
         "--patience", serve_.patience,
         "Time for a request to come, for an answer to be taken, and for a search to begin")
      ->check(CLI::Validator(duration_fault, ""))
      ->capture_default_str();
  add_sure(*sub, serve_.sure);
  serve_limits_.budget = "5s";
  serve_limits_.memory = "1G";
  serve_limits_.add_to(*sub);
}

void CommandLine::add_jupyter() {
  auto* sub = add("jupyter", "Notebooks of Jupyter: make inkling one of its kernels, or remove it",
                  "inkling jupyter install --user", [this](Context& context) {
                    return run_jupyter_command(context, jupyter_, registry_options(global_));
                  });
  sub->add_option("action", jupyter_.action,
                  "install, uninstall, or run, which Jupyter itself calls")
      ->required()
      ->check(CLI::IsMember({"install", "uninstall", "run"}));
  sub->add_option("connection", jupyter_.connection, "Of run: the file that Jupyter wrote");
  auto* user = sub->add_flag("--user", jupyter_.user, "For yourself (as without any of the three)");
  auto* sys = sub->add_flag("--sys-prefix", jupyter_.sys_prefix,
                            "For the environment of Python that is active")
                  ->excludes(user);
  sub->add_option("--prefix", jupyter_.prefix, "For a system: below DIR/share/jupyter")
      ->type_name("DIR")
      ->excludes(user)
      ->excludes(sys);
  sub->add_option("--name", jupyter_.name, "Of the kernel and its folder")->capture_default_str();
  sub->add_option("--display-name", jupyter_.title, "As Jupyter shows it (default: the name)");
}

}  // namespace inkling::repl
