// TensorView: a non-owning dense row-major view on floats. The kernel's neutral numeric boundary:
// no tensor type of a library crosses a plugin.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <initializer_list>

namespace inkling {

template <class T>
class TensorView {
 public:
  static constexpr std::size_t kMaxRank = 4;
  TensorView() = default;
  TensorView(T* data, std::initializer_list<std::size_t> shape) : data_(data), rank_(shape.size()) {
    assert(shape.size() <= kMaxRank);
    std::size_t i = 0;
    for (std::size_t n : shape) shape_[i++] = n;
  }
  // A view on mutable data is also a view on const data.
  operator TensorView<const T>() const {
    TensorView<const T> view;
    view.data_ = data_;
    view.shape_ = shape_;
    view.rank_ = rank_;
    return view;
  }
  T* data() const { return data_; }
  std::size_t rank() const { return rank_; }
  std::size_t dim(std::size_t i) const { return shape_[i]; }
  std::size_t size() const {
    std::size_t n = 1;
    for (std::size_t i = 0; i < rank_; ++i) n *= shape_[i];
    return rank_ == 0 ? 0 : n;
  }
  T& operator[](std::size_t i) const { return data_[i]; }
  // Row i of the leading dimension.
  TensorView row(std::size_t i) const {
    TensorView view;
    view.rank_ = rank_ - 1;
    std::size_t stride = 1;
    for (std::size_t k = 1; k < rank_; ++k) stride *= view.shape_[k - 1] = shape_[k];
    view.data_ = data_ + i * stride;
    return view;
  }

 private:
  template <class>
  friend class TensorView;
  T* data_ = nullptr;
  std::array<std::size_t, kMaxRank> shape_{};
  std::size_t rank_ = 0;
};

}  // namespace inkling
