#include "../internal.h"

// Winograd's F(2x2, 3x3): 2 x 2 output pixels from 16 products instead of 36, exact in integers because the
// weights' transform is taken twice on each axis, which makes every sum 4 times what it should be.

// Vector extensions that clang and gcc share; 32 bytes become two registers where a set has only 16.
typedef int16_t words16 __attribute__((vector_size(32)));
typedef uint32_t sums8 __attribute__((vector_size(32)));
typedef int32_t signed8 __attribute__((vector_size(32)));

#define PLACES 16
static const int32_t no_start[KILN_BLOCK];

/// Values of one axis for the three weights `w`, twice Winograd's own.
KILN_INLINE void weight_axis(const int32_t *w, ptrdiff_t stride, int32_t *result) {
  const int32_t ends = w[0] + w[2 * stride];
  result[0] = 2 * w[0];
  result[1] = ends + w[stride];
  result[2] = ends - w[stride];
  result[3] = 2 * w[2 * stride];
}

size_t kiln_winograd_weight_bytes(int32_t output_channels, int32_t input_channels) {
  return (size_t)kiln_round_up(output_channels, KILN_BLOCK) * (size_t)input_channels * PLACES * sizeof(int16_t);
}

void kiln_winograd_pack(const void *weights, kiln_weights type, int32_t offset, int32_t output_channels,
                        int32_t input_channels, int16_t *packed) {
  size_t index = 0;
  memset(packed, 0, kiln_winograd_weight_bytes(output_channels, input_channels));
  for (int32_t output = 0; output < output_channels; output++) {
    for (int32_t input = 0; input < input_channels; input++) {
      int32_t kernel[9], rows[4 * 3], places[PLACES];
      for (int tap = 0; tap < 9; tap++) kernel[tap] = offset + kiln_source_weight(weights, type, index++);
      for (int column = 0; column < 3; column++) {
        int32_t axis[4];
        weight_axis(kernel + column, 3, axis);
        for (int row = 0; row < 4; row++) rows[row * 3 + column] = axis[row];
      }
      for (int row = 0; row < 4; row++) weight_axis(rows + row * 3, 1, places + row * 4);
      for (int place = 0; place < PLACES; place++) {
        // As kiln_dense_pack does for one tap, 16 times per block.
        const size_t matrix = ((size_t)(output / KILN_BLOCK) * PLACES + (size_t)place) * (size_t)input_channels;
        const size_t pair = (matrix + (size_t)(input / 2 * 2)) * KILN_BLOCK + (size_t)(output % KILN_BLOCK * 2);
        packed[pair + (size_t)(input % 2)] = (int16_t)places[place];
      }
    }
  }
}

/// One column of a tile's input for 16 channels.
KILN_INLINE void input_column(const int16_t *input, ptrdiff_t row_stride, words16 *result) {
  words16 row[4];
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) memcpy(&row[i], input + i * row_stride, sizeof row[i]);
  result[0] = row[0] - row[2];
  result[1] = row[1] + row[2];
  result[2] = row[2] - row[1];
  result[3] = row[1] - row[3];
}

/// The 16 places of a tile from its four columns.
KILN_INLINE void input_rows(const words16 *a, const words16 *b, const words16 *c, const words16 *d,
                            ptrdiff_t place_stride, int16_t *output) {
#pragma GCC unroll 4
  for (int row = 0; row < 4; row++) {
    const words16 places[4] = {a[row] - c[row], b[row] + c[row], c[row] - b[row], b[row] - d[row]};
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) memcpy(output + (4 * row + i) * place_stride, &places[i], sizeof places[i]);
  }
}

/// One row of tiles; two columns of a tile are the next one's first two.
KILN_INLINE void transform_row(const kiln_winograd *layer, const int16_t *input, ptrdiff_t place_stride,
                               int16_t *output) {
  const int32_t channels = layer->input_channels, tiles = (layer->columns + 1) / 2;
  for (int32_t channel = 0; channel < channels; channel += 16) {
    const int16_t *x = input + channel;
    int16_t *place = output + channel;
    words16 a[4], b[4], c[4], d[4];
    input_column(x, layer->row_stride, a);
    input_column(x + channels, layer->row_stride, b);
    int32_t tile = 0;
    for (; tile + 2 <= tiles; tile += 2, x += 4 * channels, place += 2 * channels) {
      input_column(x + 2 * channels, layer->row_stride, c);
      input_column(x + 3 * channels, layer->row_stride, d);
      input_rows(a, b, c, d, place_stride, place);
      input_column(x + 4 * channels, layer->row_stride, a);
      input_column(x + 5 * channels, layer->row_stride, b);
      input_rows(c, d, a, b, place_stride, place + channels);
    }
    if (tile < tiles) {
      input_column(x + 2 * channels, layer->row_stride, c);
      input_column(x + 3 * channels, layer->row_stride, d);
      input_rows(a, b, c, d, place_stride, place);
    }
  }
}

/// A quarter of a fourfold sum, plus the start value.
KILN_INLINE void store_quarter(const sums8 *sum, const sums8 *start, int32_t *output) {
  const sums8 result = (sums8)((signed8)*sum >> 2) + *start;
  memcpy(output, &result, sizeof result);
}

