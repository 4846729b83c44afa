#include "../internal.h"

#if KILN_X86

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"

// One block: 16 channels of two taps widen into one register of 16 pairs, so nothing is permuted.
KILN_INLINE KILN_TARGET(FEATURES) void tile(const int pixels, const kiln_depthwise *layer, const int16_t *input,
                                            const int16_t *weights, const int32_t *start, int32_t *sums) {
  __m512i sum[8];
#pragma GCC unroll 8
  for (int pixel = 0; pixel < pixels; pixel++) sum[pixel] = _mm512_loadu_si512(start);
  for (int32_t pair = 0; pair < layer->pair_count; pair++) {
    const int16_t *first = input + layer->tap_offsets[2 * pair];
    const int16_t *second = input + layer->tap_offsets[2 * pair + 1];
    const __m512i weight = _mm512_loadu_si512(weights);
    weights += layer->weight_stride;
#pragma GCC unroll 8
    for (int pixel = 0; pixel < pixels; pixel++) {
      const __m256i a = _mm256_loadu_si256((const __m256i *)(first + pixel * layer->column_stride));
      const __m256i b = _mm256_loadu_si256((const __m256i *)(second + pixel * layer->column_stride));
      const __m512i even = _mm512_cvtepu16_epi32(a);
      const __m512i pairs = _mm512_or_si512(even, _mm512_slli_epi32(_mm512_cvtepu16_epi32(b), 16));
      sum[pixel] = _mm512_add_epi32(sum[pixel], _mm512_madd_epi16(pairs, weight));
    }
  }
#pragma GCC unroll 8
  for (int pixel = 0; pixel < pixels; pixel++) {
    _mm512_storeu_si512(sums + pixel * (ptrdiff_t)layer->block_count * KILN_BLOCK, sum[pixel]);
  }
}

KILN_TARGET(FEATURES)
void kiln_depthwise_row_avx512(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                               const int32_t *start, int32_t *sums) {
  const ptrdiff_t sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  int32_t column = 0;
  for (; column + 8 <= layer->columns; column += 8) {
    tile(8, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride);
  }
  for (; column < layer->columns; column++) {
    tile(1, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride);
  }
}

#endif
