#include "../internal.h"

#if KILN_X86

// 4 pixels x 8 channels at a time: 8 sums, 2 weights, 2 pairs and a product fit 16 registers.
KILN_INLINE void tile(const int pixels, const int variant, const kiln_tile *tile, const uint8_t *input, const void *weights,
                      const int32_t *start, int32_t *sums) {
  (void)variant;
  for (int half = 0; half < 2; half++) {
    __m128i low[4], high[4];
    const uint8_t *weight = (const uint8_t *)weights + 32 * half;
#pragma GCC unroll 4
    for (int pixel = 0; pixel < pixels; pixel++) {
      low[pixel] = _mm_loadu_si128((const __m128i *)(start + 8 * half));
      high[pixel] = _mm_loadu_si128((const __m128i *)(start + 8 * half + 4));
    }
    for (int32_t run = 0; run < tile->run_count; run++) {
      const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
      const uint8_t *end = x + tile->run_bytes;
#pragma GCC unroll 2
      for (; x != end; x += 4, weight += 64) {
        const __m128i weight_low = _mm_loadu_si128((const __m128i *)weight);
        const __m128i weight_high = _mm_loadu_si128((const __m128i *)(weight + 16));
#pragma GCC unroll 4
        for (int pixel = 0; pixel < pixels; pixel++) {
          int32_t pair;
          memcpy(&pair, x + pixel * tile->column_stride, 4);
          const __m128i both = _mm_set1_epi32(pair);
          low[pixel] = _mm_add_epi32(low[pixel], _mm_madd_epi16(both, weight_low));
          high[pixel] = _mm_add_epi32(high[pixel], _mm_madd_epi16(both, weight_high));
        }
      }
    }
#pragma GCC unroll 4
    for (int pixel = 0; pixel < pixels; pixel++) {
      _mm_storeu_si128((__m128i *)(sums + pixel * tile->sums_stride + 8 * half), low[pixel]);
      _mm_storeu_si128((__m128i *)(sums + pixel * tile->sums_stride + 8 * half + 4), high[pixel]);
    }
  }
}

KILN_TILE(tile_1, , 1, 0)
KILN_TILE(tile_2, , 2, 0)
KILN_TILE(tile_3, , 3, 0)
KILN_TILE(tile_4, , 4, 0)

const kiln_tiles kiln_tiles_sse2 = {.pixels = 4, .blocks = 1, .functions = {tile_1, tile_2, tile_3, tile_4}};

#endif
