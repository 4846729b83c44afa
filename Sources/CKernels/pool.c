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

void kiln_pool_bytes(const kiln_pool *pool, const uint8_t *input, uint8_t *output) {
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
