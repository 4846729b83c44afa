#include "../internal.h"

#if KILN_X86

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"

/// 16 channels of two taps as 16 pairs; they widen into place, so that nothing is permuted.
KILN_INLINE KILN_TARGET(FEATURES) __m512i pairs_of(const int16_t *first, const int16_t *second) {
  const __m512i even = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)first));
  const __m512i odd = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)second));
  return _mm512_or_si512(even, _mm512_slli_epi32(odd, 16));
}

/// One block of `pixels` pixels side by side, any taps.
KILN_INLINE KILN_TARGET(FEATURES) void tile(const int pixels, const kiln_depthwise *layer, const int16_t *input,
                                            const int16_t *weights, const int32_t *start, int32_t *sums) {
  __m512i sum[8];
#pragma GCC unroll 8
  for (int pixel = 0; pixel < pixels; pixel++) sum[pixel] = _mm512_loadu_si512(start);
  for (int32_t pair = 0; pair < layer->pair_count; pair++) {
    const int16_t *first = input + layer->tap_offsets[2 * pair];
    const int16_t *second = input + layer->tap_offsets[2 * pair + 1];
    const __m512i weight = _mm512_loadu_si512(weights);
    weights += layer->weight_stride;
#pragma GCC unroll 8
    for (int pixel = 0; pixel < pixels; pixel++) {
      const ptrdiff_t offset = pixel * layer->column_stride;
      sum[pixel] = _mm512_dpwssd_epi32(sum[pixel], pairs_of(first + offset, second + offset), weight);
    }
  }
#pragma GCC unroll 8
  for (int pixel = 0; pixel < pixels; pixel++) {
    _mm512_storeu_si512(sums + pixel * (ptrdiff_t)layer->block_count * KILN_BLOCK, sum[pixel]);
  }
}

/// The weights of a 3 x 3 kernel by columns: the upper two rows as pairs, the lowest one beside zeros.
typedef struct columns {
  __m512i upper[3], lower[3];
} columns;

/// One tap's weights in the even places, zeros in the odd ones; packed are pairs of taps that follow each other.
KILN_INLINE KILN_TARGET(FEATURES) __m512i tap_of(const kiln_depthwise *layer, const int16_t *weights, const int tap) {
  const __m512i pair = _mm512_loadu_si512(weights + tap / 2 * layer->weight_stride);
  return tap % 2 == 0 ? _mm512_and_si512(pair, _mm512_set1_epi32(0xFFFF)) : _mm512_srli_epi32(pair, 16);
}

KILN_INLINE KILN_TARGET(FEATURES) columns columns_of(const kiln_depthwise *layer, const int16_t *weights) {
  columns found;
#pragma GCC unroll 3
  for (int column = 0; column < 3; column++) {
    const __m512i second = _mm512_slli_epi32(tap_of(layer, weights, 3 + column), 16);
    found.upper[column] = _mm512_or_si512(tap_of(layer, weights, column), second);
    found.lower[column] = tap_of(layer, weights, 6 + column);
  }
  return found;
}

/// One block of `pixels` pixels of a 3 x 3 kernel: each column of the input is paired once for all pixels that see it.
KILN_INLINE KILN_TARGET(FEATURES) void tile_by_columns(const int pixels, const int step, const kiln_depthwise *layer,
                                                       const columns *weights, const int16_t *input,
                                                       const int32_t *start, int32_t *sums) {
  const ptrdiff_t column_stride = layer->column_stride / step;
  const int16_t *second = input + (layer->tap_offsets[3] - layer->tap_offsets[0]);
  const int16_t *third = input + (layer->tap_offsets[6] - layer->tap_offsets[0]);
  __m512i sum[8];
#pragma GCC unroll 8
  for (int pixel = 0; pixel < pixels; pixel++) sum[pixel] = _mm512_loadu_si512(start);
#pragma GCC unroll 17
  for (int column = 0; column < step * (pixels - 1) + 3; column++) {
    const ptrdiff_t offset = column * column_stride;
    const __m512i upper = pairs_of(input + offset, second + offset);
    const __m512i lower = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)(third + offset)));
#pragma GCC unroll 3
    for (int tap = 0; tap < 3; tap++) {
      const int pixel = (column - tap) / step;
      if (column < tap || (column - tap) % step != 0 || pixel >= pixels) continue;
      sum[pixel] = _mm512_dpwssd_epi32(sum[pixel], upper, weights->upper[tap]);
      sum[pixel] = _mm512_dpwssd_epi32(sum[pixel], lower, weights->lower[tap]);
    }
  }
#pragma GCC unroll 8
  for (int pixel = 0; pixel < pixels; pixel++) {
    _mm512_storeu_si512(sums + pixel * (ptrdiff_t)layer->block_count * KILN_BLOCK, sum[pixel]);
  }
}

/// A row in tiles of `count` pixels; the last ones overlap those before them, narrow rows are done by single pixels.
#define ROW(count, one, many)                                               \
  int32_t column = 0;                                                       \
  if (layer->columns < count) {                                             \
    for (; column < layer->columns; column++) one;                          \
    return;                                                                 \
  }                                                                         \
  for (;; column = column + 2 * count <= layer->columns ? column + count : layer->columns - count) { \
    many;                                                                   \
    if (column + count == layer->columns) break;                            \
  }

#define TILE(count) tile(count, layer, input + column * layer->column_stride, weights, start, sums + column * sums_stride)
#define TILE_BY_COLUMNS(count, step)                                                                  \
  tile_by_columns(count, step, layer, &columns, input + layer->tap_offsets[0] + column * layer->column_stride, start, \
                  sums + column * sums_stride)

KILN_INLINE KILN_TARGET(FEATURES) void row_of_any(const kiln_depthwise *layer, const int16_t *input,
                                                  const int16_t *weights, const int32_t *start, int32_t *sums) {
  const ptrdiff_t sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  ROW(8, TILE(1), TILE(8))
}

KILN_INLINE KILN_TARGET(FEATURES) void row_by_columns(const int step, const kiln_depthwise *layer,
                                                      const int16_t *input, const int16_t *weights,
                                                      const int32_t *start, int32_t *sums) {
  const ptrdiff_t sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  const columns columns = columns_of(layer, weights);
  if (layer->columns < 8) {
    ROW(4, TILE_BY_COLUMNS(1, step), TILE_BY_COLUMNS(4, step))
  } else {
    ROW(8, TILE_BY_COLUMNS(1, step), TILE_BY_COLUMNS(8, step))
  }
}

/// 1 or 2 when the taps are a 3 x 3 kernel whose columns are that part of the way to the next output pixel; else 0.
static int step_of(const kiln_depthwise *layer) {
  const ptrdiff_t *offset = layer->tap_offsets;
  if (layer->pair_count != 5) return 0;
  const ptrdiff_t column = offset[1] - offset[0];
  for (int tap = 0; tap < 9; tap++) {
    if (offset[tap] != offset[tap / 3 * 3] + tap % 3 * column) return 0;
  }
  return column == layer->column_stride ? 1 : 2 * column == layer->column_stride ? 2 : 0;
}

KILN_TARGET(FEATURES)
void kiln_depthwise_row_avx512(const kiln_depthwise *layer, const int16_t *input, const int16_t *weights,
                               const int32_t *start, int32_t *sums) {
  const int step = step_of(layer);
  if (step == 1) {
    row_by_columns(1, layer, input, weights, start, sums);
  } else if (step == 2) {
    row_by_columns(2, layer, input, weights, start, sums);
  } else {
    row_of_any(layer, input, weights, start, sums);
  }
}

#endif
