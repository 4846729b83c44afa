#include "../internal.h"

#if KILN_X86

/// 4 channels times one pair of inputs of each pixel.
KILN_INLINE void step(const int pixels, const uint8_t *weight, const __m128i *both, __m128i *sum) {
  const __m128i four = _mm_loadu_si128((const __m128i *)weight);
#pragma GCC unroll 2
  for (int pixel = 0; pixel < pixels; pixel++) {
    sum[4 * pixel] = _mm_add_epi32(sum[4 * pixel], _mm_madd_epi16(four, both[pixel]));
  }
}

// 2 pixels x 16 channels: 8 sums, 2 inputs, their 2 pairs, a weight and a product fit 16 registers.
KILN_INLINE void tile(const int pixels, const int variant, const kiln_tile *tile, const uint8_t *input, const void *weights,
                      const int32_t *start, int32_t *sums) {
  (void)variant;
  __m128i sum[8];
  const uint8_t *weight = weights;
#pragma GCC unroll 8
  for (int i = 0; i < 4 * pixels; i++) sum[i] = _mm_loadu_si128((const __m128i *)(start + i % 4 * 4));
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
    const uint8_t *end = x + tile->run_bytes;
    for (; x != end; x += 8, weight += 128) {
      __m128i four[2], both[2];
#pragma GCC unroll 2
      for (int pixel = 0; pixel < pixels; pixel++) {
        four[pixel] = _mm_loadl_epi64((const __m128i *)(x + pixel * tile->column_stride));
        both[pixel] = _mm_shuffle_epi32(four[pixel], 0x00);
      }
#pragma GCC unroll 4
      for (int part = 0; part < 4; part++) step(pixels, weight + 16 * part, both, sum + part);
#pragma GCC unroll 2
      for (int pixel = 0; pixel < pixels; pixel++) both[pixel] = _mm_shuffle_epi32(four[pixel], 0x55);
#pragma GCC unroll 4
      for (int part = 0; part < 4; part++) step(pixels, weight + 64 + 16 * part, both, sum + part);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < 4 * pixels; i++) {
    _mm_storeu_si128((__m128i *)(sums + i / 4 * tile->sums_stride + i % 4 * 4), sum[i]);
  }
}

KILN_TILE(tile_1, , 1, 0)
KILN_TILE(tile_2, , 2, 0)

const kiln_tiles kiln_tiles_sse2 = {.pixels = 2, .blocks = 1, .functions = {tile_1, tile_2}};

#endif
