// What the project uses of LibTorch, 1.13 or 2.x, in one place: its headers take long to read, and
// targets share one precompiled form of this one (inkling_use_torch).
#pragma once

#include <torch/autograd.h>
#include <torch/cuda.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>
#include <torch/types.h>
#include <torch/utils.h>
