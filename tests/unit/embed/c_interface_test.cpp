#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <inkling/inkling.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

const char* const kNames =
    R"({"examples":[{"inputs":["ada lovelace"],"output":"lovelace"},{"inputs":["alan turing"],"output":"turing"}],
        "queries":[{"inputs":["grace hopper"]}]})";

class CInterface : public testing::Test {
 protected:
  CInterface() : handle_(inkling_open()) {}
  ~CInterface() override { inkling_close(handle_); }

  static Json taken(char* text) {
    EXPECT_NE(text, nullptr);
    Json json = Json::parse(text);
    inkling_free(text);
    return json;
  }
  Json solve(const char* task, const char* options = R"({"evaluations":20000,"budget":"0"})") {
    return taken(inkling_solve(handle_, task, options));
  }
  Json run(const char* domain, const char* program, const char* rows) {
    return taken(inkling_run(handle_, domain, program, rows));
  }
  static std::string code(const Json& said) { return said.at("error").at("code"); }

  inkling_t* handle_;
};

TEST_F(CInterface, SolvesWithTheDomainsSolvers) {
  const Json said = solve(kNames);
  EXPECT_EQ(said.at("domain"), "strings");
  ASSERT_GE(said.at("answers").size(), 2U);
  const Json& first = said.at("answers").at(0);
  EXPECT_EQ(first.at("status"), "solved");
  EXPECT_EQ(first.at("predictions"), Json::array({"hopper"}));
}

TEST_F(CInterface, SolvesWithWhatIsNamed) {
  const Json said = solve(R"({"domain":"lists","examples":[{"inputs":[[3,1,2]],"output":[1,2,3]},
      {"inputs":[[9,4]],"output":[4,9]}],"queries":[]})",
                          R"({"solvers":["enumerate"],"evaluations":20000,"seed":7,"threads":2,
                              "memory":"1G","sure":0.5})");
  ASSERT_EQ(said.at("answers").size(), 1U);
  EXPECT_EQ(said.at("answers").at(0).at("program"), "sort(x0)");
}

TEST_F(CInterface, RunsPrograms) {
  EXPECT_EQ(run("lists", "head(x0)", "[[[3,1]],[[]]]"), Json::parse(R"({"outputs":[3,null]})"));
  EXPECT_EQ(run("strings", "upper(x0) ++ \"\\\"\"", R"([["é"]])").at("outputs").at(0), "É\"");
}

TEST_F(CInterface, WhatIsWrongComesBack) {
  EXPECT_EQ(code(solve("{")), "parse");
  EXPECT_EQ(code(solve(R"({"examples":[]})")), "bad_input");
  EXPECT_EQ(code(solve(R"({"domain":"list","examples":[{"inputs":[1],"output":2}]})")),
            "not_found");
  EXPECT_EQ(code(solve(R"({"examples":[{"inputs":["a",[1]],"output":2}]})")), "bad_input");
  EXPECT_EQ(code(solve(kNames, "[]")), "parse");
  EXPECT_EQ(code(solve(kNames, R"({"solver":["enumerate"]})")), "bad_param");
  EXPECT_EQ(code(solve(kNames, R"({"solvers":["enumerat"]})")), "not_found");
  EXPECT_EQ(code(solve(kNames, R"({"threads":0})")), "bad_param");
  EXPECT_EQ(code(solve(kNames, R"({"seed":-1})")), "bad_param");
  EXPECT_EQ(code(solve(kNames, R"({"sure":2})")), "bad_param");
  EXPECT_EQ(code(solve(kNames, R"({"budget":"soon"})")), "parse");
  EXPECT_EQ(code(solve(nullptr)), "bad_param");
  EXPECT_EQ(code(run("lists", "head(", "[]")), "parse");
  EXPECT_EQ(code(run("lists", "head(x0)", "[3]")), "parse");
  EXPECT_EQ(code(run("lists", "head(x0)", R"([["a"]])")), "type");
  EXPECT_EQ(code(run("nowhere", "x0", "[]")), "not_found");
  EXPECT_EQ(code(taken(inkling_solve(nullptr, kNames, nullptr))), "bad_param");
  inkling_stop(nullptr);
  inkling_free(nullptr);
  inkling_close(nullptr);
}

TEST_F(CInterface, StopsASearchWithItsBestSoFar) {
  // Nothing gives these outputs.
  const char* task = R"({"domain":"lists","examples":[{"inputs":[[1]],"output":[7,1,9,4,4,8]},
      {"inputs":[[2]],"output":[5,5,1,0,3,3]},{"inputs":[[3]],"output":[9,9,2,6,0,1]}]})";
  std::jthread stopper([this](const std::stop_token& done) {
    while (!done.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      inkling_stop(handle_);
    }
  });
  const Json said = solve(task, R"({"budget":"100s"})");
  EXPECT_NE(said.at("answers").at(0).at("status"), "solved");
  stopper.request_stop();
}

TEST_F(CInterface, SaysItsVersion) {
  EXPECT_THAT(inkling_version(), HasSubstr("."));
}

}  // namespace
