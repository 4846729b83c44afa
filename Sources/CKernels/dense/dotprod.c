#include "../internal.h"

#if KILN_ARM

#define FEATURES "arch=armv8.2-a+dotprod"
// Variant: both operands are signed.
#define IS_SIGNED 1

// 4 pixels x 16 channels, four products per lane; both operands unsigned or both signed.
KILN_INLINE KILN_TARGET(FEATURES) void tile(const int pixels, const int variant, const kiln_tile *tile,
                                            const uint8_t *input, const void *weights, const int32_t *start,
                                            int32_t *sums) {
  int32x4_t sum[4][4];
  const uint8_t *weight = weights;
#pragma GCC unroll 4
  for (int pixel = 0; pixel < pixels; pixel++) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; part++) sum[pixel][part] = vld1q_s32(start + 4 * part);
  }
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->element_size;
    const uint8_t *end = x + tile->run_bytes;
    for (; x != end; x += 4, weight += 64) {
      uint8x16_t w[4];
#pragma GCC unroll 4
      for (int part = 0; part < 4; part++) w[part] = vld1q_u8(weight + 16 * part);
#pragma GCC unroll 4
      for (int pixel = 0; pixel < pixels; pixel++) {
        uint32_t bits;
        memcpy(&bits, x + pixel * tile->column_stride, 4);
        const uint8x16_t four = vreinterpretq_u8_u32(vdupq_n_u32(bits));
#pragma GCC unroll 4
        for (int part = 0; part < 4; part++) {
          if (variant & IS_SIGNED) {
            sum[pixel][part] = vdotq_s32(sum[pixel][part], vreinterpretq_s8_u8(w[part]), vreinterpretq_s8_u8(four));
          } else {
            sum[pixel][part] =
                vreinterpretq_s32_u32(vdotq_u32(vreinterpretq_u32_s32(sum[pixel][part]), w[part], four));
          }
        }
      }
    }
  }
#pragma GCC unroll 4
  for (int pixel = 0; pixel < pixels; pixel++) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; part++) vst1q_s32(sums + pixel * tile->sums_stride + 4 * part, sum[pixel][part]);
  }
}

KILN_TILES_4(unsigned, KILN_TARGET(FEATURES), 0)
KILN_TILES_4(signed, KILN_TARGET(FEATURES), IS_SIGNED)

const kiln_tiles kiln_tiles_dotprod_unsigned = {
    .pixels = 4, .blocks = 1, .functions = {KILN_LIST_4(unsigned)}};
const kiln_tiles kiln_tiles_dotprod_signed = {
    .pixels = 4, .blocks = 1, .functions = {KILN_LIST_4(signed)}};

#endif
