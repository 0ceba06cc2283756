#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <inkling/nn/layout.hpp>
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
  EXPECT_THAT(fault(), HasSubstr("cannot be read: No such file"));
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

// As the format says: every byte belongs to one tensor.
TEST_F(Weights, GapsAndOverlapsAreRefused) {
  const auto two = [](const char* a, const char* b) {
    return std::string(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":)") + a +
           R"(},"b":{"dtype":"F32","shape":[2],"data_offsets":)" + b + "}}";
  };
  WeightsFile file;
  put_header(two("[8,16]", "[0,8]"), std::string(16, '\0'));
  EXPECT_EQ(read_weights(path_, file), std::nullopt) << "in any order";
  put_header(two("[0,8]", "[0,8]"), std::string(8, '\0'));
  EXPECT_THAT(fault(), HasSubstr("tensor b begins at byte 0, within another one: 8 is expected"));
  put_header(two("[0,8]", "[0,8]"), std::string(16, '\0'));
  EXPECT_THAT(fault(), HasSubstr("within another one"));
  put_header(two("[4,12]", "[0,8]"), std::string(16, '\0'));
  EXPECT_THAT(fault(), HasSubstr("tensor a begins at byte 4, within another one"));
  put_header(two("[0,8]", "[12,20]"), std::string(20, '\0'));
  EXPECT_THAT(fault(), HasSubstr("tensor b begins at byte 12, behind a gap"));
  std::map<std::string, std::string> metadata;
  EXPECT_TRUE(read_metadata(path_, metadata)) << "the metadata of a file that is wrong";
}

// Looked at before anything is read or allocated for it.
TEST_F(Weights, HeadersAndFilesAreBounded) {
  std::string text(8, '\0');
  text[2] = 0x20;  // 2 MiB
  put(text + "{" + std::string(std::size_t{2} << 20, ' '));
  EXPECT_THAT(fault(), HasSubstr("its header has 2 MiB, and at most 1 MiB are read"));
  WeightsFile many;
  for (int i = 0; i < 10'001; ++i) many.metadata["k" + std::to_string(i)] = "";
  ASSERT_EQ(write_weights(path_, many), std::nullopt);
  EXPECT_THAT(fault(), HasSubstr("more than 10000 entries"));
  put_header("{}");
  std::filesystem::resize_file(path_, std::uint64_t{12} << 30);  // sparse
  EXPECT_THAT(fault(), HasSubstr("it has 12 GiB, and at most 1 GiB are read"));
  put_header(R"({"__metadata__":{"a":"1","a":"2"}})");
  EXPECT_THAT(fault(), HasSubstr("not the JSON"));
  put_header("{\"__metadata__\":{\"a\":\"\x1b\"}}");
  EXPECT_THAT(fault(), HasSubstr("not the JSON"));
}

TEST_F(Weights, OnlyFilesAreRead) {
  std::filesystem::create_directory(path_);
  EXPECT_THAT(fault(), HasSubstr("it is a folder"));
  std::filesystem::remove(path_);
  std::filesystem::create_symlink("/dev/zero", path_);
  EXPECT_THAT(fault(), HasSubstr("it is a device"));
}

TEST_F(Weights, ATensorOfAnotherShapeIsNamed) {
  WeightsFile file;
  file.tensors["up.weight"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
  file.tensors["up.bias"] = {{2}, {7, 8}};
  file.tensors["names"] = {{3, 2}, {1, 2, 3, 4, 5, 6}};
  const auto fault_of = [&] {
    Layout layout = Layout::of(file);
    layout.affine("up", 3, 2);
    layout.table("names", 3, 2);
    return layout.fault().value_or("");
  };
  EXPECT_EQ(fault_of(), "");
  file.tensors["up.weight"].shape = {3, 2};
  EXPECT_EQ(fault_of(), "tensor up.weight has the shape [3, 2], and [2, 3] is expected");
  file.tensors["up.weight"].shape = {6};
  EXPECT_EQ(fault_of(), "tensor up.weight has the shape [6], and [2, 3] is expected");
  file.tensors["up.weight"].shape = {2, 3};
  file.tensors["up.bias"].shape = {1, 2};
  EXPECT_THAT(fault_of(), HasSubstr("tensor up.bias has the shape [1, 2]"));
  file.tensors["up.bias"].shape = {2};
  file.tensors["names"].shape = {2, 3};
  EXPECT_THAT(fault_of(), HasSubstr("tensor names has the shape [2, 3]"));
}

TEST_F(Weights, AFolderThatIsNotThereIsNamed) {
  const auto inside = path_ / "no" / "such" / "file";
  EXPECT_THAT(write_weights(inside, sample()).value_or(""), HasSubstr(inside.string()));
}

}  // namespace
}  // namespace inkling::nn
