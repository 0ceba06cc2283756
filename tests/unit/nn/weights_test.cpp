#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <inkling/nn/weights.hpp>
#include <limits>
#include <sstream>

#include "support/scratch_folder.hpp"

namespace inkling::nn {
namespace {

using testing::HasSubstr;

class Weights : public testing::Test {
 protected:
  static WeightsFile sample() {
    WeightsFile file;
    file.metadata = {{"format", "test"}, {"note", "quote \" slash \\ line\nend"}};
    file.tensors["a"] = {{2, 3}, {1, 2, 3, -4, 0.5F, 1e-30F}};
    file.tensors["b.c"] = {{}, {7}};
    file.tensors["empty"] = {{0, 4}, {}};
    return file;
  }
  std::string bytes() const {
    std::ifstream in(path_, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  void put(const std::string& text) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << text;
  }
  void put_header(const std::string& header, const std::string& numbers = {}) const {
    std::string text(8, '\0');
    text[0] = static_cast<char>(header.size());
    put(text + header + numbers);
  }
  std::string fault() const {
    WeightsFile file;
    const Fault fault = read_weights(path_, file);
    EXPECT_TRUE(file.tensors.empty());
    return fault.value_or("");
  }

  test::ScratchFolder scratch_;
  const std::filesystem::path path_ = scratch_ / "some.safetensors";
};

TEST_F(Weights, ComeBackAsTheyWere) {
  const WeightsFile file = sample();
  ASSERT_EQ(write_weights(path_, file), std::nullopt);
  WeightsFile back;
  ASSERT_EQ(read_weights(path_, back), std::nullopt);
  EXPECT_EQ(back.metadata, file.metadata);
  ASSERT_EQ(back.tensors.size(), file.tensors.size());
  for (const auto& [name, tensor] : file.tensors) {
    EXPECT_EQ(back.tensors.at(name).shape, tensor.shape);
    EXPECT_EQ(back.tensors.at(name).values, tensor.values);
  }
}

TEST_F(Weights, EveryTruncationIsRefused) {
  ASSERT_EQ(write_weights(path_, sample()), std::nullopt);
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    put(whole.substr(0, size));
    EXPECT_THAT(fault(), HasSubstr(path_.string())) << size;
  }
}

TEST_F(Weights, NumbersThatAreNotFiniteAreRefused) {
  WeightsFile file = sample();
  file.tensors["a"].values[2] = std::numeric_limits<float>::quiet_NaN();
  ASSERT_EQ(write_weights(path_, file), std::nullopt);
  EXPECT_THAT(fault(), HasSubstr("tensor a holds a number that is not finite"));
}

TEST_F(Weights, ForeignFilesAreRefused) {
  put("PK\x03\x04 something else altogether, a zip archive perhaps");
  EXPECT_THAT(fault(), HasSubstr("no safetensors file"));
  put_header("[1,2,3]");
  EXPECT_THAT(fault(), HasSubstr("not the JSON"));
  std::filesystem::remove(path_);
  EXPECT_THAT(fault(), HasSubstr("cannot be read"));
}

TEST_F(Weights, OtherNumberTypesAndWrongRangesAreRefused) {
  const std::string numbers(8, '\0');
  put_header(R"({"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}})", numbers);
  EXPECT_THAT(fault(), HasSubstr("'F16'"));
  put_header(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", numbers);
  EXPECT_THAT(fault(), HasSubstr("3 numbers and a range of 8 bytes"));
  put_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", numbers);
  EXPECT_THAT(fault(), HasSubstr("truncated"));
  put_header(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", numbers);
  EXPECT_THAT(fault(), HasSubstr("cover 4 of 8 bytes"));
  put_header(R"({"a":{"dtype":"F32","shape":[4000000000,4000000000],"data_offsets":[0,8]}})",
             numbers);
  EXPECT_THAT(fault(), HasSubstr("no usable shape"));
}

TEST_F(Weights, AFolderThatIsNotThereIsNamed) {
  const auto inside = path_ / "no" / "such" / "file";
  EXPECT_THAT(write_weights(inside, sample()).value_or(""), HasSubstr(inside.string()));
}

}  // namespace
}  // namespace inkling::nn
