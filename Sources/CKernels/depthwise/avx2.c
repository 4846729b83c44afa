#include "../internal.h"

#if KILN_X86

// Two taps of a channel side by side make one vpmaddwd operand. Unpacking works within halves of 8 channels,
// so sums and weights are kept in the order 0-3, 8-11 | 4-7, 12-15 until they are stored.
KILN_INLINE KILN_TARGET("avx2") void tile(const int pixels, const kiln_depthwise *layer, const int16_t *input,
                                          const int16_t *weights, const int32_t *start, int32_t *sums) {
  __m256i low[4], high[4];
  const __m256i start_low = _mm256_loadu_si256((const __m256i *)start);
  const __m256i start_high = _mm256_loadu_si256((const __m256i *)(start + 8));
#pragma GCC unroll 4
  for (int pixel = 0; pixel < pixels; pixel++) {
    low[pixel] = _mm256_permute2x128_si256(start_low, start_high, 0x20);
    high[pixel] = _mm256_permute2x128_si256(start_low, start_high, 0x31);
  }
  for (int32_t pair = 0; pair < layer->pair_count; pair++) {
    const int16_t *first = input + layer->tap_offsets[2 * pair];
    const int16_t *second = input + layer->tap_offsets[2 * pair + 1];
    const __m256i weight = _mm256_loadu_si256((const __m256i *)weights);
    const __m256i next = _mm256_loadu_si256((const __m256i *)(weights + 16));
    const __m256i weight_low = _mm256_permute2x128_si256(weight, next, 0x20);
    const __m256i weight_high = _mm256_permute2x128_si256(weight, next, 0x31);
    weights += layer->weight_stride;
#pragma GCC unroll 4
    for (int pixel = 0; pixel < pixels; pixel++) {
      const __m256i a = _mm256_loadu_si256((const __m256i *)(first + pixel * layer->column_stride));
      const __m256i b = _mm256_loadu_si256((const __m256i *)(second + pixel * layer->column_stride));
      low[pixel] =
          _mm256_add_epi32(low[pixel], _mm256_madd_epi16(_mm256_unpacklo_epi16(a, b), weight_low));
      high[pixel] =
          _mm256_add_epi32(high[pixel], _mm256_madd_epi16(_mm256_unpackhi_epi16(a, b), weight_high));
    }
  }
#pragma GCC unroll 4
  for (int pixel = 0; pixel < pixels; pixel++) {
    int32_t *target = sums + pixel * (ptrdiff_t)layer->block_count * KILN_BLOCK;
    _mm256_storeu_si256((__m256i *)target, _mm256_permute2x128_si256(low[pixel], high[pixel], 0x20));
    _mm256_storeu_si256((__m256i *)(target + 8), _mm256_permute2x128_si256(low[pixel], high[pixel], 0x31));
  }
}

KILN_TARGET("avx2")
void kiln_depthwise_row_avx2(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                             const int32_t *start, int32_t *sums) {
  const ptrdiff_t sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  int32_t column = 0;
  for (; column + 4 <= layer->columns; column += 4) {
    tile(4, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride);
  }
  for (; column < layer->columns; column++) {
    tile(1, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride);
  }
}

#endif
