#include "../internal.h"

#if KILN_ARM

// 4 pixels x 16 channels: 16 sums, 4 registers of weights taken apart into even and odd inputs, 4 pairs.
KILN_INLINE void tile(const int pixels, const int variant, const kiln_tile *tile, const uint8_t *input, const void *weights,
                      const int32_t *start, int32_t *sums) {
  (void)variant;
  int32x4_t sum[4][4];
  const int16_t *weight = weights;
#pragma GCC unroll 4
  for (int pixel = 0; pixel < pixels; pixel++) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; part++) sum[pixel][part] = vld1q_s32(start + 4 * part);
  }
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
    const uint8_t *end = x + tile->run_bytes;
    for (; x != end; x += 4, weight += 32) {
      const int16x8x2_t low = vld2q_s16(weight);
      const int16x8x2_t high = vld2q_s16(weight + 16);
#pragma GCC unroll 4
      for (int pixel = 0; pixel < pixels; pixel++) {
        uint32_t bits;
        memcpy(&bits, x + pixel * tile->column_stride, 4);
        const int16x4_t pair = vreinterpret_s16_u32(vdup_n_u32(bits));
        int32x4_t *s = sum[pixel];
        s[0] = vmlal_lane_s16(s[0], vget_low_s16(low.val[0]), pair, 0);
        s[1] = vmlal_high_lane_s16(s[1], low.val[0], pair, 0);
        s[2] = vmlal_lane_s16(s[2], vget_low_s16(high.val[0]), pair, 0);
        s[3] = vmlal_high_lane_s16(s[3], high.val[0], pair, 0);
        s[0] = vmlal_lane_s16(s[0], vget_low_s16(low.val[1]), pair, 1);
        s[1] = vmlal_high_lane_s16(s[1], low.val[1], pair, 1);
        s[2] = vmlal_lane_s16(s[2], vget_low_s16(high.val[1]), pair, 1);
        s[3] = vmlal_high_lane_s16(s[3], high.val[1], pair, 1);
      }
    }
  }
#pragma GCC unroll 4
  for (int pixel = 0; pixel < pixels; pixel++) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; part++) vst1q_s32(sums + pixel * tile->sums_stride + 4 * part, sum[pixel][part]);
  }
}

KILN_TILES_4(tile, , 0)

const kiln_tiles kiln_tiles_neon = {.pixels = 4, .blocks = 1, .functions = {KILN_LIST_4(tile)}};

#endif
