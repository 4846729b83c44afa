#include "../internal.h"

KILN_INLINE void tile(const int pixels, const int variant, const kiln_tile *tile, const uint8_t *input,
                      const void *weights, const int32_t *start, int32_t *sums) {
  (void)pixels;
  (void)variant;
  uint32_t sum[KILN_BLOCK];
  const int16_t *weight = weights;
  for (int lane = 0; lane < KILN_BLOCK; lane++) sum[lane] = (uint32_t)start[lane];
  for (int32_t run = 0; run < tile->run_count; run++) {
    const int16_t *x = (const int16_t *)(const void *)(input + tile->run_offsets[run] * tile->element_size);
    for (int32_t step = 0; step < tile->run_bytes / 4; step++) {
      for (int lane = 0; lane < KILN_BLOCK; lane++) {
        sum[lane] += (uint32_t)(x[2 * step] * weight[2 * lane] + x[2 * step + 1] * weight[2 * lane + 1]);
      }
      weight += 2 * KILN_BLOCK;
    }
  }
  for (int lane = 0; lane < KILN_BLOCK; lane++) sums[lane] = (int32_t)sum[lane];
}

KILN_TILE(tile_1, , 1, 0)

const kiln_tiles kiln_tiles_scalar = {.pixels = 1, .blocks = 1, .functions = {tile_1}};
