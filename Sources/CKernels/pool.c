#include "internal.h"

KILN_INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

KILN_INLINE void pool_two(const uint8_t *restrict a, const uint8_t *restrict b, const uint8_t *restrict c,
                          const uint8_t *restrict d, int32_t channels, const int is_mean,
                          uint8_t *restrict output) {
  for (int32_t channel = 0; channel < channels; channel++) {
    if (is_mean) {
      output[channel] = (uint8_t)((a[channel] + b[channel] + c[channel] + d[channel]) / 4);
    } else {
      const uint8_t above = a[channel] > b[channel] ? a[channel] : b[channel];
      const uint8_t below = c[channel] > d[channel] ? c[channel] : d[channel];
      output[channel] = above > below ? above : below;
    }
  }
}

/// 4 x 4 windows, which never reach past the edge.
KILN_INLINE void pool_four(const uint8_t *restrict input, ptrdiff_t row_stride, ptrdiff_t column_stride,
                           int32_t channels, const int is_mean, uint8_t *restrict output) {
  for (int32_t channel = 0; channel < channels; channel++) {
    uint32_t result = 0;
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 4; column++) {
        const uint8_t value = input[row * row_stride + column * column_stride + channel];
        result = is_mean ? result + value : value > result ? value : result;
      }
    }
    output[channel] = (uint8_t)(is_mean ? result / 16 : result);
  }
}

KILN_INLINE void pool_pixel(const kiln_pool *pool, const int is_mean, const uint8_t *input, int32_t row,
                            int32_t column, uint8_t *output) {
  const ptrdiff_t row_stride = pool->columns * pool->input_stride;
  const uint8_t *corner = input + row * row_stride + column * pool->input_stride;
  if (pool->side == 4) {
    pool_four(corner, row_stride, pool->input_stride, pool->channels, is_mean, output);
    return;
  }
  const ptrdiff_t below = (smaller(row + 1, pool->rows - 1) - row) * row_stride;
  const ptrdiff_t right = (smaller(column + 1, pool->columns - 1) - column) * pool->input_stride;
  pool_two(corner, corner + right, corner + below, corner + below + right, pool->channels, is_mean, output);
}

#if KILN_X86
/// The largest or the mean of 16 channels of 4 pixels.
KILN_INLINE KILN_TARGET("avx2") __m128i pool_sixteen(const int is_mean, const uint8_t *a, const uint8_t *b,
                                                     const uint8_t *c, const uint8_t *d) {
  const __m128i first = _mm_loadu_si128((const __m128i *)a), second = _mm_loadu_si128((const __m128i *)b);
  const __m128i third = _mm_loadu_si128((const __m128i *)c), fourth = _mm_loadu_si128((const __m128i *)d);
  if (!is_mean) return _mm_max_epu8(_mm_max_epu8(first, second), _mm_max_epu8(third, fourth));
  const __m256i above = _mm256_add_epi16(_mm256_cvtepu8_epi16(first), _mm256_cvtepu8_epi16(second));
  const __m256i below = _mm256_add_epi16(_mm256_cvtepu8_epi16(third), _mm256_cvtepu8_epi16(fourth));
  const __m256i means = _mm256_srli_epi16(_mm256_add_epi16(above, below), 2);
  return _mm_packus_epi16(_mm256_castsi256_si128(means), _mm256_extracti128_si256(means, 1));
}

/// Windows of 2 x 2, at least 16 channels: the last 16 overlap those before them.
KILN_INLINE KILN_TARGET("avx2") void pool_rows_avx2(const kiln_pool *pool, const int is_mean, const uint8_t *input,
                                                    uint8_t *output) {
  const ptrdiff_t row_stride = pool->columns * pool->input_stride;
  const int32_t last = pool->channels - 16;
  for (int32_t row = 0; row < pool->output_rows; row++) {
    const int32_t above = row * pool->stride;
    const ptrdiff_t below = (smaller(above + 1, pool->rows - 1) - above) * row_stride;
    for (int32_t column = 0; column < pool->output_columns; column++) {
      const int32_t left = column * pool->stride;
      const ptrdiff_t right = (smaller(left + 1, pool->columns - 1) - left) * pool->input_stride;
      const uint8_t *corner = input + above * row_stride + left * pool->input_stride;
      for (int32_t channel = 0;; channel = smaller(channel + 16, last)) {
        const uint8_t *at = corner + channel;
        _mm_storeu_si128((__m128i *)(output + channel),
                         pool_sixteen(is_mean, at, at + right, at + below, at + below + right));
        if (channel == last) break;
      }
      output += pool->output_stride;
    }
  }
}

KILN_TARGET("avx2")
static void pool_avx2(const kiln_pool *pool, const uint8_t *input, uint8_t *output) {
  if (pool->is_mean) {
    pool_rows_avx2(pool, 1, input, output);
  } else {
    pool_rows_avx2(pool, 0, input, output);
  }
}
#endif

