// Every way in which a plugin can be wrong: it is refused with both sides and the cure, leaves
// nothing behind, and the rest goes on working.
#include <gmock/gmock.h>

#include <fstream>

#include "plugin_folder.hpp"

namespace inkling::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Loads `fixture` beside the good plugin; checks that only `fixture` is refused and returns why.
std::string refusal_beside_echo(const std::string& fixture) {
  PluginFolder folder;
  folder.add("echo");
  folder.add(fixture);
  Registry registry(folder.options());
  registry.load_all();
  EXPECT_TRUE(registry.domain("echo").ok());
  EXPECT_EQ(plugin(registry, "echo").state, PluginState::loaded);
  EXPECT_EQ(plugin(registry, fixture).state, PluginState::refused);
  EXPECT_TRUE(registry.check_named().ok()) << "found by a scan, not named";
  return plugin(registry, fixture).reason;
}

TEST(Refusal, WrongMajorShowsBothNumbersAndTheCure) {
  EXPECT_THAT(refusal_beside_echo("wrong_major"),
              AllOf(HasSubstr("plugin ABI 9."), HasSubstr("this kernel has 2."),
                    HasSubstr("rebuild the plugin against inkling")));
}

TEST(Refusal, NewerMinor) {
  EXPECT_THAT(refusal_beside_echo("newer_minor"),
              AllOf(HasSubstr(".77"), HasSubstr("this kernel has"), HasSubstr("update inkling")));
}

TEST(Refusal, DebugStandardLibraryShowsBothTags) {
  EXPECT_THAT(refusal_beside_echo("debug_stl"),
              AllOf(HasSubstr(";dbg1;"), HasSubstr(std::string(kernel_abi_tag())),
                    HasSubstr("rebuild the plugin with the same compiler")));
}

TEST(Refusal, ShortDescriptor) {
  EXPECT_THAT(refusal_beside_echo("short_descriptor"), HasSubstr("descriptor has 8 bytes"));
}

TEST(Refusal, NamelessDescriptor) {
  EXPECT_THAT(refusal_beside_echo("nameless"), HasSubstr("lacks a name"));
}

TEST(Refusal, ThrowingRegistrationLeavesNothingBehind) {
  EXPECT_THAT(refusal_beside_echo("throws"),
              HasSubstr("registration failed: exception: no weights file"));
  PluginFolder folder;
  folder.add("throws");
  Registry registry(folder.options());
  const auto solver = registry.solver("left-behind");
  ASSERT_FALSE(solver.ok());
  EXPECT_EQ(solver.error().code, ErrorCode::not_found);
  EXPECT_THAT(registry.ids(Kind::solver), IsEmpty());
  EXPECT_THAT(plugin(registry, "throws").provides, IsEmpty());
}

TEST(Refusal, DuplicateIdNamesTheOwnerAndRegistersNothing) {
  PluginFolder folder;
  folder.add("echo", "a_echo");
  folder.add("same_id", "b_same_id");
  Registry registry(folder.options());
  registry.load_all();
  EXPECT_EQ(plugin(registry, "b_same_id").state, PluginState::refused);
  EXPECT_THAT(plugin(registry, "b_same_id").reason,
              HasSubstr("solver 'echo' exists already, from plugin 'echo'"));
  // "fresh" was registered before the clash: all or nothing.
  EXPECT_THAT(registry.ids(Kind::solver), ElementsAre("echo"));
  EXPECT_FALSE(registry.solver("fresh").ok());
}

TEST(Refusal, SameIdTwiceInOnePlugin) {
  EXPECT_THAT(refusal_beside_echo("twice"), HasSubstr("solver 'one' is registered twice"));
}

TEST(Refusal, IdThatCannotBeTyped) {
  EXPECT_THAT(refusal_beside_echo("bad_id"), HasSubstr("'two words'"));
}

TEST(Refusal, LaterPluginOfTheSameNameIsShadowed) {
  PluginFolder folder;
  const auto first = folder.add("echo", "a_echo");
  folder.add("same_name", "b_same_name");
  Registry registry(folder.options());
  registry.load_all();
  const auto second = plugin(registry, "b_same_name");
  EXPECT_EQ(second.state, PluginState::shadowed);
  EXPECT_THAT(second.reason, AllOf(HasSubstr("named 'echo'"), HasSubstr(first.string())));
  EXPECT_FALSE(registry.solver("unseen").ok());
}

TEST(Refusal, NamedPluginOfTheSameNameIsAnError) {
  PluginFolder folder;
  const auto first = folder.add("echo", "a_echo");
  Registry registry(only({first, folder.add("same_name", "b_same_name")}));
  EXPECT_EQ(plugin(registry, "b_same_name").state, PluginState::refused);
  const auto named = registry.check_named();
  ASSERT_FALSE(named.ok());
  EXPECT_EQ(named.error().code, ErrorCode::plugin);
  EXPECT_THAT(named.error().message, AllOf(HasSubstr("b_same_name.so"), HasSubstr(first.string())));
}

TEST(Refusal, ForeignSharedObjectIsNotRun) {
  unsetenv("INKLING_TEST_FOREIGN_RAN");
  EXPECT_THAT(refusal_beside_echo("foreign"), HasSubstr("not an inkling plugin"));
  Registry named(only({PluginFolder::fixture("foreign")}));
  EXPECT_THAT(named.check_named().error().message, HasSubstr("not an inkling plugin"));
  EXPECT_EQ(getenv("INKLING_TEST_FOREIGN_RAN"), nullptr) << "its static initialiser ran";
}

