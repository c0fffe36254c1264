// What Python sees of the engine. Arrays come in C-contiguous; nn/engine.py has checked their
// shapes. The GIL is released while the engine works, and taken now and then to see a Ctrl-C.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "isa.h"
#include "network.h"
#include "parameters.h"
#include "trainer.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace tenfold {
namespace {

template <typename T>
using Array = nb::ndarray<const T, nb::c_contig, nb::device::cpu>;
using LabelArray = std::variant<Array<int64_t>, Array<float>>;  // classes, or shares
using FloatArray = nb::ndarray<nb::numpy, float>;

FloatArray new_array(const std::vector<size_t>& shape, float** data) {
  size_t size = 1;
  for (size_t extent : shape) size *= extent;
  *data = new float[size > 0 ? size : 1];
  nb::capsule owner(*data, [](void* p) noexcept { delete[] static_cast<float*>(p); });
  return FloatArray(*data, shape.size(), shape.data(), owner);
}

// Looks for a Ctrl-C at most every 50 ms, so that one stops the work within a fifth of a second.
class Interrupt {
 public:
  bool operator()() {
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < std::chrono::milliseconds(50)) return seen_;
    last_ = now;
    nb::gil_scoped_acquire gil;
    seen_ = seen_ || PyErr_CheckSignals() != 0;
    return seen_;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  bool seen_ = false;
};

using LayerTuple = std::tuple<std::string, int, int, int, bool, std::string, float>;

Layer layer_from(const LayerTuple& tuple) {
  const auto& [kind, units, height, width, same, activation, rate] = tuple;
  static const std::pair<const char*, Layer::Kind> kinds[] = {{"Conv2D", Layer::kConv},
                                                              {"MaxPooling2D", Layer::kPool},
                                                              {"Flatten", Layer::kFlatten},
                                                              {"Dense", Layer::kDense},
                                                              {"Dropout", Layer::kDropout}};
  Layer layer{};
  bool known = false;
  for (const auto& [name, value] : kinds) {
    if (kind == name) layer.kind = value, known = true;
  }
  if (!known) throw std::invalid_argument("unknown layer " + kind);
  layer.units = units;
  layer.kernel_height = height;
  layer.kernel_width = width;
  layer.same = same;
  layer.activation = activation == "relu"      ? Layer::kRelu
                     : activation == "softmax" ? Layer::kSoftmax
                                               : Layer::kLinear;
  layer.rate = rate;
  return layer;
}

// rotation (radians), scale, shear, shift, elastic, stroke, flip: see Warp.
using WarpTuple = std::tuple<float, float, float, float, float, float, bool>;

Warp warp_from(const WarpTuple& tuple) {
  const auto& [rotation, scale, shear, shift, elastic, stroke, flip] = tuple;
  return {rotation, scale, shear, shift, elastic, stroke, flip};
}

// Pictures (n, h, w, c) as training would see them in one epoch, floats in [0, 1].
FloatArray warped(const Array<uint8_t>& x, const WarpTuple& settings, uint64_t seed,
                  uint64_t epoch) {
  const size_t count = x.shape(0);
  const int height = static_cast<int>(x.shape(1)), width = static_cast<int>(x.shape(2));
  const int channels = static_cast<int>(x.shape(3));
  float* out;
  FloatArray array = new_array({count, x.shape(1), x.shape(2), x.shape(3)}, &out);
  const Warp warp = warp_from(settings);
  Network network(make_plan(height, width, channels, {}, false));
  Workspace workspace;
  network.reserve(workspace, true);
  nb::gil_scoped_release release;
  const Images images = {x.data(), nullptr, count};
  for (size_t i = 0; i < count; ++i) {
    network.load_warped(images, static_cast<int64_t>(i), {seed, epoch, &warp}, workspace.warp,
                        out + i * network.plan().input.size());
  }
  return array;
}

// One caller's turn with a model. It lets go of the GIL before it waits for the lock, because
// whoever has the lock takes the GIL now and then: the other way round both would wait for ever.
class Turn {
 public:
  explicit Turn(std::mutex& mutex) : lock_(mutex) {}

