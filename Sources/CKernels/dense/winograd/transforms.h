// Both transforms in vectors of one width, for the files that include this: before it they define WINOGRAD_BYTES, a vector's
// width, WINOGRAD_ATTRIBUTE, and WINOGRAD_TRANSFORMS, the name of the table that they export.
#include "winograd.h"

// Vector extensions that clang and gcc share; a vector becomes several registers where a set's are narrower.
typedef uint16_t words __attribute__((vector_size(WINOGRAD_BYTES)));
typedef uint32_t sums __attribute__((vector_size(WINOGRAD_BYTES)));
typedef int32_t signed_sums __attribute__((vector_size(WINOGRAD_BYTES)));

#define WINOGRAD_INLINE KILN_INLINE WINOGRAD_ATTRIBUTE
#define WORD_LANES (WINOGRAD_BYTES / 2)
#define SUM_LANES (WINOGRAD_BYTES / 4)

/// The six values of one axis from six inputs; magnitudes grow tenfold at most, so that 8 bits by two axes fit s16.
WINOGRAD_INLINE void input_axis(const words *x, ptrdiff_t stride, words *result) {
  const words fourth = x[4 * stride], fifth = x[5 * stride], second = x[2 * stride], third = x[3 * stride];
  const words first = x[stride];
  const words even = fourth - second, odd = third - first, odd_twice = odd + odd;
  const words even_far = fourth - (second << 2), odd_far = third - (first << 2);
  result[0] = even + ((x[0] - second) << 2);
  result[1] = even_far + odd_far;
  result[2] = even_far - odd_far;
  result[3] = even + odd_twice;
  result[4] = even - odd_twice;
  result[5] = fifth - third - (odd << 2);
}

/// One column of a tile's input, transformed.
WINOGRAD_INLINE void input_column(const int16_t *input, ptrdiff_t row_stride, words *result) {
  words row[WINOGRAD_SIDE];
#pragma GCC unroll 6
  for (int i = 0; i < WINOGRAD_SIDE; i++) memcpy(&row[i], input + i * row_stride, sizeof row[i]);
  input_axis(row, 1, result);
}

/// One row of tiles of as many channels as a vector has; two columns of a tile are the next one's first two.
WINOGRAD_INLINE void input_row(const kiln_winograd *layer, const int16_t *input, ptrdiff_t place_stride, int16_t *place) {
  const int32_t channels = layer->input_channels;
  words column[WINOGRAD_SIDE][WINOGRAD_SIDE];
  input_column(input, layer->row_stride, column[0]);
  input_column(input + channels, layer->row_stride, column[1]);
  for (int32_t tile = winograd_tiles(layer->columns); tile > 0; tile--) {
#pragma GCC unroll 4
    for (int i = 2; i < WINOGRAD_SIDE; i++) input_column(input + i * channels, layer->row_stride, column[i]);
#pragma GCC unroll 6
    for (int row = 0; row < WINOGRAD_SIDE; row++) {
      words places[WINOGRAD_SIDE];
      input_axis(&column[0][row], WINOGRAD_SIDE, places);
#pragma GCC unroll 6
      for (int i = 0; i < WINOGRAD_SIDE; i++) {
        memcpy(place + (WINOGRAD_SIDE * row + i) * place_stride, &places[i], sizeof places[i]);
      }
    }
    memcpy(column[0], column[WINOGRAD_TILE], 2 * sizeof column[0]);
    input += WINOGRAD_TILE * channels;
    place += channels;
  }
}

WINOGRAD_ATTRIBUTE static void transform_input(const kiln_winograd *layer, const int16_t *input, int16_t *transformed) {
  const int32_t tile_rows = winograd_tiles(layer->rows);
  const ptrdiff_t row_elements = (ptrdiff_t)winograd_tiles(layer->columns) * layer->input_channels;
  for (int32_t row = 0; row < tile_rows; row++) {
    for (int32_t channel = 0; channel < layer->input_channels; channel += WORD_LANES) {
      input_row(layer, input + WINOGRAD_TILE * row * layer->row_stride + channel, tile_rows * row_elements,
                transformed + row * row_elements + channel);
    }
  }
}

