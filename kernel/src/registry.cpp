#include <fmt/format.h>
#include <stdlib.h>  // secure_getenv

#include <algorithm>
#include <boost/dll/runtime_symbol_info.hpp>
#include <boost/dll/shared_library.hpp>
#include <inkling/base/files.hpp>
#include <inkling/pipeline.hpp>
#include <inkling/registry.hpp>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "guarded.hpp"
#include "plugin_loader.hpp"

namespace inkling {
namespace {

namespace fs = std::filesystem;

// Where a plugin file was found; decides how loudly its problems are reported.
enum class Source { named, option_dir, environment, default_dir };

// What the registry knows of a plugin beyond PluginInfo. Parallel to Impl::infos.
struct Slot {
  bool provides_known = false;  // the manifest lists them, or the plugin is loaded
  bool has_manifest = false;
  std::optional<std::size_t> shadowed_by{};  // the plugin whose manifest has its name
  std::vector<Provided> promised{};          // by the manifest, and not registered
};

// A factory and what it made, at first use: one object, or one for each domain. Objects die before
// their factory.
template <class T>
struct Component {
  std::string plugin;
  Factory<T> factory;
  std::map<std::string, std::unique_ptr<const T>, std::less<>> objects{};  // by the domain's id
};
template <class T>
using Components = std::map<std::string, Component<T>, std::less<>>;

struct Preset {
  std::string plugin;
  SolverPreset preset;
};

std::vector<fs::path> environment_dirs() {
  // Null under AT_SECURE (set-user-id programs), where the environment is not to be trusted.
  const char* value = secure_getenv("INKLING_PLUGIN_PATH");
  std::vector<fs::path> dirs;
  std::string_view rest = value ? value : "";
  while (!rest.empty()) {
    const auto end = std::min(rest.find(':'), rest.size());
    if (end > 0) dirs.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return dirs;
}

// Sorted, because the order decides who shadows whom and directory order is arbitrary.
std::vector<fs::path> shared_objects_in(const fs::path& dir) {
  std::vector<fs::path> files;
  std::error_code ec;
  for (fs::directory_iterator it(dir, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".so") files.push_back(it->path());
  std::sort(files.begin(), files.end());
  return files;
}

// Below a folder of plugins: manifests of those that inkling has, whether they are installed or
// not.
constexpr const char* kOptional = "optional";

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool contains(const std::vector<Provided>& list, Kind kind, std::string_view id) {
  return std::any_of(list.begin(), list.end(),
                     [&](const Provided& p) { return p.kind == kind && p.id == id; });
}

void append_reason(PluginInfo& info, const std::string& reason) {
  info.reason += (info.reason.empty() ? "" : "; ") + reason;
}

// What the manifest promised and the plugin does not register, and the other way round.
std::string manifest_lies(const std::vector<Provided>& promised,
                          const std::vector<Provided>& registered) {
  std::string text;
  const auto add = [&](const Provided& p, std::string_view what) {
    text += fmt::format("{}{} {} '{}'", text.empty() ? "" : ", ", what, to_text(p.kind), p.id);
  };
  for (const auto& p : promised)
    if (!contains(registered, p.kind, p.id)) add(p, "does not register the listed");
  for (const auto& p : registered)
    if (!contains(promised, p.kind, p.id)) add(p, "registers the unlisted");
  if (text.empty()) return text;
  return "its manifest is wrong: the plugin " + text + " (correct PROVIDES in inkling_add_plugin)";
}

}  // namespace

std::string_view to_text(PluginState state) {
  switch (state) {
    case PluginState::available:
      return "available";
    case PluginState::loaded:
      return "loaded";
    case PluginState::refused:
      return "refused";
    case PluginState::shadowed:
      return "shadowed";
  }
  return "unknown";
}

struct Registry::Impl {
  std::vector<PluginInfo> infos;
  std::vector<Slot> slots;
  std::set<fs::path> seen;  // canonical paths, so that no file counts twice
  std::vector<fs::path> searched;
  std::function<std::string(const fs::path&)> trial;

  // Declared before the components: libraries are closed after everything that holds their code.
  std::vector<std::shared_ptr<boost::dll::shared_library>> libraries;
  std::tuple<Components<Domain>, Components<Language>, Components<Inductor>,
             Components<Interpreter>, Components<Searcher>, Components<Trainer>,
             Components<TaskReader>>
      components;
  std::map<std::string, Preset, std::less<>> solvers;
  // By id and domain; they die before their parts.
  std::map<std::pair<std::string, std::string>, std::unique_ptr<const PipelineInterpreter>>
      pipelines;

  // ---- finding plugins
  void find_all(const RegistryOptions& options);
  void scan(const fs::path& dir, Source source);
  void discover(const fs::path& file, Source source);
  void refuse_dir(const fs::path& dir, Source source);
  void apply_manifest(std::size_t index);
  void inspect(std::size_t index);

  // ---- loading them
  void load(std::size_t index);
  Result<void> load_file(std::size_t index);
  Result<void> commit(std::size_t index, StagedComponents& staged);
  void load_provider(Kind kind, std::string_view id);
  void load_claimants(Kind kind, std::string_view id, std::size_t index);
  void give_back_name(std::size_t index);

  // ---- asking
  const PluginInfo* named_before(std::string_view name, std::size_t index) const;
  std::string owner_before(Kind kind, std::string_view id, std::size_t index) const;
  std::string committed_owner(Kind kind, std::string_view id) const;
  std::vector<std::string> ids(Kind kind) const;
  Error not_found(Kind kind, std::string_view id) const;
  std::optional<Manifest> not_installed(Kind kind, std::string_view id) const;

  template <class Made, class... Domains>
  void take(const std::string& plugin, std::string id,
            std::function<std::unique_ptr<Made>(Domains...)> factory) {
    std::get<Components<Made>>(components).try_emplace(std::move(id)).first->second = {
        plugin, std::move(factory)};
  }
  template <class T>
  Result<const T*> find(Kind kind, std::string_view id, const Domain* domain = nullptr);
};

void Registry::Impl::find_all(const RegistryOptions& options) {
  trial = options.trial;
  for (const auto& file : options.plugins) discover(file, Source::named);
  for (const auto& dir : options.plugin_dirs) scan(dir, Source::option_dir);
  if (options.use_environment)
    for (const auto& dir : environment_dirs()) scan(dir, Source::environment);
  if (options.use_default_dir) scan(default_plugin_dir(), Source::default_dir);
  // A refusal of what the person asked for by name must be known at once.
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (infos[i].named) load(i);
}

void Registry::Impl::scan(const fs::path& dir, Source source) {
  std::error_code ec;
  const fs::path absolute = fs::absolute(dir, ec);
  searched.push_back(absolute);
  if (!fs::is_directory(absolute, ec) && source != Source::default_dir)
    return refuse_dir(absolute, source);
  for (const auto& file : shared_objects_in(absolute)) discover(file, source);
}

void Registry::Impl::refuse_dir(const fs::path& dir, Source source) {
  PluginInfo info{dir.filename().string()};
  info.path = dir;
  info.state = PluginState::refused;
  info.named = source == Source::option_dir;
  info.reason = source == Source::option_dir
                    ? "no such folder: check --plugin-dir (single files are given with --plugin)"
                    : "no such folder: check INKLING_PLUGIN_PATH";
  infos.push_back(std::move(info));
  slots.push_back({});
}

void Registry::Impl::discover(const fs::path& file, Source source) {
  std::error_code ec;
  const fs::path absolute = fs::absolute(file, ec);
  if (!seen.insert(fs::weakly_canonical(absolute, ec)).second) return;
  const std::size_t index = infos.size();
  PluginInfo info{absolute.stem().string()};
  info.path = absolute;
  info.named = source == Source::named;
  infos.push_back(std::move(info));
  slots.push_back({});
  apply_manifest(index);
  if (!slots[index].has_manifest) inspect(index);
  if (infos[index].state == PluginState::available && slots[index].has_manifest)
    if (const PluginInfo* first = named_before(infos[index].name, index)) {
      infos[index].state = infos[index].named ? PluginState::refused : PluginState::shadowed;
      slots[index].shadowed_by = static_cast<std::size_t>(first - infos.data());
      append_reason(infos[index], fmt::format("a plugin named '{}' was found first at {}",
                                              infos[index].name, first->path.string()));
    }
}

void Registry::Impl::apply_manifest(std::size_t index) {
  PluginInfo& info = infos[index];
  fs::path file = info.path;
  file.replace_extension(".json");
  std::error_code ec;
  if (!fs::exists(file, ec)) return;
  auto manifest = read_manifest(file);
  if (!manifest) return append_reason(info, manifest.error().message + " (ignored)");
  info.name = manifest->name;
  info.version = manifest->version;
  info.summary = manifest->summary;
  info.abi_tag = manifest->abi_tag;
  info.provides = manifest->provides;
  info.needs = manifest->needs;
  slots[index].provides_known = manifest->provides_known;
  slots[index].has_manifest = true;
}

// Without a manifest the file itself must be looked at (never run) to tell a plugin from any other
// shared object.
void Registry::Impl::inspect(std::size_t index) {
  const auto looks_right = inspect_plugin(infos[index].path);
  if (looks_right) return;
  infos[index].state = PluginState::refused;
  append_reason(infos[index], looks_right.error().message);
}

void Registry::Impl::load(std::size_t index) {
  if (infos[index].state != PluginState::available) return;
  const auto result = load_file(index);
  PluginInfo& info = infos[index];
  if (result || info.state == PluginState::shadowed) return;
  info.state = PluginState::refused;
  append_reason(info, result.error().message);
}

Result<void> Registry::Impl::load_file(std::size_t index) {
  PluginInfo& info = infos[index];
  if (trial)
    if (const std::string why = trial(info.path); !why.empty())
      return Error{ErrorCode::plugin, why};
  auto plugin = open_plugin(info.path);
  if (!plugin) return plugin.error();
  const PluginDescriptor& descriptor = *plugin->descriptor;
  const bool renamed = slots[index].has_manifest && info.name != descriptor.name;
  if (renamed)
    append_reason(info, fmt::format("its manifest is wrong: the plugin is named '{}', not '{}'",
                                    descriptor.name, info.name));
  info.name = descriptor.name;
  if (renamed) give_back_name(index);
  info.version = descriptor.version;
  info.summary = descriptor.summary;
  info.abi_tag = descriptor.abi_tag;
  if (const PluginInfo* first = named_before(info.name, index)) {
    if (!info.named) info.state = PluginState::shadowed;
    Error error{ErrorCode::plugin, fmt::format("a plugin named '{}' was found first at {}",
                                               info.name, first->path.string())};
    if (!info.named) append_reason(info, error.message);
    return error;
  }
  StagedComponents staged;
  if (auto ok = stage(info.name, plugin->register_components, staged); !ok) return ok.error();
  if (auto ok = commit(index, staged); !ok) return ok.error();
  // Programs and outcomes hold code of the plugin and may outlive this registry: keep it mapped.
  if (auto ok = pin_plugin(info.path); !ok) append_reason(info, ok.error().message);
  libraries.push_back(std::move(plugin->library));
  return {};
}

// A name that a manifest was wrong about hides nothing: those that were shadowed by it are there
// again.
void Registry::Impl::give_back_name(std::size_t index) {
  for (std::size_t i = index + 1; i < infos.size(); ++i) {
    if (slots[i].shadowed_by != index || infos[i].state != PluginState::shadowed) continue;
    slots[i].shadowed_by.reset();
    const PluginInfo* other = named_before(infos[i].name, i);
    if (other != nullptr) {
      slots[i].shadowed_by = static_cast<std::size_t>(other - infos.data());
      continue;
    }
    infos[i].state = PluginState::available;
    infos[i].reason = fmt::format("the manifest of {} claims its name", infos[index].path.string());
  }
}

// An id that manifests of plugins found earlier list is theirs only when they register it.
void Registry::Impl::load_claimants(Kind kind, std::string_view id, std::size_t index) {
  for (std::size_t i = 0; i < index; ++i)
    if (infos[i].state == PluginState::available && contains(infos[i].provides, kind, id)) load(i);
}

// All or nothing: every id is checked before the first one is added.
Result<void> Registry::Impl::commit(std::size_t index, StagedComponents& staged) {
  PluginInfo& info = infos[index];
  for (const auto& p : staged.provides()) {
    load_claimants(p.kind, p.id, index);
    if (const std::string owner = owner_before(p.kind, p.id, index); !owner.empty())
      return Error{
          ErrorCode::plugin,
          fmt::format("{} '{}' exists already, from plugin '{}': rename one of them, or keep "
                      "only one of the plugins",
                      to_text(p.kind), p.id, owner)};
  }
  for (auto& item : staged.components)
    std::visit([&](auto& factory) { take(info.name, std::move(item.id), std::move(factory)); },
               item.factory);
  for (auto& preset : staged.solvers) {
    std::string id = preset.id;
    solvers.try_emplace(std::move(id), Preset{info.name, std::move(preset)});
  }
  if (slots[index].provides_known)
    if (const std::string lies = manifest_lies(info.provides, staged.provides()); !lies.empty())
      append_reason(info, lies);
  for (const auto& p : info.provides)
    if (!contains(staged.provides(), p.kind, p.id)) slots[index].promised.push_back(p);
  info.provides = staged.provides();
  info.state = PluginState::loaded;
  slots[index].provides_known = true;
  return {};
}

// Loads what may provide the id: first the plugin whose manifest says so, then, one after the
// other, those that can only be asked by loading them.
void Registry::Impl::load_provider(Kind kind, std::string_view id) {
  // Whether a plugin that shadows the provider is what its manifest says shows when it is loaded.
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (infos[i].state == PluginState::shadowed && slots[i].shadowed_by &&
        contains(infos[i].provides, kind, id))
      load(*slots[i].shadowed_by);
  for (const bool listed : {true, false})
    for (std::size_t i = 0; i < infos.size(); ++i) {
      if (infos[i].state != PluginState::available) continue;
      const bool candidate =
          listed ? contains(infos[i].provides, kind, id) : !slots[i].provides_known;
      if (!candidate) continue;
      load(i);
      if (!committed_owner(kind, id).empty()) return;
    }
}

const PluginInfo* Registry::Impl::named_before(std::string_view name, std::size_t index) const {
  for (std::size_t i = 0; i < infos.size(); ++i) {
    // A manifest that has another name than its file proves nothing before the plugin is loaded.
    const bool taken = infos[i].state == PluginState::loaded ||
                       (infos[i].state == PluginState::available && i < index &&
                        (!slots[i].has_manifest || infos[i].path.stem() == infos[i].name));
    if (i != index && taken && infos[i].name == name) return &infos[i];
  }
  return nullptr;
}

// A loaded plugin's id is taken; so is one that a plugin found earlier lists in its manifest. Else
// the order of look-ups would decide who is refused.
std::string Registry::Impl::owner_before(Kind kind, std::string_view id, std::size_t index) const {
  if (std::string owner = committed_owner(kind, id); !owner.empty()) return owner;
  for (std::size_t i = 0; i < index; ++i)
    if (infos[i].state == PluginState::available && contains(infos[i].provides, kind, id))
      return infos[i].name;
  return {};
}

std::string Registry::Impl::committed_owner(Kind kind, std::string_view id) const {
  for (const auto& info : infos)
    if (info.state == PluginState::loaded && contains(info.provides, kind, id)) return info.name;
  return {};
}

std::vector<std::string> Registry::Impl::ids(Kind kind) const {
  std::set<std::string> found;
  for (const auto& info : infos)
    if (info.state == PluginState::loaded || info.state == PluginState::available)
      for (const auto& p : info.provides)
        if (p.kind == kind) found.insert(p.id);
  return {found.begin(), found.end()};
}

Error Registry::Impl::not_found(Kind kind, std::string_view id) const {
  // A plugin that should have had it says more than "not found".
  for (const auto& info : infos)
    if (info.state == PluginState::refused && contains(info.provides, kind, id))
      return Error{ErrorCode::plugin,
                   fmt::format("{} '{}' is in plugin '{}', which was refused: {}", to_text(kind),
                               id, info.name, info.reason),
                   {fmt::format("file: {}", info.path.string())},
                   {},
                   info.name};
  if (const auto manifest = not_installed(kind, id)) {
    Error error{ErrorCode::not_found,
                fmt::format("{} '{}' is in plugin '{}', which is not installed", to_text(kind), id,
                            manifest->name)};
    if (!manifest->needs.empty()) {
      error.message += fmt::format(": it needs {}", join(manifest->needs));
      error.notes.push_back(
          "install the package that has it, or build inkling where that is there");
    }
    return error;
  }
  const auto known = ids(kind);
  Error error{ErrorCode::not_found, fmt::format("no {} '{}'", to_text(kind), id)};
  for (const auto& info : infos)
    if (info.state == PluginState::shadowed && contains(info.provides, kind, id))
      error.notes.push_back(
          fmt::format("{} has it, and is left out: {}", info.path.string(), info.reason));
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (contains(slots[i].promised, kind, id))
      error.notes.push_back(
          fmt::format("the manifest of {} lists it, but plugin '{}' does not register it",
                      infos[i].path.string(), infos[i].name));
  if (const std::string near = nearest(id, known); !near.empty())
    error.message += fmt::format("; did you mean '{}'?", near);
  if (!known.empty()) {
    error.notes.push_back(fmt::format("known {}s: {}", to_text(kind), join(known)));
    return error;
  }
  std::vector<std::string> folders;
  for (const auto& dir : searched) folders.push_back(dir.string());
  error.notes.push_back(
      fmt::format("no plugin provides any {}; searched: {}", to_text(kind),
                  folders.empty() ? "no folder (use --plugin-dir)" : join(folders)));
  return error;
}

// What would have it.
std::optional<Manifest> Registry::Impl::not_installed(Kind kind, std::string_view id) const {
  for (const fs::path& dir : searched) {
    std::error_code ec;
    for (fs::directory_iterator it(dir / kOptional, ec), end; !ec && it != end; it.increment(ec)) {
      if (it->path().extension() != ".json") continue;
      auto manifest = read_manifest(it->path());
      if (!manifest || !contains(manifest->provides, kind, id)) continue;
      const bool here = std::any_of(infos.begin(), infos.end(), [&](const PluginInfo& info) {
        return info.name == manifest->name;
      });
      if (!here) return *std::move(manifest);
    }
  }
  return std::nullopt;
}

template <class T>
Result<const T*> Registry::Impl::find(Kind kind, std::string_view id, const Domain* domain) {
  auto& made = std::get<Components<T>>(components);
  if (made.find(id) == made.end()) load_provider(kind, id);
  const auto it = made.find(id);
  if (it == made.end()) return not_found(kind, id);
  Component<T>& component = it->second;
  const std::string key = domain == nullptr ? std::string() : domain->info().id;
  if (const auto old = component.objects.find(key); old != component.objects.end())
    return old->second.get();
  const std::string doing =
      fmt::format("plugin '{}' cannot make {} '{}'", component.plugin, to_text(kind), id);
  const auto fault = [&](std::string what) {
    return Error{ErrorCode::plugin, doing + ": " + std::move(what), {}, {}, component.plugin};
  };
  try {
    std::unique_ptr<const T> object;
    if constexpr (std::is_invocable_v<Factory<T>>)
      object = component.factory();
    else
      object = component.factory(*domain);
    if (!object) return fault("its factory returned null");
    if (object->info().id != id)
      return fault(
          fmt::format("it was registered under that id but calls itself '{}'", object->info().id));
    return component.objects.emplace(key, std::move(object)).first->second.get();
  } catch (...) {
    return error_in_flight(component.plugin, doing);
  }
}

Registry::Registry(RegistryOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->find_all(options);
}

Registry::~Registry() = default;

Result<const Domain*> Registry::domain(std::string_view id) {
  return impl_->find<Domain>(Kind::domain, id);
}

Result<const Language*> Registry::language(std::string_view id) {
  return impl_->find<Language>(Kind::language, id);
}

Result<const Inductor*> Registry::inductor(std::string_view id, const Domain& domain) {
  return impl_->find<Inductor>(Kind::inductor, id, &domain);
}

Result<const Interpreter*> Registry::interpreter(std::string_view id, const Domain& domain) {
  if (id.find(kPipe) != id.npos) {
    std::vector<const Interpreter*> parts;
    std::string name;
    for (const std::string_view part : split_pipeline(id)) {
      const std::string_view wanted =
          part.empty() ? std::string_view(domain.info().language) : part;
      if (wanted.empty())
        return Error{
            ErrorCode::unsupported,
            fmt::format("domain '{}' has no language, and a part of interpreter '{}' is to "
                        "be the domain's",
                        domain.info().id, id)};
      const Result<const Interpreter*> found = interpreter(wanted, domain);
      if (!found) return found;
      parts.push_back(*found);
      name += fmt::format("{}{}", name.empty() ? "" : kPipe, wanted);
    }
    auto& made = impl_->pipelines[{name, domain.info().id}];
    if (made == nullptr)
      made = std::make_unique<const PipelineInterpreter>(name, domain.info().id, std::move(parts));
    return made.get();
  }
  Result<const Interpreter*> found = impl_->find<Interpreter>(Kind::interpreter, id, &domain);
  if (found || found.error().code != ErrorCode::not_found) return found;
  const Result<const Language*> language = impl_->find<Language>(Kind::language, id);
  if (!language) return language.error().code == ErrorCode::not_found ? found : language.error();
  return *language;
}

Result<const Searcher*> Registry::searcher(std::string_view id) {
  return impl_->find<Searcher>(Kind::searcher, id);
}

Result<const Trainer*> Registry::trainer(std::string_view id) {
  return impl_->find<Trainer>(Kind::trainer, id);
}

Result<const TaskReader*> Registry::task_reader(std::string_view id) {
  return impl_->find<TaskReader>(Kind::task_reader, id);
}

Result<const Language*> Registry::language_of(const Domain& domain) {
  if (domain.info().language.empty()) return nullptr;
  return language(domain.info().language);
}

std::vector<const Language*> Registry::languages_of(const Domain& domain) {
  std::vector<const Language*> all;
  if (const auto first = language_of(domain); first && *first != nullptr) all.push_back(*first);
  for (const std::string& id : ids(Kind::language)) {
    const auto found = language(id);
    if (found && (*found)->info().domain == domain.info().id &&
        std::find(all.begin(), all.end(), *found) == all.end())
      all.push_back(*found);
  }
  return all;
}

Result<void> Registry::read_tasks(const std::string& path,
                                  const std::function<bool(TaskLine)>& visit,
                                  const ReadLimits& limits) {
  std::string extension = fs::path(path).extension().string();
  if (extension.starts_with('.')) extension.erase(0, 1);
  const std::vector<std::string> known = ids(Kind::task_reader);
  if (std::find(known.begin(), known.end(), extension) == known.end())
    return read_task_file(path, visit, limits);
  const Result<const TaskReader*> reader = task_reader(extension);
  if (!reader) return reader.error();
  files::Input in;
  if (const files::Fault fault = in.open(path))
    return Error{ErrorCode::io, fmt::format("cannot read task file '{}': {}", path, *fault)};
  auto read = detail::guarded(provider(Kind::task_reader, extension), [&]() -> Result<void> {
    (*reader)->read(in, fs::path(path).stem().string(), visit, limits);
    return {};
  });
  if (read && in.bad())
    return Error{ErrorCode::io, fmt::format("cannot read task file '{}': {}", path,
                                            in.fault().value_or("reading failed"))};
  return read;
}

Result<SolverPreset> Registry::solver(std::string_view id) {
  if (impl_->solvers.find(id) == impl_->solvers.end()) impl_->load_provider(Kind::solver, id);
  const auto it = impl_->solvers.find(id);
  if (it == impl_->solvers.end()) return impl_->not_found(Kind::solver, id);
  return it->second.preset;
}

std::vector<std::string> Registry::ids(Kind kind) const {
  return impl_->ids(kind);
}

std::string Registry::provider(Kind kind, std::string_view id) const {
  return impl_->owner_before(kind, id, impl_->infos.size());
}

const std::vector<PluginInfo>& Registry::plugins() const {
  return impl_->infos;
}

void Registry::load_all() {
  for (std::size_t i = 0; i < impl_->infos.size(); ++i) impl_->load(i);
}

Result<void> Registry::check_named() const {
  for (const auto& info : impl_->infos)
    if (info.named && info.state == PluginState::refused)
      return Error{ErrorCode::plugin,
                   fmt::format("plugin {} was refused: {}", info.path.string(), info.reason),
                   {},
                   {},
                   info.name};
  return {};
}

Result<void> Registry::add(std::string name,
                           const std::function<void(Registrar&)>& register_components) {
  const std::size_t index = impl_->infos.size();
  if (const PluginInfo* first = impl_->named_before(name, index))
    return Error{ErrorCode::plugin,
                 fmt::format("a plugin named '{}' exists already{}{}", name,
                             first->path.empty() ? "" : ", at ", first->path.string())};
  StagedComponents staged;
  if (auto ok = stage(name, register_components, staged); !ok) return ok.error();
  PluginInfo info{name, std::string(kernel_version()), "built into this program",
                  std::string(kernel_abi_tag())};
  impl_->infos.push_back(std::move(info));
  impl_->slots.push_back({});
  auto committed = impl_->commit(index, staged);
  if (!committed) {
    impl_->infos.pop_back();
    impl_->slots.pop_back();
  }
  return committed;
}

std::string_view kernel_abi_tag() {
  return INKLING_ABI_TAG;
}

std::string_view kernel_version() {
  return INKLING_VERSION_STRING;
}

fs::path kernel_library_path() {
  std::error_code ec;
  const fs::path path = boost::dll::this_line_location(ec);
  if (ec) return {};
  // The loader reports it by way of a RUNPATH: <prefix>/bin/../lib.
  const fs::path folder = fs::weakly_canonical(fs::absolute(path.parent_path(), ec), ec);
  return folder / path.filename();
}

fs::path default_plugin_dir() {
  return kernel_library_path().parent_path() / INKLING_PLUGIN_SUBDIR;
}

fs::path data_dir() {
  // <prefix>/lib or <prefix>/lib/<triplet>; the build tree looks the same.
  fs::path prefix = kernel_library_path().parent_path();
  std::error_code ec;
  for (int level = 0; level < 3; ++level) {
    prefix = prefix.parent_path();
    if (fs::is_directory(prefix / "share" / "inkling", ec)) return prefix / "share" / "inkling";
  }
  return kernel_library_path().parent_path().parent_path() / "share" / "inkling";
}

}  // namespace inkling