 private:
  nb::gil_scoped_release release_;
  std::lock_guard<std::mutex> lock_;
};

// A network with its optimiser, used by one caller at a time.
class Model {
 public:
  Model(int height, int width, int channels, const std::vector<LayerTuple>& tuples, bool fuse)
      : network_(plan_for(height, width, channels, tuples, fuse)), trainer_(network_) {}

  size_t parameter_count() const { return tenfold::parameter_count(network_.plan()); }

  FloatArray get(const Floats& flat) {
    float* data;
    FloatArray array = new_array({parameter_count()}, &data);
    const Turn turn(mutex_);
    unpack(network_.plan(), flat, data);
    return array;
  }

  void set(const Array<float>& values, Floats& flat) {
    if (values.size() != parameter_count()) throw std::invalid_argument("wrong parameter count");
    const Turn turn(mutex_);
    pack(network_.plan(), values.data(), flat);
    packed_ = false;
  }

  FloatArray parameters() { return get(network_.parameters()); }
  void set_parameters(const Array<float>& values) { set(values, network_.parameters()); }
  FloatArray first_moment() { return get(trainer_.m); }
  void set_first_moment(const Array<float>& values) { set(values, trainer_.m); }
  FloatArray second_moment() { return get(trainer_.v); }
  void set_second_moment(const Array<float>& values) { set(values, trainer_.v); }
  int64_t step() const { return trainer_.step; }
  void set_step(int64_t step) { trainer_.step = step; }

  template <typename T>
  FloatArray predict(const Array<T>& x, int threads) {
    const Images images = images_from(x);
    float* out;
    FloatArray array = new_array({images.count, static_cast<size_t>(network_.plan().units)}, &out);
    bool finished;
    {
      const Turn turn(mutex_);
      pack_forward();
      finished = network_.predict(images, threads, out, Interrupt());
    }
    if (!finished) throw nb::python_error();
    return array;
  }

  // Every layer's activation; the network must have been made without fusing.
  template <typename T>
  std::vector<FloatArray> activations(const Array<T>& x) {
    const Images images = images_from(x);
    const Plan& plan = network_.plan();
    std::vector<FloatArray> arrays;
    std::vector<float*> data;
    for (const Map& map : plan.shapes) {
      float* p;
      arrays.push_back(
          new_array({images.count, static_cast<size_t>(map.height), static_cast<size_t>(map.width),
                     static_cast<size_t>(map.channels)},
                    &p));
      data.push_back(p);
    }
    for (const DenseLayer& dense : plan.denses) {
      float* p;
      arrays.push_back(new_array({images.count, static_cast<size_t>(dense.parameters.units)}, &p));
      data.push_back(p);
    }
    {
      const Turn turn(mutex_);
      pack_forward();
      for (size_t i = 0; i < images.count; ++i) network_.activations(images, i, data);
    }
    return arrays;
  }

  using OptimizerTuple = std::tuple<std::string, float, float, float, float, bool, float>;

  template <typename T>
  std::tuple<double, int64_t> train(const Array<T>& x, const LabelArray& y,
                                    const Array<int64_t>& order, int batch_size,
                                    const std::vector<float>& learning_rates,
                                    const OptimizerTuple& settings, uint64_t seed, uint64_t epoch,
                                    float smoothing, const std::optional<WarpTuple>& augment,
                                    int threads) {
    const Images images = images_from(x);
    const Warp warp = augment ? warp_from(*augment) : Warp{};
    const Draw draw = {seed, epoch, augment ? &warp : nullptr};
    const Labels labels = labels_from(y, smoothing);
    const auto& [kind, beta_1, beta_2, epsilon, momentum, nesterov, decay] = settings;
    const Optimizer optimizer = {kind == "sgd" ? Optimizer::kSgd : Optimizer::kAdam,
                                 beta_1,
                                 beta_2,
                                 epsilon,
                                 momentum,
                                 nesterov,
                                 decay};
    Progress progress;
    {
      const Turn turn(mutex_);
      packed_ = false;
      progress = trainer_.run(images, labels, order.data(), order.size(), batch_size,
                              learning_rates, optimizer, draw, threads, Interrupt());
    }
    if (!progress.finished) throw nb::python_error();
    return {progress.loss, progress.right};
  }