/// Four sums of one axis from six products: 24, 12, 6 and 6 times what is meant.
WINOGRAD_INLINE void sums_axis(const sums *product, sums *result) {
  const sums ones = product[1] + product[2], ones_odd = product[1] - product[2];
  const sums twos = product[3] + product[4], twos_odd = product[3] - product[4];
  result[0] = twos + ((product[0] - ones) << 2) + (product[0] << 1);
  result[1] = twos_odd - (ones_odd << 1);
  result[2] = twos - ones;
  result[3] = ((twos_odd + product[5] + (product[5] << 1)) << 1) - ones_odd;
}

/// Some channels of one tile; `rows` and `columns` of its pixels are stored.
WINOGRAD_INLINE void sums_tile(const int32_t *products, ptrdiff_t place_stride, const int32_t *start, int rows, int columns,
                               ptrdiff_t row_stride, ptrdiff_t column_stride, int32_t *output) {
  // The places of 2 that a row's or a column's sums are too large by, and what takes the 9 off.
  static const int shift[WINOGRAD_TILE] = {3, 2, 1, 1};
  const uint32_t inverse_of_9 = 954437177u;
  sums across[WINOGRAD_TILE][WINOGRAD_SIDE], first;
  memcpy(&first, start, sizeof first);
#pragma GCC unroll 6
  for (int column = 0; column < WINOGRAD_SIDE; column++) {
    sums place[WINOGRAD_SIDE], down[WINOGRAD_TILE];
#pragma GCC unroll 6
    for (int i = 0; i < WINOGRAD_SIDE; i++) {
      memcpy(&place[i], products + (WINOGRAD_SIDE * i + column) * place_stride, sizeof place[i]);
    }
    sums_axis(place, down);
#pragma GCC unroll 4
    for (int i = 0; i < WINOGRAD_TILE; i++) across[i][column] = down[i];
  }
#pragma GCC unroll 4
  for (int row = 0; row < WINOGRAD_TILE; row++) {
    sums pixel[WINOGRAD_TILE];
    if (row >= rows) break;
    sums_axis(across[row], pixel);
#pragma GCC unroll 4
    for (int i = 0; i < WINOGRAD_TILE; i++) {
      const sums sum = (sums)((signed_sums)(pixel[i] * inverse_of_9) >> (shift[row] + shift[i])) + first;
      if (i < columns) memcpy(output + row * row_stride + i * column_stride, &sum, sizeof sum);
    }
  }
}

WINOGRAD_ATTRIBUTE static void transform_sums(const kiln_winograd *layer, int32_t block, int32_t count,
                                              const int32_t *products, int32_t *sums) {
  const int32_t tile_columns = winograd_tiles(layer->columns), tile_rows = winograd_tiles(layer->rows);
  const int32_t channels = count * KILN_BLOCK;
  const ptrdiff_t place_stride = (ptrdiff_t)tile_rows * tile_columns * channels;
  const ptrdiff_t column_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK;
  const ptrdiff_t row_stride = layer->columns * column_stride;
  for (int32_t row = 0; row < layer->rows; row += WINOGRAD_TILE) {
    const int rows = layer->rows - row < WINOGRAD_TILE ? layer->rows - row : WINOGRAD_TILE;
    for (int32_t column = 0; column < layer->columns; column += WINOGRAD_TILE, products += channels) {
      const int columns = layer->columns - column < WINOGRAD_TILE ? layer->columns - column : WINOGRAD_TILE;
      for (int lane = 0; lane < channels; lane += SUM_LANES) {
        int32_t *output = sums + row * row_stride + column * column_stride + block * KILN_BLOCK + lane;
        const int32_t *start = layer->start + block * KILN_BLOCK + lane;
        if (rows == WINOGRAD_TILE && columns == WINOGRAD_TILE) {
          sums_tile(products + lane, place_stride, start, WINOGRAD_TILE, WINOGRAD_TILE, row_stride, column_stride, output);
        } else {
          sums_tile(products + lane, place_stride, start, rows, columns, row_stride, column_stride, output);
        }
      }
    }
  }
}

const kiln_winograd_transforms WINOGRAD_TRANSFORMS = {transform_input, transform_sums};
