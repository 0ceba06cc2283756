// Finding plugins, loading them on first use, and using what they made.
#include <gmock/gmock.h>

#include <inkling/solver.hpp>
#include <optional>

#include "plugin_folder.hpp"

namespace inkling::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr const char* kEchoManifest =
    R"({"name":"echo","version":"9.9","summary":"from the manifest",
  "provides":[{"kind":"domain","id":"echo"},{"kind":"interpreter","id":"echo-run"},
              {"kind":"inductor","id":"echo-guess"},{"kind":"searcher","id":"echo-search"},
              {"kind":"solver","id":"echo"}],"needs":["libtorch"]})";

Task echo_task() {
  return {"t", "echo", {{{3}, 3}, {{4}, 4}}, {{{5}, 5}}};
}

TEST(Registry, ListsFromTheManifestAndLoadsOnFirstUse) {
  PluginFolder folder;
  folder.add("echo");
  folder.write("echo.json", kEchoManifest);
  Registry registry(folder.options());
  ASSERT_EQ(registry.plugins().size(), 1u);
  const PluginInfo before = registry.plugins()[0];
  EXPECT_EQ(before.state, PluginState::available);
  EXPECT_EQ(before.version, "9.9");
  EXPECT_EQ(before.summary, "from the manifest");
  EXPECT_THAT(before.needs, ElementsAre("libtorch"));
  EXPECT_THAT(registry.ids(Kind::domain), ElementsAre("echo"));
  EXPECT_EQ(registry.provider(Kind::solver, "echo"), "echo");

  const auto domain = registry.domain("echo");
  ASSERT_TRUE(domain.ok());
  EXPECT_EQ(domain.value()->info().id, "echo");
  const PluginInfo after = registry.plugins()[0];
  EXPECT_EQ(after.state, PluginState::loaded);
  EXPECT_EQ(after.version, "1.2.3") << "the descriptor is the truth";
  EXPECT_EQ(after.abi_tag, kernel_abi_tag());
  EXPECT_THAT(after.reason, IsEmpty());
  EXPECT_EQ(registry.domain("echo").value(), domain.value()) << "made once";
}

// A manifest that says what is not so hides nothing of another plugin, and is named.
TEST(Registry, AManifestThatClaimsAnothersNameHidesNothing) {
  PluginFolder folder;
  folder.add("extra", "a-liar");
  folder.write("a-liar.json", R"({"name":"echo","provides":[]})");
  folder.add("echo", "z-echo");
  folder.write("z-echo.json", kEchoManifest);
  Registry registry(folder.options());
  EXPECT_THAT(registry.ids(Kind::domain), ElementsAre("echo"));
  EXPECT_TRUE(registry.domain("echo").ok());
  EXPECT_EQ(plugin(registry, "z-echo").state, PluginState::loaded);
  registry.load_all();
  EXPECT_THAT(plugin(registry, "a-liar").reason, HasSubstr("its manifest is wrong"));
}

// A file may have the name, too. Only loading it shows that it is another plugin.
TEST(Registry, AFileThatHasAnothersNameHidesNothing) {
  for (const char* provides : {"[]", R"([{"kind":"domain","id":"echo"}])"}) {
    PluginFolder folder;
    PluginFolder later;
    folder.add("extra", "echo");
    folder.write("echo.json", std::string(R"({"name":"echo","provides":)") + provides + "}");
    later.add("echo");
    later.write("echo.json", kEchoManifest);
    RegistryOptions options = folder.options();
    options.plugin_dirs.push_back(later.path());
    Registry registry(options);
    EXPECT_EQ(registry.plugins()[1].state, PluginState::shadowed);
    EXPECT_TRUE(registry.domain("echo").ok()) << provides;
    EXPECT_EQ(registry.plugins()[1].state, PluginState::loaded);
    EXPECT_THAT(registry.plugins()[1].reason, HasSubstr(folder.path().string()));
    EXPECT_THAT(registry.plugins()[0].reason, HasSubstr("its manifest is wrong"));
  }
}

