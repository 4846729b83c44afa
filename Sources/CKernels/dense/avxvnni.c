#include "../internal.h"

#if KILN_X86

#define FEATURES "avx2,avxvnni"
// Variant: weights are vpdpbusd's unsigned operand; pairs of words instead of four bytes.
#define WEIGHTS_UNSIGNED 1
#define WORDS 2

/// The products of one step added to a sum.
KILN_INLINE KILN_TARGET(FEATURES) __m256i step(const int variant, __m256i sum, __m256i inputs, __m256i weights) {
  if (variant & WORDS) return _mm256_dpwssd_avx_epi32(sum, inputs, weights);
  return variant & WEIGHTS_UNSIGNED ? _mm256_dpbusd_avx_epi32(sum, weights, inputs)
                                    : _mm256_dpbusd_avx_epi32(sum, inputs, weights);
}

// 6 pixels x 16 channels, four products per lane, or two of words.
KILN_INLINE KILN_TARGET(FEATURES) void tile(const int pixels, const int variant, const kiln_tile *tile,
                                            const uint8_t *input, const void *weights, const int32_t *start,
                                            int32_t *sums) {
  __m256i low[6], high[6];
  const uint8_t *weight = weights;
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    low[pixel] = _mm256_loadu_si256((const __m256i *)start);
    high[pixel] = _mm256_loadu_si256((const __m256i *)(start + 8));
  }
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
    const uint8_t *end = x + tile->run_bytes;
#pragma GCC unroll 2
    for (; x != end; x += 4, weight += 64) {
      const __m256i weight_low = _mm256_loadu_si256((const __m256i *)weight);
      const __m256i weight_high = _mm256_loadu_si256((const __m256i *)(weight + 32));
#pragma GCC unroll 6
      for (int pixel = 0; pixel < pixels; pixel++) {
        int32_t four;
        memcpy(&four, x + pixel * tile->column_stride, 4);
        const __m256i all = _mm256_set1_epi32(four);
        low[pixel] = step(variant, low[pixel], all, weight_low);
        high[pixel] = step(variant, high[pixel], all, weight_high);
      }
    }
  }
#pragma GCC unroll 6
  for (int pixel = 0; pixel < pixels; pixel++) {
    _mm256_storeu_si256((__m256i *)(sums + pixel * tile->sums_stride), low[pixel]);
    _mm256_storeu_si256((__m256i *)(sums + pixel * tile->sums_stride + 8), high[pixel]);
  }
}

KILN_TILES_6(weights, KILN_TARGET(FEATURES), WEIGHTS_UNSIGNED)
KILN_TILES_6(inputs, KILN_TARGET(FEATURES), 0)
KILN_TILES_6(words, KILN_TARGET(FEATURES), WORDS)

const kiln_tiles kiln_tiles_avxvnni_weights = {.pixels = 6, .blocks = 1, .functions = {KILN_LIST_6(weights)}};
const kiln_tiles kiln_tiles_avxvnni_inputs = {.pixels = 6, .blocks = 1, .functions = {KILN_LIST_6(inputs)}};
const kiln_tiles kiln_tiles_avxvnni_words = {.pixels = 6, .blocks = 1, .functions = {KILN_LIST_6(words)}};

#endif
