// The table of this target's kernels.
#include "kernels/declarations.h"

#define TENFOLD_STRINGIFY(name) #name
#define TENFOLD_NAME(name) TENFOLD_STRINGIFY(name)

namespace tenfold {
namespace TENFOLD_TARGET {

extern const Kernels table;
const Kernels table = {
    TENFOLD_NAME(TENFOLD_TARGET),
    gemm,
    conv_direct,
    conv_direct_pooled,
    conv_thin_pooled,
    winograd_weights,
    conv_winograd,
    conv_winograd_pooled,
    mask_gradient,
    nonzeros_by_channel,
    nonzeros_by_channel_pooled,
    nonzeros_by_position,
    nonzeros_by_position_pooled,
    conv_backward_weights,
    conv_backward_weights_thin,
    conv_backward_weights_thin_pooled,
    conv_backward_input,
    max_pool,
    max_pool_backward,
    adam,
    sgd,
    add,
    from_uint8,
    dropout,
    warp,
    warp_scratch,
    transpose,
};

}  // namespace TENFOLD_TARGET
}  // namespace tenfold