TEST(Registry, AManifestThatClaimsAnothersIdsHidesNothing) {
  PluginFolder folder;
  folder.add("extra", "a-liar");
  folder.write("a-liar.json",
               R"({"name":"extra","provides":[{"kind":"domain","id":"echo"},
                                              {"kind":"domain","id":"nowhere"}]})");
  folder.add("echo", "z-echo");
  folder.write("z-echo.json", kEchoManifest);
  Registry registry(folder.options());
  // The searcher is nobody else's: the plugin is loaded for it before the liar has been asked.
  EXPECT_TRUE(registry.searcher("echo-search").ok());
  EXPECT_TRUE(registry.domain("echo").ok());
  const auto nowhere = registry.domain("nowhere");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_THAT(nowhere.error().notes, Contains(AllOf(HasSubstr("a-liar.so"), HasSubstr("'extra'"),
                                                    HasSubstr("does not register it"))));
}

TEST(Registry, WithoutManifestAnUnknownIdLoadsThePlugin) {
  PluginFolder folder;
  folder.add("echo");
  Registry registry(folder.options());
  EXPECT_EQ(plugin(registry, "echo").state, PluginState::available);
  EXPECT_EQ(plugin(registry, "echo").name, "echo");
  EXPECT_TRUE(registry.searcher("echo-search").ok());
  EXPECT_EQ(plugin(registry, "echo").state, PluginState::loaded);
}

TEST(Registry, ManifestKeepsOtherPluginsUnloaded) {
  PluginFolder folder;
  folder.add("echo");
  folder.write("echo.json", kEchoManifest);
  folder.add("extra");
  folder.write("extra.json", R"({"name":"extra","provides":[{"kind":"solver","id":"extra"}]})");
  Registry registry(folder.options());
  EXPECT_TRUE(registry.domain("echo").ok());
  EXPECT_FALSE(registry.domain("nothing").ok());
  EXPECT_EQ(plugin(registry, "extra").state, PluginState::available);
  registry.load_all();
  EXPECT_EQ(plugin(registry, "extra").state, PluginState::loaded);
}

TEST(Registry, ManifestThatLiesIsReportedAndTheDescriptorCounts) {
  PluginFolder folder;
  folder.add("extra");
  folder.write("extra.json", R"({"name":"extras","provides":[{"kind":"solver","id":"promised"}]})");
  Registry registry(folder.options());
  EXPECT_THAT(registry.ids(Kind::solver), ElementsAre("promised"));
  const auto promised = registry.solver("promised");
  ASSERT_FALSE(promised.ok());
  EXPECT_EQ(promised.error().code, ErrorCode::not_found);
  const auto info = plugin(registry, "extra");
  EXPECT_EQ(info.state, PluginState::loaded);
  EXPECT_EQ(info.name, "extra");
  EXPECT_THAT(info.reason, AllOf(HasSubstr("named 'extra', not 'extras'"),
                                 HasSubstr("does not register the listed solver 'promised'"),
                                 HasSubstr("registers the unlisted solver 'extra'")));
  EXPECT_THAT(registry.ids(Kind::solver), ElementsAre("extra"));
}

TEST(Registry, BrokenManifestIsReportedAndThePluginStillWorks) {
  for (const char* text : {"", "[]", "{", R"({"version":"1"})", R"({"name":"x","provides":3})",
                           R"({"name":"x","provides":[3]})", R"({"name":"x","needs":[1]})"}) {
    PluginFolder folder;
    folder.add("echo");
    folder.write("echo.json", text);
    Registry registry(folder.options());
    EXPECT_THAT(plugin(registry, "echo").reason, HasSubstr("echo.json")) << text;
    EXPECT_TRUE(registry.domain("echo").ok()) << text;
  }
}

TEST(Registry, UnknownIdOffersTheNearestAndTheList) {
  Registry registry(only({PluginFolder::fixture("echo")}));
  const auto error = registry.domain("ecco");
  ASSERT_FALSE(error.ok());
  EXPECT_EQ(error.error().code, ErrorCode::not_found);
  EXPECT_THAT(to_text(error.error()), AllOf(HasSubstr("no domain 'ecco'"), HasSubstr("'echo'?"),
                                            HasSubstr("known domains: echo")));
}

