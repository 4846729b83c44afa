#include "../internal.h"

#if KILN_X86

// Two taps of a channel side by side make one pmaddwd operand; 2 pixels share the weights of 8 channels.
KILN_INLINE void tile(const int pixels, const kiln_depthwise *layer, const int16_t *input,
                      const int16_t *weights, const int32_t *start, int32_t *sums) {
  __m128i low[2], high[2];
#pragma GCC unroll 2
  for (int pixel = 0; pixel < pixels; pixel++) {
    low[pixel] = _mm_loadu_si128((const __m128i *)start);
    high[pixel] = _mm_loadu_si128((const __m128i *)(start + 4));
  }
  for (int32_t pair = 0; pair < layer->pair_count; pair++) {
    const int16_t *first = input + layer->tap_offsets[2 * pair];
    const int16_t *second = input + layer->tap_offsets[2 * pair + 1];
    const __m128i weight_low = _mm_loadu_si128((const __m128i *)weights);
    const __m128i weight_high = _mm_loadu_si128((const __m128i *)(weights + 8));
    weights += layer->weight_stride;
#pragma GCC unroll 2
    for (int pixel = 0; pixel < pixels; pixel++) {
      const __m128i a = _mm_loadu_si128((const __m128i *)(first + pixel * layer->column_stride));
      const __m128i b = _mm_loadu_si128((const __m128i *)(second + pixel * layer->column_stride));
      low[pixel] = _mm_add_epi32(low[pixel], _mm_madd_epi16(_mm_unpacklo_epi16(a, b), weight_low));
      high[pixel] = _mm_add_epi32(high[pixel], _mm_madd_epi16(_mm_unpackhi_epi16(a, b), weight_high));
    }
  }
#pragma GCC unroll 2
  for (int pixel = 0; pixel < pixels; pixel++) {
    int32_t *target = sums + pixel * (ptrdiff_t)layer->block_count * KILN_BLOCK;
    _mm_storeu_si128((__m128i *)target, low[pixel]);
    _mm_storeu_si128((__m128i *)(target + 4), high[pixel]);
  }
}

void kiln_depthwise_row_sse2(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                             const int32_t *start, int32_t *sums) {
  const ptrdiff_t sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  for (int half = 0; half < 2; half++) {
    int32_t column = 0;
    for (; column + 2 <= layer->columns; column += 2) {
      tile(2, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride);
    }
    for (; column < layer->columns; column++) {
      tile(1, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride);
    }
    input += 8, weights += 16, start += 8, sums += 8;
  }
}

#endif
