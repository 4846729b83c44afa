#include "../internal.h"

/// The tiles of a set for words of 16 bits; sets that this object does not hold get the scalar ones.
static const kiln_tiles *word_tiles(kiln_set set) {
  switch (set) {
#if KILN_X86
  case KILN_SET_BASELINE:
    return &kiln_tiles_sse2;
  case KILN_SET_AVX2:
    return &kiln_tiles_avx2;
  case KILN_SET_AVXVNNI:
    return &kiln_tiles_avxvnni_words;
  case KILN_SET_AVX512VNNI:
    return &kiln_tiles_avx512vnni_words;
#elif KILN_ARM
  case KILN_SET_BASELINE:
  case KILN_SET_NEON:
  case KILN_SET_DOTPROD:
    return &kiln_tiles_neon;
#endif
  default:
    return &kiln_tiles_scalar;
  }
}

/// The tiles of a set for bytes, which only some sets read.
static const kiln_tiles *byte_tiles(kiln_set set, kiln_role role) {
  switch (set) {
#if KILN_X86
  case KILN_SET_AVXVNNI:
    return role == KILN_ROLE_U8_U8 ? &kiln_tiles_avxvnni_weights : &kiln_tiles_avxvnni_inputs;
  case KILN_SET_AVX512VNNI:
    return role == KILN_ROLE_U8_U8 ? &kiln_tiles_avx512vnni_weights : &kiln_tiles_avx512vnni_inputs;
#elif KILN_ARM
  case KILN_SET_DOTPROD:
    return role == KILN_ROLE_U8_U8 ? &kiln_tiles_dotprod_unsigned : &kiln_tiles_dotprod_signed;
#endif
  default:
    (void)role;
    return word_tiles(set);
  }
}

/// One row of pixels: as few tiles as possible, of sizes as equal as possible.
static void row_of_tiles(const kiln_tile *tile, const kiln_tile_function *functions, int32_t most,
                         int32_t columns, const uint8_t *input, const uint8_t *weights, const int32_t *start,
                         int32_t *sums) {
  const int32_t tiles = (columns + most - 1) / most;
  const int32_t pixels = columns / tiles;
  const int32_t larger = columns % tiles;
  functions[pixels - 1](tile, input, weights, start, sums, tiles - larger);
  if (larger == 0) return;
  const ptrdiff_t done = (ptrdiff_t)pixels * (tiles - larger);
  functions[pixels](tile, input + done * tile->column_stride, weights, start, sums + done * tile->sums_stride,
                    larger);
}

void kiln_dense_accumulate(const kiln_dense *layer, const void *input, int32_t *sums) {
  const ptrdiff_t size = layer->element_size;
  const kiln_tiles *tiles = size == 2 ? word_tiles(layer->set) : byte_tiles(layer->set, layer->role);
  const kiln_tile tile = {
      .column_stride = layer->column_stride * size,
      .sums_stride = (ptrdiff_t)layer->block_count * KILN_BLOCK,
      .block_bytes = layer->weight_stride != 0 ? layer->weight_stride
                                               : (ptrdiff_t)layer->run_count * layer->run_length * KILN_BLOCK * size,
      .run_offsets = layer->run_offsets,
      .element_size = size,
      .run_count = layer->run_count,
      .run_bytes = layer->run_length * (int32_t)size,
  };
  int32_t rows = layer->rows, columns = layer->columns;
  // Rows that follow each other without a gap are one row, so that narrow maps fill their tiles.
  if (layer->row_stride == columns * layer->column_stride) {
    columns *= rows;
    rows = 1;
  }
  for (int32_t block = 0; block < layer->block_count;) {
    const int is_single = layer->block_count - block < tiles->blocks;
    for (int32_t row = 0; row < rows; row++) {
      row_of_tiles(&tile, is_single ? tiles->singles : tiles->functions,
                   is_single ? tiles->single_pixels : tiles->pixels, columns,
                   (const uint8_t *)input + row * layer->row_stride * size,
                   (const uint8_t *)layer->weights + block * tile.block_bytes, layer->start + block * KILN_BLOCK,
                   sums + (ptrdiff_t)row * columns * tile.sums_stride + block * KILN_BLOCK);
    }
    block += is_single ? 1 : tiles->blocks;
  }
}