TEST(Registry, WhatIsNotInstalledIsNamedWithWhatItNeeds) {
  PluginFolder folder;
  folder.add("echo");
  folder.write("echo.json", kEchoManifest);
  std::filesystem::create_directory(folder.path() / "optional");
  folder.write(
      "optional/more.json",
      R"({"name":"more","provides":[{"kind":"solver","id":"deep"}],"needs":["libtorch"]})");
  folder.write("optional/echo.json", R"({"name":"echo","provides":[{"kind":"solver","id":"b"}]})");
  folder.write("optional/broken.json", "{");
  Registry registry(folder.options());
  EXPECT_EQ(registry.plugins().size(), 1U);
  EXPECT_THAT(registry.ids(Kind::solver), ElementsAre("echo"));
  const Error error = registry.solver("deep").error();
  EXPECT_EQ(error.code, ErrorCode::not_found);
  EXPECT_EQ(error.message,
            "solver 'deep' is in plugin 'more', which is not installed: it needs libtorch");
  ASSERT_EQ(error.notes.size(), 1U);
  EXPECT_THAT(error.notes[0], HasSubstr("install the package"));
  EXPECT_THAT(registry.solver("b").error().message, HasSubstr("no solver 'b'"));
  EXPECT_THAT(registry.searcher("deep").error().message, HasSubstr("no searcher 'deep'"));
}

TEST(Registry, NothingFoundSaysWhereItLooked) {
  PluginFolder folder;
  Registry registry(folder.options());
  EXPECT_THAT(to_text(registry.solver("any").error()), HasSubstr(folder.path().string()));
}

TEST(Registry, EarlierFolderWinsAndTheEnvironmentIsRead) {
  PluginFolder first;
  PluginFolder second;
  first.add("echo");
  second.add("echo");
  second.add("extra");
  setenv("INKLING_PLUGIN_PATH", (":" + second.path().string() + ":/nowhere/at/all").c_str(), 1);
  auto options = first.options();
  options.use_environment = true;
  Registry registry(options);
  unsetenv("INKLING_PLUGIN_PATH");
  registry.load_all();
  ASSERT_EQ(registry.plugins().size(), 4u);
  EXPECT_EQ(registry.plugins()[0].state, PluginState::loaded);
  EXPECT_EQ(registry.plugins()[0].path, first.path() / "echo.so");
  EXPECT_EQ(registry.plugins()[1].state, PluginState::shadowed);
  EXPECT_EQ(registry.plugins()[2].state, PluginState::loaded);
  EXPECT_EQ(registry.plugins()[3].state, PluginState::refused);
  EXPECT_THAT(registry.plugins()[3].reason, HasSubstr("INKLING_PLUGIN_PATH"));
  EXPECT_TRUE(registry.check_named().ok()) << "a folder of the environment is no request";

  setenv("INKLING_PLUGIN_PATH", second.path().c_str(), 1);
  Registry without(first.options());
  unsetenv("INKLING_PLUGIN_PATH");
  EXPECT_EQ(without.plugins().size(), 1u);
}

TEST(Registry, SameFileFoundTwiceCountsOnce) {
  PluginFolder folder;
  auto options = folder.options();
  options.plugins = {folder.add("echo")};
  std::filesystem::create_symlink("echo.so", folder.path() / "link.so");
  options.plugin_dirs = {folder.path(), folder.path() / "."};
  Registry registry(options);
  ASSERT_EQ(registry.plugins().size(), 1u);
  EXPECT_EQ(registry.plugins()[0].state, PluginState::loaded);
}

TEST(Registry, CurrentFolderIsNotSearched) {
  PluginFolder folder;
  folder.add("echo");
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  Registry registry;
  std::filesystem::current_path(before);
  for (const auto& info : registry.plugins()) EXPECT_NE(info.path.parent_path(), folder.path());
}

TEST(Registry, DefaultFolderIsBesideTheKernel) {
  EXPECT_EQ(default_plugin_dir(), kernel_library_path().parent_path() / INKLING_PLUGIN_SUBDIR);
  EXPECT_TRUE(std::filesystem::exists(kernel_library_path())) << kernel_library_path();
}