void kiln_pool_bytes(const kiln_pool *pool, const uint8_t *input, uint8_t *output) {
#if KILN_X86
  const int has_avx2 = pool->set == KILN_SET_AVX2 || pool->set == KILN_SET_AVXVNNI || pool->set == KILN_SET_AVX512VNNI;
  if (has_avx2 && pool->side == 2 && pool->channels >= 16) {
    pool_avx2(pool, input, output);
    return;
  }
#endif
  for (int32_t row = 0; row < pool->output_rows; row++) {
    for (int32_t column = 0; column < pool->output_columns; column++) {
      if (pool->is_mean) {
        pool_pixel(pool, 1, input, row * pool->stride, column * pool->stride, output);
      } else {
        pool_pixel(pool, 0, input, row * pool->stride, column * pool->stride, output);
      }
      output += pool->output_stride;
    }
  }
}

void kiln_pool_rows(const uint8_t *above, const uint8_t *below, int32_t count, uint8_t *output) {
  int32_t window = 0;
#if KILN_X86
  const __m128i even = _mm_set1_epi16(0x00ff);
  for (; window + 8 <= count; window += 8) {
    const __m128i first = _mm_loadu_si128((const __m128i *)(above + 2 * window));
    const __m128i second = _mm_loadu_si128((const __m128i *)(below + 2 * window));
    const __m128i tall = _mm_max_epu8(first, second);
    const __m128i largest = _mm_and_si128(_mm_max_epu8(tall, _mm_srli_epi16(tall, 8)), even);
    _mm_storel_epi64((__m128i *)(output + window), _mm_packus_epi16(largest, largest));
  }
#endif
  for (; window < count; window++) {
    const uint8_t *a = above + 2 * window, *b = below + 2 * window;
    const uint8_t upper = a[0] > a[1] ? a[0] : a[1], lower = b[0] > b[1] ? b[0] : b[1];
    output[window] = upper > lower ? upper : lower;
  }
}

/// The sums of one block.
typedef int32_t sixteen __attribute__((vector_size(4 * KILN_BLOCK)));

/// The largest of each window in 16 channels, terms of pixels included.
KILN_INLINE void largest_sums(const int side, const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms,
                              const int32_t *flips, int32_t *output) {
  sixteen flip, best = {0};
  memcpy(&flip, flips, sizeof flip);
  for (int tap = 0; tap < side * side; tap++) {
    const ptrdiff_t pixel = (ptrdiff_t)(tap / side) * pool->columns + tap % side;
    sixteen value;
    memcpy(&value, sums + pixel * pool->channels, sizeof value);
    if (terms) value += terms[pixel];
    value ^= flip;
    const sixteen is_larger = value > best;
    best = tap == 0 ? value : (value & is_larger) | (best & ~is_larger);
  }
  best ^= flip;
  memcpy(output, &best, sizeof best);
}

KILN_INLINE void pool_windows(const int side, const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms,
                              int32_t *output) {
  for (int32_t row = 0; row < pool->output_rows; row++) {
    for (int32_t column = 0; column < pool->output_columns; column++) {
      const ptrdiff_t pixel = (ptrdiff_t)row * side * pool->columns + column * side;
      for (int32_t channel = 0; channel < pool->channels; channel += KILN_BLOCK) {
        largest_sums(side, pool, sums + pixel * pool->channels + channel, terms ? terms + pixel : NULL,
                     pool->flips + channel, output + channel);
      }
      output += pool->channels;
    }
  }
}

KILN_INLINE void pool_sums(const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms, int32_t *output) {
  if (pool->side == 2) {
    terms ? pool_windows(2, pool, sums, terms, output) : pool_windows(2, pool, sums, NULL, output);
  } else {
    pool_windows(pool->side, pool, sums, terms, output);
  }
}

#if KILN_X86
KILN_TARGET("avx512f,avx512bw,avx512vl")
static void pool_sums_avx512(const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms, int32_t *output) {
  pool_sums(pool, sums, terms, output);
}

KILN_TARGET("avx2")
static void pool_sums_avx2(const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms, int32_t *output) {
  pool_sums(pool, sums, terms, output);
}
#endif

void kiln_pool_sums(const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms, int32_t *output) {
#if KILN_X86
  if (pool->set == KILN_SET_AVX512VNNI) {
    pool_sums_avx512(pool, sums, terms, output);
    return;
  }
  if (pool->set == KILN_SET_AVX2 || pool->set == KILN_SET_AVXVNNI) {
    pool_sums_avx2(pool, sums, terms, output);
    return;
  }
#endif
  pool_sums(pool, sums, terms, output);
}
