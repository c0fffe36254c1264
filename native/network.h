// A network's parameters and its passes over images.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "plan.h"

namespace tenfold {

// Images as the caller holds them: one of the two pointers is set.
struct Images {
  const uint8_t* bytes = nullptr;  // scaled to [0, 1] on the way in
  const float* floats = nullptr;
  size_t count = 0;
};

// What one thread needs to take images through the network, a few at a time.
struct Workspace {
  Floats activations;             // (images, image_floats)
  AlignedVector<uint8_t> argmax;  // (images, image_bytes)
  Floats gradients;               // (2, image_floats): the map above and the map below
  Floats winograd;
  Floats warp;
  std::vector<int32_t> list_ends;
  std::vector<Entry> entries;
};

// Rows of every feature matrix and of its gradient, for a whole minibatch or for a few images.
struct Features {
  using Matrices = std::vector<Floats>;  // [matrix](rows, width)
  Matrices values, gradients;

  static float* row(Matrices& matrices, size_t matrix, int row, size_t width) {
    return matrices[matrix].data() + static_cast<size_t>(row) * width;
  }
};

// What dropout and augmentation draw from; training only.
struct Draw {
  uint64_t seed, epoch;
  const Warp* warp;  // nullptr: images as they are
};

// What one dropout layer draws with for one image.
uint64_t dropout_key(const Draw& draw, int64_t image, const DropoutLayer& dropout);

class Network {
 public:
  // Images that a thread takes together, so that dense weights are read once for all of them.
  static constexpr int kGroup = 4;

  explicit Network(Plan plan);

  const Plan& plan() const { return plan_; }
  Floats& parameters() { return parameters_; }

  // Derived weights: Winograd's and the transposed ones of the backward pass. pack_item() does a
  // part of it, so that threads can share the work.
  int pack_items() const;
  void pack_item(int item, bool backward);

  void reserve(Workspace& workspace, bool backward) const;
  void reserve(Features& features, size_t rows, bool backward) const;

  // One image, augmented, into the input map. Its scratch comes from a Workspace.
  void load_warped(const Images& images, int64_t index, const Draw& draw, Floats& scratch,
                   float* map) const;

  // Rows [first, first + count) of features from images [index[0] … index[count)).
  void forward(const Images& images, const int64_t* index, int count, int first, Features& features,
               Workspace& workspace, const Draw* draw) const;

  // From the gradient of the last feature matrix to that of the first, then through the maps;
  // convolution gradients are added to conv_gradients.
  void backward(const int64_t* index, int count, int first, Features& features,
                Workspace& workspace, const Draw& draw, float* conv_gradients) const;

  // The flat gradient in pieces that threads share: parts of dense kernels from the features of
  // `count` images, and blocks of convolution channels summed over the slices.
  int gradient_items() const;
  void gradient_item(int item, Features& features, int count, std::vector<Floats>& slices,
                     int slice_count, float* gradient) const;

  static void softmax(float* logits, int units);

  // Probabilities (or linear outputs) of all images: out (count, units). False when poll said stop.
  bool predict(const Images& images, int threads, float* out, const std::function<bool()>& poll);

  // One image's activation behind every map layer, then every dense layer, without padding.
  void activations(const Images& images, size_t index, const std::vector<float*>& out);

 private:
  void load(const Images& images, int64_t index, float* cells, ptrdiff_t row) const;
  void copy_output(const float* row, float* out) const;
  void forward_maps(const int64_t* index, int count, Workspace& workspace, const Draw* draw) const;
  void forward_dense(const DenseLayer& dense, const float* x, int count, float* y) const;
  void forward_conv(const ConvLayer& conv, const MapLayer& layer, int count,
                    Workspace& workspace) const;
  void backward_features(const int64_t* index, int count, int first, Features& features,
                         const Draw& draw) const;
  void backward_maps(int64_t index, const float* gradient, const float* image,
                     const uint8_t* argmax, Workspace& workspace, const Draw& draw,
                     float* conv_gradients) const;
  void backward_conv(const ConvLayer& conv, const MapLayer& layer, const float* image,
                     const uint8_t* argmax, float* g, float* dx, Workspace& workspace,
                     float* conv_gradients) const;
  void dense_gradient(const FeatureLayer& layer, Features& features, int count, int part,
                      float* gradient) const;
  void conv_gradient(const ConvLayer& conv, std::vector<Floats>& slices, int slice_count, int block,
                     float* gradient) const;
  void pack_winograd(const ConvLayer& conv);
  void pack_conv(const ConvLayer& conv);
  void pack_dense(const DenseLayer& dense);

  Plan plan_;
  const Kernels& kernels_;
  Floats parameters_, packed_;
  std::vector<Workspace> workspaces_;
  std::vector<Features> features_;
};

}  // namespace tenfold
