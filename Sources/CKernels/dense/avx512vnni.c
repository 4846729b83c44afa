#include "../internal.h"

#if KILN_X86

#if defined(__clang__)
// Its tuning for other processors splits vpdpwssd into a product and a sum, which takes a quarter longer on Zen 4.
#define TUNING ",tune=znver4"
#else
#define TUNING ""
#endif
#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni" TUNING
#define MOST 12
// Variant: weights are vpdpbusd's unsigned operand; two blocks at a time; pairs of words instead of four bytes.
#define WEIGHTS_UNSIGNED 1
#define TWO_BLOCKS 2
#define WORDS 4

/// The products of one step added to a sum.
KILN_INLINE KILN_TARGET(FEATURES) __m512i step(const int variant, __m512i sum, __m512i inputs, __m512i weights) {
  if (variant & WORDS) return _mm512_dpwssd_epi32(sum, inputs, weights);
  return variant & WEIGHTS_UNSIGNED ? _mm512_dpbusd_epi32(sum, weights, inputs)
                                    : _mm512_dpbusd_epi32(sum, inputs, weights);
}

// Up to 12 pixels x 32 channels: 24 sums hide the latency of 5 on two ports. A last odd block takes 16 channels.
KILN_INLINE KILN_TARGET(FEATURES) void tile(const int pixels, const int variant, const kiln_tile *tile,
                                            const uint8_t *input, const void *weights, const int32_t *start,
                                            int32_t *sums) {
  const int blocks = variant & TWO_BLOCKS ? 2 : 1;
  __m512i sum[2][MOST];
  const uint8_t *weight = weights;
  for (int block = 0; block < blocks; block++) {
#pragma GCC unroll 12
    for (int pixel = 0; pixel < pixels; pixel++) sum[block][pixel] = _mm512_loadu_si512(start + 16 * block);
  }
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
    const uint8_t *end = x + tile->run_bytes;
#pragma GCC unroll 2
    for (; x != end; x += 4, weight += 64) {
      const __m512i first = _mm512_loadu_si512(weight);
      const __m512i second = blocks > 1 ? _mm512_loadu_si512(weight + tile->block_bytes) : first;
#pragma GCC unroll 12
      for (int pixel = 0; pixel < pixels; pixel++) {
        int32_t four;
        memcpy(&four, x + pixel * tile->column_stride, 4);
        __m512i all = _mm512_set1_epi32(four);
        if (blocks > 1) KILN_SETTLE(all);
        sum[0][pixel] = step(variant, sum[0][pixel], all, first);
        if (blocks > 1) sum[1][pixel] = step(variant, sum[1][pixel], all, second);
      }
    }
  }
  for (int block = 0; block < blocks; block++) {
#pragma GCC unroll 12
    for (int pixel = 0; pixel < pixels; pixel++) {
      _mm512_storeu_si512(sums + pixel * tile->sums_stride + 16 * block, sum[block][pixel]);
    }
  }
}

KILN_TILES_12(weights_1, KILN_TARGET(FEATURES), WEIGHTS_UNSIGNED)
KILN_TILES_12(weights_2, KILN_TARGET(FEATURES), WEIGHTS_UNSIGNED | TWO_BLOCKS)
KILN_TILES_12(inputs_1, KILN_TARGET(FEATURES), 0)
KILN_TILES_12(inputs_2, KILN_TARGET(FEATURES), TWO_BLOCKS)
KILN_TILES_12(words_1, KILN_TARGET(FEATURES), WORDS)
KILN_TILES_12(words_2, KILN_TARGET(FEATURES), WORDS | TWO_BLOCKS)

const kiln_tiles kiln_tiles_avx512vnni_weights = {
    .pixels = MOST, .blocks = 2, .functions = {KILN_LIST_12(weights_2)},
    .single_pixels = MOST, .singles = {KILN_LIST_12(weights_1)}};
const kiln_tiles kiln_tiles_avx512vnni_inputs = {
    .pixels = MOST, .blocks = 2, .functions = {KILN_LIST_12(inputs_2)},
    .single_pixels = MOST, .singles = {KILN_LIST_12(inputs_1)}};
const kiln_tiles kiln_tiles_avx512vnni_words = {
    .pixels = MOST, .blocks = 2, .functions = {KILN_LIST_12(words_2)},
    .single_pixels = MOST, .singles = {KILN_LIST_12(words_1)}};

#endif