TEST(Refusal, TextFileNamedSo) {
  PluginFolder folder;
  folder.write("notes.so", "this is no program\n");
  folder.write("empty.so", "");
  folder.write("short.so", "\177ELF");
  Registry registry(folder.options());
  EXPECT_THAT(plugin(registry, "notes").reason, HasSubstr("not a shared object"));
  EXPECT_THAT(plugin(registry, "empty").reason, HasSubstr("not a shared object"));
  EXPECT_THAT(plugin(registry, "short").reason, HasSubstr("truncated"));
}

TEST(Refusal, TruncatedAtAnyLength) {
  std::ifstream in(PluginFolder::fixture("echo"), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  ASSERT_GT(whole.size(), 4096u);
  for (std::size_t part = 0; part < 64; ++part) {
    const std::size_t size = whole.size() * part / 64;
    PluginFolder folder;
    Registry registry(only({folder.write("cut.so", whole.substr(0, size))}));
    EXPECT_EQ(plugin(registry, "cut").state, PluginState::refused) << size << " bytes";
  }
}

// Bytes that lie about where things are: an answer, never a crash. Only the look before the load is
// asked, so no damaged code runs: a file that still looks like a plugin stays `available`.
TEST(Refusal, DamagedHeadersNeverCrashTheLook) {
  std::ifstream in(PluginFolder::fixture("echo"), std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  PluginFolder folder;
  for (std::size_t at = 4; at < 64; ++at)
    for (const char byte : {'\0', '\1', '\177', '\377'}) {
      std::string damaged = whole;
      damaged[at] = byte;
      folder.write("damaged.so", damaged);
      Registry registry(folder.options());
      const auto state = plugin(registry, "damaged").state;
      EXPECT_TRUE(state == PluginState::available || state == PluginState::refused);
    }
}

TEST(Refusal, MissingDependencyIsNamed) {
  EXPECT_THAT(refusal_beside_echo("needs_inkling_absent"),
              AllOf(HasSubstr("libinkling_absent.so"), HasSubstr("LD_LIBRARY_PATH"),
                    Not(HasSubstr("LibTorch"))));
}

TEST(Refusal, MissingLibTorchHasItsOwnHint) {
  EXPECT_THAT(refusal_beside_echo("needs_torch_absent"),
              AllOf(HasSubstr("libtorch_absent.so"), HasSubstr("is LibTorch installed?")));
}

TEST(Refusal, NamedFileThatIsNotThere) {
  Registry registry(only({"/nowhere/at/all.so"}));
  ASSERT_FALSE(registry.check_named().ok());
  EXPECT_THAT(registry.check_named().error().message,
              AllOf(HasSubstr("/nowhere/at/all.so"), HasSubstr("no such file")));
}

TEST(Refusal, FolderGivenAsAFileAndTheOtherWayRound) {
  PluginFolder folder;
  Registry file(only({folder.path()}));
  EXPECT_THAT(file.check_named().error().message, HasSubstr("--plugin-dir"));
  auto options = folder.options();
  options.plugin_dirs = {folder.path() / "nothing"};
  Registry dir(options);
  ASSERT_FALSE(dir.check_named().ok());
  EXPECT_THAT(dir.check_named().error().message, HasSubstr("no such folder"));
}

TEST(Refusal, LookUpOfARefusedPluginsIdSaysWhy) {
  PluginFolder folder;
  folder.add("wrong_major");
  folder.write("wrong_major.json", R"({"name":"old","provides":[{"kind":"domain","id":"maps"}]})");
  Registry registry(folder.options());
  EXPECT_EQ(plugin(registry, "wrong_major").state, PluginState::available);
  const auto domain = registry.domain("maps");
  ASSERT_FALSE(domain.ok());
  EXPECT_EQ(domain.error().code, ErrorCode::plugin);
  EXPECT_EQ(domain.error().plugin, "old");
  EXPECT_THAT(domain.error().message, AllOf(HasSubstr("'maps'"), HasSubstr("plugin ABI 9.")));
  EXPECT_THAT(registry.ids(Kind::domain), IsEmpty());
}

TEST(Refusal, FactoriesThatFailAreNamed) {
  Registry registry(only({PluginFolder::fixture("factories")}));
  ASSERT_TRUE(registry.check_named().ok());
  Registry echoes(only({PluginFolder::fixture("echo")}));
  const Domain& domain = **echoes.domain("echo");
  const auto message = [&](const char* id) {
    const auto inductor = registry.inductor(id, domain);
    EXPECT_FALSE(inductor.ok());
    if (inductor.ok()) return std::string();
    EXPECT_EQ(inductor.error().code, ErrorCode::plugin);
    EXPECT_EQ(inductor.error().plugin, "factories");
    return to_text(inductor.error());
  };
  EXPECT_THAT(message("throws-private"),
              HasSubstr("plugin 'factories' cannot make inductor 'throws-private': "
                        "exception: weights are"));
  EXPECT_THAT(message("throws-kernel"),
              AllOf(HasSubstr("cannot open w.bin"), HasSubstr("put it beside the plugin")));
  EXPECT_THAT(message("throws-int"), HasSubstr("of unknown type"));
  EXPECT_THAT(message("null"), HasSubstr("returned null"));
  EXPECT_THAT(message("misnamed"), HasSubstr("calls itself 'another'"));
}

}  // namespace
}  // namespace inkling::test
