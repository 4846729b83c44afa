#include "../internal.h"

#if KILN_X86

// 6 pixels x 16 channels: 12 sums, 2 weights and a product leave one of the 16 registers.
KILN_INLINE KILN_TARGET("avx2") void tile(const int pixels, const kiln_tile *tile, const uint8_t *input,
                                          const void *weights, const int32_t *start, int32_t *sums) {
  __m256i low[6], high[6];
  const uint8_t *weight = weights;
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    low[pixel] = _mm256_loadu_si256((const __m256i *)start);
    high[pixel] = _mm256_loadu_si256((const __m256i *)(start + 8));
  }
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->offset_scale;
    const uint8_t *end = x + tile->run_bytes;
    for (; x != end; x += 4, weight += 64) {
      const __m256i weight_low = _mm256_loadu_si256((const __m256i *)weight);
      const __m256i weight_high = _mm256_loadu_si256((const __m256i *)(weight + 32));
#pragma GCC unroll 6
      for (int pixel = 0; pixel < pixels; pixel++) {
        int32_t pair;
        memcpy(&pair, x + pixel * tile->column_stride, 4);
        const __m256i both = _mm256_set1_epi32(pair);
        low[pixel] = _mm256_add_epi32(low[pixel], _mm256_madd_epi16(both, weight_low));
        high[pixel] = _mm256_add_epi32(high[pixel], _mm256_madd_epi16(both, weight_high));
      }
    }
  }
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    _mm256_storeu_si256((__m256i *)(sums + pixel * tile->sums_stride), low[pixel]);
    _mm256_storeu_si256((__m256i *)(sums + pixel * tile->sums_stride + 8), high[pixel]);
  }
}

#define TILE(n)                                                                                              \
  KILN_TARGET("avx2")                                                                                        \
  static void tile_##n(const kiln_tile *t, const uint8_t *x, const void *w, const int32_t *s, int32_t *o) { \
    tile(n, t, x, w, s, o);                                                                                  \
  }
TILE(1)
TILE(2)
TILE(3)
TILE(4)
TILE(5)
TILE(6)

const kiln_tiles kiln_tiles_avx2 = {
    .pixels = 6, .blocks = 1, .functions = {tile_1, tile_2, tile_3, tile_4, tile_5, tile_6}};

#endif
