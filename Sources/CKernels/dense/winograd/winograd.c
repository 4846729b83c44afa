#include "winograd.h"

static const int32_t no_start[WINOGRAD_BLOCKS * KILN_BLOCK];

/// Values of one axis for the three weights `w`, without their fractions.
KILN_INLINE void weight_axis(const int32_t *w, ptrdiff_t stride, int32_t *result) {
  const int32_t ends = w[0] + w[2 * stride], far_ends = w[0] + 4 * w[2 * stride];
  result[0] = w[0];
  result[1] = ends + w[stride];
  result[2] = ends - w[stride];
  result[3] = far_ends + 2 * w[stride];
  result[4] = far_ends - 2 * w[stride];
  result[5] = w[2 * stride];
}

size_t kiln_winograd_weight_bytes(int32_t output_channels, int32_t input_channels) {
  return (size_t)kiln_round_up(output_channels, KILN_BLOCK) * (size_t)input_channels * WINOGRAD_PLACES * sizeof(int16_t);
}

void kiln_winograd_pack(const void *weights, kiln_weights type, int32_t offset, int32_t output_channels,
                        int32_t input_channels, int16_t *packed) {
  size_t index = 0;
  memset(packed, 0, kiln_winograd_weight_bytes(output_channels, input_channels));
  for (int32_t output = 0; output < output_channels; output++) {
    for (int32_t input = 0; input < input_channels; input++) {
      int32_t kernel[9], rows[WINOGRAD_SIDE * 3], places[WINOGRAD_PLACES];
      for (int tap = 0; tap < 9; tap++) kernel[tap] = offset + kiln_source_weight(weights, type, index++);
      for (int column = 0; column < 3; column++) {
        int32_t axis[WINOGRAD_SIDE];
        weight_axis(kernel + column, 3, axis);
        for (int row = 0; row < WINOGRAD_SIDE; row++) rows[row * 3 + column] = axis[row];
      }
      for (int row = 0; row < WINOGRAD_SIDE; row++) weight_axis(rows + row * 3, 1, places + row * WINOGRAD_SIDE);
      for (int place = 0; place < WINOGRAD_PLACES; place++) {
        // As kiln_dense_pack does for one tap, once for each place of a block.
        const size_t matrix =
            ((size_t)(output / KILN_BLOCK) * WINOGRAD_PLACES + (size_t)place) * (size_t)input_channels;
        const size_t pair = (matrix + (size_t)(input / 2 * 2)) * KILN_BLOCK + (size_t)(output % KILN_BLOCK * 2);
        packed[pair + (size_t)(input % 2)] = (int16_t)places[place];
      }
    }
  }
}

/// The transforms that a set takes for input of so many channels.
static const kiln_winograd_transforms *transforms_of(kiln_set set, int32_t input_channels) {
#if KILN_X86
  if (set == KILN_SET_AVX512VNNI && input_channels % 32 == 0) return &kiln_winograd_avx512;
  if (set >= KILN_SET_AVX2) return &kiln_winograd_avx2;
#endif
  (void)set;
  (void)input_channels;
  return &kiln_winograd_portable;
}

void kiln_winograd_transform(const kiln_winograd *layer, const int16_t *input, int16_t *transformed) {
  transforms_of(layer->set, layer->input_channels)->input(layer, input, transformed);
}

void kiln_winograd_accumulate(const kiln_winograd *layer, const int16_t *transformed, int32_t *products,
                              int32_t *sums) {
  const int32_t tiles = winograd_tiles(layer->rows) * winograd_tiles(layer->columns), channels = layer->input_channels;
  const kiln_winograd_transforms *transforms = transforms_of(layer->set, 0);
  const ptrdiff_t run = 0;
  const ptrdiff_t matrix = (ptrdiff_t)channels * KILN_BLOCK;
  for (int32_t block = 0, count; block < layer->block_count; block += count) {
    count = layer->block_count - block < WINOGRAD_BLOCKS ? layer->block_count - block : WINOGRAD_BLOCKS;
    for (int32_t place = 0; place < WINOGRAD_PLACES; place++) {
      const kiln_dense product = {
          .set = layer->set,
          .element_size = 2,
          .rows = 1,
          .columns = tiles,
          .column_stride = channels,
          .run_count = 1,
          .run_length = channels,
          .run_offsets = &run,
          .block_count = count,
          .weights = layer->weights + ((ptrdiff_t)block * WINOGRAD_PLACES + place) * matrix,
          .weight_stride = WINOGRAD_PLACES * matrix * (ptrdiff_t)sizeof(int16_t),
          .start = no_start,
      };
      kiln_dense_accumulate(&product, transformed + (ptrdiff_t)place * tiles * channels,
                            products + (ptrdiff_t)place * tiles * count * KILN_BLOCK);
    }
    transforms->sums(layer, block, count, products, sums);
  }
}
