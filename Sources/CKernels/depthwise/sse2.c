#include "../internal.h"

#if KILN_X86

KILN_INLINE void eight_channels(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                                const int32_t *start, int32_t *sums) {
  __m128i low = _mm_loadu_si128((const __m128i *)start);
  __m128i high = _mm_loadu_si128((const __m128i *)(start + 4));
  for (int32_t pair = 0; pair < layer->pair_count; pair++) {
    const __m128i a = _mm_loadu_si128((const __m128i *)(input + layer->tap_offsets[2 * pair]));
    const __m128i b = _mm_loadu_si128((const __m128i *)(input + layer->tap_offsets[2 * pair + 1]));
    const __m128i weight_low = _mm_loadu_si128((const __m128i *)weights);
    const __m128i weight_high = _mm_loadu_si128((const __m128i *)(weights + 8));
    low = _mm_add_epi32(low, _mm_madd_epi16(_mm_unpacklo_epi16(a, b), weight_low));
    high = _mm_add_epi32(high, _mm_madd_epi16(_mm_unpackhi_epi16(a, b), weight_high));
    weights += layer->weight_stride;
  }
  _mm_storeu_si128((__m128i *)sums, low);
  _mm_storeu_si128((__m128i *)(sums + 4), high);
}

void kiln_depthwise_row_sse2(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                             const int32_t *start, int32_t *sums) {
  for (int32_t column = 0; column < layer->columns; column++) {
    eight_channels(layer, input, weights, start, sums);
    eight_channels(layer, input + 8, weights + 16, start + 8, sums + 8);
    input += layer->column_stride;
    sums += (ptrdiff_t)layer->block_count * KILN_BLOCK;
  }
}

#endif
