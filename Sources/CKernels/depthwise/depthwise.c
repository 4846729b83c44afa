#include "../internal.h"

void kiln_depthwise_row_scalar(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                               const int32_t *start, int32_t *sums) {
  for (int32_t column = 0; column < layer->columns; column++) {
    uint32_t sum[KILN_BLOCK];
    for (int lane = 0; lane < KILN_BLOCK; lane++) sum[lane] = (uint32_t)start[lane];
    for (int32_t pair = 0; pair < layer->pair_count; pair++) {
      const int16_t *first = input + layer->tap_offsets[2 * pair];
      const int16_t *second = input + layer->tap_offsets[2 * pair + 1];
      const int16_t *weight = weights + pair * layer->weight_stride;
      for (int lane = 0; lane < KILN_BLOCK; lane++) {
        sum[lane] += (uint32_t)(first[lane] * weight[2 * lane] + second[lane] * weight[2 * lane + 1]);
      }
    }
    for (int lane = 0; lane < KILN_BLOCK; lane++) sums[lane] = (int32_t)sum[lane];
    input += layer->column_stride;
    sums += (ptrdiff_t)layer->block_count * KILN_BLOCK;
  }
}

/// The row function of a set.
static kiln_depthwise_function row_of(kiln_set set) {
  switch (set) {
#if KILN_X86
  case KILN_SET_BASELINE:
    return kiln_depthwise_row_sse2;
  case KILN_SET_AVX2:
  case KILN_SET_AVXVNNI:
    return kiln_depthwise_row_avx2;
  case KILN_SET_AVX512VNNI:
    return kiln_depthwise_row_avx512;
#elif KILN_ARM
  case KILN_SET_BASELINE:
  case KILN_SET_NEON:
  case KILN_SET_DOTPROD:
    return kiln_depthwise_row_neon;
#endif
  default:
    return kiln_depthwise_row_scalar;
  }
}

void kiln_depthwise_accumulate(const kiln_depthwise *layer, const int16_t *input, int32_t *sums) {
  const kiln_depthwise_function function = row_of(layer->set);
  const ptrdiff_t sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  for (int32_t row = 0; row < layer->rows; row++) {
    for (int32_t block = 0; block < layer->block_count; block++) {
      const ptrdiff_t channel = (ptrdiff_t)block * KILN_BLOCK;
      function(layer, input + row * layer->row_stride + channel, layer->weights + 2 * channel,
               layer->start + channel, sums + (ptrdiff_t)row * layer->columns * sums_stride + channel);
    }
  }
}