  template <typename T>
  std::tuple<double, FloatArray> gradient(const Array<T>& x, const LabelArray& y,
                                          const Array<int64_t>& order, uint64_t seed,
                                          uint64_t epoch, float smoothing, int threads) {
    Floats flat;
    Progress progress;
    {
      const Turn turn(mutex_);
      progress = trainer_.gradient(images_from(x), labels_from(y, smoothing), order.data(),
                                   static_cast<int>(order.size()), {seed, epoch, nullptr}, threads,
                                   Interrupt(), flat);
    }
    if (!progress.finished) throw nb::python_error();
    return {progress.loss, get(flat)};
  }

 private:
  static Plan plan_for(int height, int width, int channels, const std::vector<LayerTuple>& tuples,
                       bool fuse) {
    std::vector<Layer> layers;
    for (const LayerTuple& tuple : tuples) layers.push_back(layer_from(tuple));
    return make_plan(height, width, channels, layers, fuse);
  }

  static Images images_from(const Array<uint8_t>& x) { return {x.data(), nullptr, x.shape(0)}; }
  static Images images_from(const Array<float>& x) { return {nullptr, x.data(), x.shape(0)}; }

  static Labels labels_from(const LabelArray& y, float smoothing) {
    const auto* classes = std::get_if<Array<int64_t>>(&y);
    if (classes != nullptr) return {classes->data(), smoothing};
    return {nullptr, smoothing, std::get<Array<float>>(y).data()};
  }

  void pack_forward() {
    if (packed_) return;
    for (int item = 0; item < network_.pack_items(); ++item) network_.pack_item(item, false);
    packed_ = true;
  }

  std::mutex mutex_;
  Network network_;
  Trainer trainer_;
  bool packed_ = false;
};

std::vector<std::string> available_isas() {
  std::vector<std::string> names;
  for (const Kernels* table : available_kernels()) names.emplace_back(table->name);
  return names;
}

}  // namespace
}  // namespace tenfold

NB_MODULE(_engine, module) {
  using namespace tenfold;
  module.doc() = "tenfold's engine: see nn/engine.py for its Python face";
  module.def("isa", [] { return std::string(kernels().name); });
  module.def("available_isas", &available_isas);
  module.def("warped", &warped, "x"_a.noconvert(), "settings"_a, "seed"_a, "epoch"_a);
  // Without noconvert a float image would be cast to uint8 as soon as another argument needs a
  // conversion of its own.
  const auto x = "x"_a.noconvert(), y = "y"_a.noconvert(), order = "order"_a.noconvert();
  nb::class_<Model>(module, "Model")
      .def(nb::init<int, int, int, const std::vector<LayerTuple>&, bool>(), "height"_a, "width"_a,
           "channels"_a, "layers"_a, "fuse"_a = true)
      .def_prop_ro("parameter_count", &Model::parameter_count)
      .def_prop_rw("parameters", &Model::parameters, &Model::set_parameters,
                   nb::for_getter(nb::rv_policy::move))
      .def_prop_rw("first_moment", &Model::first_moment, &Model::set_first_moment,
                   nb::for_getter(nb::rv_policy::move))
      .def_prop_rw("second_moment", &Model::second_moment, &Model::set_second_moment,
                   nb::for_getter(nb::rv_policy::move))
      .def_prop_rw("step", &Model::step, &Model::set_step)
      .def("predict", &Model::predict<uint8_t>, x, "threads"_a)
      .def("predict", &Model::predict<float>, x, "threads"_a)
      .def("activations", &Model::activations<uint8_t>, x)
      .def("activations", &Model::activations<float>, x)
      .def("train", &Model::train<uint8_t>, x, y, order, "batch_size"_a, "learning_rates"_a,
           "optimizer"_a, "seed"_a, "epoch"_a, "smoothing"_a, "augment"_a.none(), "threads"_a)
      .def("train", &Model::train<float>, x, y, order, "batch_size"_a, "learning_rates"_a,
           "optimizer"_a, "seed"_a, "epoch"_a, "smoothing"_a, "augment"_a.none(), "threads"_a)
      .def("gradient", &Model::gradient<uint8_t>, x, y, order, "seed"_a, "epoch"_a, "smoothing"_a,
           "threads"_a)
      .def("gradient", &Model::gradient<float>, x, y, order, "seed"_a, "epoch"_a, "smoothing"_a,
           "threads"_a);
}