TEST(Registry, AddedComponentsFollowTheSameRules) {
  Registry registry(only({PluginFolder::fixture("echo")}));
  const auto preset = [](const char* id) {
    return [id](Registrar& registrar) { registrar.add_solver({id, "", "echo-search"}); };
  };
  EXPECT_TRUE(registry.add("mine", preset("mine")).ok());
  EXPECT_TRUE(registry.solver("mine").ok());
  EXPECT_EQ(registry.provider(Kind::solver, "mine"), "mine");
  EXPECT_THAT(registry.add("mine", preset("other")).error().message, HasSubstr("'mine' exists"));
  EXPECT_THAT(registry.add("again", preset("echo")).error().message,
              HasSubstr("solver 'echo' exists already, from plugin 'echo'"));
  EXPECT_THAT(
      registry.add("bad", [](Registrar&) { throw std::runtime_error("no"); }).error().message,
      HasSubstr("registration failed: exception: no"));
  EXPECT_THAT(registry.add("hollow", [](Registrar& r) { r.add<Domain>("hollow", nullptr); })
                  .error()
                  .message,
              HasSubstr("empty factory"));
  EXPECT_EQ(registry.plugins().size(), 2u) << "what was refused is not listed";
}

TEST(Registry, PluginSolvesThroughTheKernel) {
  Registry registry(only({PluginFolder::fixture("echo")}));
  const auto solver = Solver::make(registry, "echo", *registry.domain("echo").value());
  ASSERT_TRUE(solver.ok()) << to_text(solver.error());
  const auto outcome = solver->solve(echo_task(), 1, Budget());
  ASSERT_TRUE(outcome.ok()) << to_text(outcome.error());
  ASSERT_EQ(outcome->candidates.size(), 1u);
  EXPECT_EQ(outcome->candidates[0].fits, 2u);
  EXPECT_THAT(outcome->candidates[0].predictions, ElementsAre(Value(5)));
}

TEST(Registry, PrivateExceptionsReachTheHostAsErrors) {
  Registry registry(only({PluginFolder::fixture("echo")}));
  const Domain& domain = *registry.domain("echo").value();
  for (const char* text : {"echo(fail=class)", "echo(fail=int)"}) {
    const auto solver = Solver::make(registry, text, domain);
    ASSERT_TRUE(solver.ok()) << to_text(solver.error());
    const auto outcome = solver->solve(echo_task(), 1, Budget());
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().plugin, "echo");
  }
}

// Programs hold code of the plugin; plugins stay mapped, so a program may outlive the registry.
TEST(Registry, ProgramsMayOutliveTheRegistry) {
  PluginFolder folder;
  std::optional<Outcome> kept;
  {
    Registry registry(only({folder.add("echo")}));
    const auto solver = Solver::make(registry, "echo", *registry.domain("echo").value());
    ASSERT_TRUE(solver.ok());
    auto outcome = solver->solve(echo_task(), 1, Budget());
    ASSERT_TRUE(outcome.ok());
    kept = std::move(outcome).value();
  }
  EXPECT_EQ(kept->candidates.at(0).program.text(), "x0");
  kept.reset();  // runs the handle's destructor, which is code of the plugin
}

TEST(Registry, ManyRegistriesInOneProcess) {
  PluginFolder folder;
  folder.add("echo");
  for (int i = 0; i < 3; ++i) {
    Registry registry(folder.options());
    EXPECT_TRUE(registry.domain("echo").ok());
  }
  Registry one(folder.options());
  Registry two(folder.options());
  EXPECT_NE(one.domain("echo").value(), two.domain("echo").value());
}

TEST(AbiTag, SaysWhatMustAgree) {
  EXPECT_EQ(kernel_abi_tag(), INKLING_ABI_TAG);
  EXPECT_THAT(std::string(INKLING_ABI_TAG),
              MatchesRegex("inkling[0-9]+;libstdc\\+\\+\\.cxx11=[01];dbg[01];cpp20[0-9]+L"));
  EXPECT_STREQ(INKLING_STRINGIFY(INKLING_ABI_MAJOR), std::to_string(INKLING_ABI_MAJOR).c_str());
}

}  // namespace
}  // namespace inkling::test
