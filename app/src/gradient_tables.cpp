// What a benchmark of gradients found, written down.
#include <fmt/format.h>

#include <inkling/app/gradient_bench.hpp>
#include <inkling/app/render.hpp>
#include <inkling/app/table.hpp>

#include "json.hpp"

namespace inkling::app {
namespace {

std::optional<double> times(const std::optional<double>& slow, const std::optional<double>& fast) {
  return slow && fast ? std::optional(*slow / *fast) : std::nullopt;
}

// How many times as long a step of LibTorch takes as one of `seconds`.
std::optional<double> step_ratio(const GradientReport& report, double seconds) {
  return report.reference ? std::optional(report.reference->search / seconds) : std::nullopt;
}

Json number(const std::optional<double>& value, int digits = 3) {
  return value ? rounded(*value, digits) : Json(nullptr);
}

constexpr const char* kWhole = "64 starts x 100 steps, to the end";

}  // namespace

std::string to_text(const GradientSizes& sizes) {
  Table table({{"starts"}, {"time of a step"}, {"of a start"}, {"GFLOP/s"}, {"memory"}});
  for (const auto& row : sizes.rows)
    table.add({std::to_string(row.starts), seconds_text(row.seconds),
               seconds_text(row.seconds / static_cast<double>(row.starts)),
               fmt::format("{:.1f}", row.rate / 1e9),
               fmt::format("{:.1f} MB", static_cast<double>(row.bytes) / 1e6)});
  return fmt::format("searching with {} threads: {} examples, {} positions of width {}\n",
                     sizes.threads, sizes.examples, sizes.space.positions, sizes.space.width) +
         table.render(100, {});
}

std::string to_json(const GradientReport& report) {
  const auto& whole = report.whole;
  Json cpu{{"speedup_over_libtorch", number(times(whole.reference, whole.plain))},
           {"step_speedup_over_libtorch", number(step_ratio(report, report.step))},
           {"fraction_of_gemm_peak", number(times(report.rate, report.peak_gemm))},
           {"fraction_of_fma_peak", number(report.rate / report.peak_fma)},
           {"tiny_probabilities_slowdown", number(report.tiny)},
           {"gradient_relative_error", number(report.error)}};
  Json peak{{"unit", "GFLOP/s of float32"},
            {"threads", report.threads},
            {"fma", number(report.peak_fma / 1e9, 4)},
            {"openblas", number(times(report.peak_gemm, 1e9))}};
  Json rough, devices;
  if (report.rough)
    rough = {{"speedup_over_libtorch", number(times(whole.reference, whole.rough))},
             {"step_speedup_over_libtorch", number(step_ratio(report, report.rough->step))},
             {"gradient_relative_error", number(report.rough->error)}};
  for (const auto& device : report.devices)
    devices[device.engine] = {{"seconds_4096x400", number(device.seconds)},
                              {"gflops", number(device.rate / 1e9, 4)},
                              {"gradient_relative_error", number(device.error)}};
  return line_of({{"cpu", std::move(cpu)},
                  {"peak", std::move(peak)},
                  {"cpu-bf16", std::move(rough)},
                  {"cuda", std::move(devices)}});
}

std::string to_text(const GradientReport& report) {
  std::string text = fmt::format(
      "{} starts: {:.1f} GFLOP/s (float32, 2 per multiply-add), {:.0f} % of the {:.1f} of "
      "multiply-adds in registers",
      report.starts, report.rate / 1e9, 100 * report.rate / report.peak_fma, report.peak_fma / 1e9);
  text += report.peak_gemm
              ? fmt::format(", {:.0f} % of the {:.1f} of OpenBLAS's sgemm",
                            100 * report.rate / *report.peak_gemm, *report.peak_gemm / 1e9)
              : "; libopenblas.so.0 is not installed";
  text += fmt::format(
      "\nat temperature {}, where most probabilities all but vanish: {:.2f} times as long\n",
      report.sharp, report.tiny);
  const auto& reference = report.reference;
  text +=
      reference
          ? fmt::format(
                "LibTorch: {} a step, {:.1f} times as long; {} with the starts spread over {} "
                "threads, {:.1f} times as long\n",
                seconds_text(reference->search), reference->search / report.step,
                seconds_text(reference->spread), report.threads, reference->spread / report.step)
          : "LibTorch: not in this build (-DINKLING_WITH_TORCH=ON)\n";
  text += fmt::format("gradient against double precision: relative error {:.2g}\n", report.error);
  if (report.rough)
    text += fmt::format("bfloat16: {} a step, {:.2f} times as fast{}; relative error {:.2g}\n",
                        seconds_text(report.rough->step), report.step / report.rough->step,
                        reference ? fmt::format(", LibTorch {:.1f} times as long",
                                                reference->search / report.rough->step)
                                  : "",
                        report.rough->error);
  else
    text += "bfloat16: " + report.rough_fault + '\n';
  for (const auto& device : report.devices)
    text += fmt::format("{}: {} starts x {} steps in {}, {:.0f} GFLOP/s, error {:.2g}\n",
                        device.engine, device.starts, device.steps, seconds_text(device.seconds),
                        device.rate / 1e9, device.error);
  if (report.devices.empty()) text += "CUDA: " + report.device_fault + '\n';
  const auto& whole = report.whole;
  if (whole.plain)
    text += fmt::format("whole searches, {}:\n  {:<20}{}\n", kWhole, report.searcher,
                        seconds_text(*whole.plain));
  if (whole.rough) text += fmt::format("  with bfloat16       {}\n", seconds_text(*whole.rough));
  if (const auto ratio = times(whole.reference, whole.plain))
    text += fmt::format("  {:<20}{}, {:.1f} times as long{}\n", report.reference_searcher,
                        seconds_text(*whole.reference), *ratio,
                        whole.rough ? fmt::format(", {:.1f} times the one with bfloat16",
                                                  *whole.reference / *whole.rough)
                                    : "");
  return text;
}

}  // namespace inkling::app