/// 8 channels of one tile; `rows` and `columns` of its 2 x 2 pixels are stored.
KILN_INLINE void output_tile(const int32_t *places, ptrdiff_t place_stride, const sums8 *start, int rows, int columns,
                             ptrdiff_t row_stride, ptrdiff_t column_stride, int32_t *output) {
  sums8 upper[4], lower[4];
#pragma GCC unroll 4
  for (int column = 0; column < 4; column++) {
    sums8 row[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) memcpy(&row[i], places + (4 * i + column) * place_stride, sizeof row[i]);
    upper[column] = row[0] + row[1] + row[2];
    lower[column] = row[1] - row[2] - row[3];
  }
  const sums8 left[2] = {upper[0] + upper[1] + upper[2], lower[0] + lower[1] + lower[2]};
  const sums8 right[2] = {upper[1] - upper[2] - upper[3], lower[1] - lower[2] - lower[3]};
  for (int row = 0; row < rows; row++) {
    store_quarter(&left[row], start, output + row * row_stride);
    if (columns > 1) store_quarter(&right[row], start, output + row * row_stride + column_stride);
  }
}

/// One row of tiles of one block.
KILN_INLINE void output_row(const kiln_winograd *layer, const int32_t *places, ptrdiff_t place_stride,
                            const int32_t *start, int rows, int32_t *sums) {
  const ptrdiff_t column_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  const ptrdiff_t row_stride = layer->columns * column_stride;
  for (int half = 0; half < KILN_BLOCK; half += 8) {
    sums8 first;
    memcpy(&first, start + half, sizeof first);
    for (int32_t column = 0; column < layer->columns; column += 2) {
      output_tile(places + column / 2 * KILN_BLOCK + half, place_stride, &first, rows,
                  layer->columns - column > 1 ? 2 : 1, row_stride, column_stride,
                  sums + column * column_stride + half);
    }
  }
}

KILN_INLINE void transform(const kiln_winograd *layer, const int16_t *input, int16_t *transformed) {
  const int32_t tile_columns = (layer->columns + 1) / 2, tile_rows = (layer->rows + 1) / 2;
  const ptrdiff_t row_elements = (ptrdiff_t)tile_columns * layer->input_channels;
  for (int32_t row = 0; row < tile_rows; row++) {
    transform_row(layer, input + 2 * row * layer->row_stride, tile_rows * row_elements,
                  transformed + row * row_elements);
  }
}

KILN_INLINE void output_block(const kiln_winograd *layer, int32_t block, const int32_t *products, int32_t *sums) {
  const int32_t tile_columns = (layer->columns + 1) / 2, tile_rows = (layer->rows + 1) / 2;
  const ptrdiff_t row_sums = (ptrdiff_t)layer->columns * layer->block_count * KILN_BLOCK;
  for (int32_t row = 0; row < tile_rows; row++) {
    output_row(layer, products + (ptrdiff_t)row * tile_columns * KILN_BLOCK,
               (ptrdiff_t)tile_rows * tile_columns * KILN_BLOCK, layer->start + block * KILN_BLOCK,
               layer->rows - 2 * row > 1 ? 2 : 1, sums + 2 * row * row_sums + block * KILN_BLOCK);
  }
}

#if KILN_X86
KILN_TARGET("avx2")
static void transform_avx2(const kiln_winograd *layer, const int16_t *input, int16_t *transformed) {
  transform(layer, input, transformed);
}

KILN_TARGET("avx2")
static void output_block_avx2(const kiln_winograd *layer, int32_t block, const int32_t *products, int32_t *sums) {
  output_block(layer, block, products, sums);
}
#endif

void kiln_winograd_transform(const kiln_winograd *layer, const int16_t *input, int16_t *transformed) {
#if KILN_X86
  if (layer->set == KILN_SET_AVX2) {
    transform_avx2(layer, input, transformed);
    return;
  }
#endif
  transform(layer, input, transformed);
}

void kiln_winograd_accumulate(const kiln_winograd *layer, const int16_t *transformed, int32_t *products,
                              int32_t *sums) {
  const int32_t tiles = (layer->rows + 1) / 2 * ((layer->columns + 1) / 2), channels = layer->input_channels;
  const ptrdiff_t run = 0;
  for (int32_t block = 0; block < layer->block_count; block++) {
    for (int32_t place = 0; place < PLACES; place++) {
      const int16_t *matrix = layer->weights + ((ptrdiff_t)block * PLACES + place) * channels * KILN_BLOCK;
      const kiln_dense product = {layer->set, KILN_ROLE_U8_U8, 1, tiles, 0, channels, 1, channels, &run, 1,
                                  matrix,     no_start};
      kiln_dense_accumulate(&product, transformed + (ptrdiff_t)place * tiles * channels,
                            products + (ptrdiff_t)place * tiles * KILN_BLOCK);
    }
#if KILN_X86
    if (layer->set == KILN_SET_AVX2) {
      output_block_avx2(layer, block, products, sums);
      continue;
    }
#endif
    output_block(layer, block, products, sums);
  }
}
