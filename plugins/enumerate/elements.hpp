// Elements: where an input and the output of every example are lists of as many elements, what
// makes an element of the other is a task of its own, and what solves it is mapped. Functions of
// numbers are enumerated anyway, but for conditionals: of numbers little is asked.
#pragma once

#include <inkling/dsl/expr.hpp>
#include <inkling/task.hpp>
#include <optional>

namespace inkling::enumerate {

// The operator (a -> b, list a) -> list b of a language, or null.
const dsl::Operator* mapper_of(const dsl::Catalogue& catalogue);

struct Elements {
  Task task;                // element -> element of the output
  bool structured = false;  // elements are lists or texts, not numbers
};

// The elements of input `list` stand in its place. None when lists do not match up, or say
// different things of one element.
std::optional<Elements> task_of_elements(const Task& task, std::size_t list);

// A program of that task, mapped over the input; `elements`: the sort of its elements.
dsl::ExprPtr mapped(const dsl::Operator& mapper, const dsl::ExprPtr& body, std::size_t list,
                    dsl::Sort elements);

}  // namespace inkling::enumerate
