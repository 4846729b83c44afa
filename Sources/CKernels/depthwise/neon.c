#include "../internal.h"

#if KILN_ARM

KILN_INLINE void eight_channels(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                                const int32_t *start, int32_t *sums) {
  int32x4_t low = vld1q_s32(start);
  int32x4_t high = vld1q_s32(start + 4);
  for (int32_t pair = 0; pair < layer->pair_count; pair++) {
    const int16x8_t a = vld1q_s16(input + layer->tap_offsets[2 * pair]);
    const int16x8_t b = vld1q_s16(input + layer->tap_offsets[2 * pair + 1]);
    const int16x8x2_t weight = vld2q_s16(weights);
    low = vmlal_s16(low, vget_low_s16(a), vget_low_s16(weight.val[0]));
    high = vmlal_high_s16(high, a, weight.val[0]);
    low = vmlal_s16(low, vget_low_s16(b), vget_low_s16(weight.val[1]));
    high = vmlal_high_s16(high, b, weight.val[1]);
    weights += layer->weight_stride;
  }
  vst1q_s32(sums, low);
  vst1q_s32(sums + 4, high);
}

void kiln_depthwise_row_neon(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                             const int32_t *start, int32_t *sums) {
  for (int32_t column = 0; column < layer->columns; column++) {
    eight_channels(layer, input, weights, start, sums);
    eight_channels(layer, input + 8, weights + 16, start + 8, sums + 8);
    input += layer->column_stride;
    sums += (ptrdiff_t)layer->block_count * KILN_BLOCK;
  }
}

#endif
