#include "../internal.h"

#if KILN_X86

/// One pair of inputs of up to 6 pixels times 16 channels.
KILN_INLINE KILN_TARGET("avx2") void step(const int pixels, const uint8_t *x, const uint8_t *upper_x,
                                          ptrdiff_t stride, const uint8_t *weight, __m256i *low, __m256i *high) {
  const __m256i weight_low = _mm256_loadu_si256((const __m256i *)weight);
  const __m256i weight_high = _mm256_loadu_si256((const __m256i *)(weight + 32));
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    int32_t pair;
    memcpy(&pair, pixel < 3 ? x + pixel * stride : upper_x + (pixel - 3) * stride, 4);
    const __m256i both = _mm256_set1_epi32(pair);
    low[pixel] = _mm256_add_epi32(low[pixel], _mm256_madd_epi16(both, weight_low));
    high[pixel] = _mm256_add_epi32(high[pixel], _mm256_madd_epi16(both, weight_high));
  }
}

// 6 pixels x 16 channels: 12 sums, 2 weights and a product leave one of the 16 registers.
KILN_INLINE KILN_TARGET("avx2") void tile(const int pixels, const int variant, const kiln_tile *tile, const uint8_t *input,
                                          const void *weights, const int32_t *start, int32_t *sums) {
  (void)variant;
  __m256i low[6], high[6];
  const uint8_t *weight = weights;
  const ptrdiff_t stride = tile->column_stride;
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    low[pixel] = _mm256_loadu_si256((const __m256i *)start);
    high[pixel] = _mm256_loadu_si256((const __m256i *)(start + 8));
  }
  const int32_t run_bytes = tile->run_bytes;
  int32_t run = 0;
  do {
    const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
    const uint8_t *end = x + run_bytes;
    // Two addresses, of the first and the fourth pixel, reach all six.
    const uint8_t *upper_x = x + 3 * stride;
    do {
      step(pixels, x, upper_x, stride, weight, low, high);
      step(pixels, x + 4, upper_x + 4, stride, weight + 64, low, high);
      x += 8;
      upper_x += 8;
      weight += 128;
    } while (x != end);
  } while (++run < tile->run_count);
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    _mm256_storeu_si256((__m256i *)(sums + pixel * tile->sums_stride), low[pixel]);
    _mm256_storeu_si256((__m256i *)(sums + pixel * tile->sums_stride + 8), high[pixel]);
  }
}

KILN_TILES_6(tile, KILN_TARGET("avx2"), 0)

const kiln_tiles kiln_tiles_avx2 = {.pixels = 6, .blocks = 1, .functions = {KILN_LIST_6(tile)}};

#endif
