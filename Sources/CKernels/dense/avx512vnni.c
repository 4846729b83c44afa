#include "../internal.h"

#if KILN_X86

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#define MOST 12

// Up to 12 pixels x 32 channels: 24 sums hide the latency of 5 on two ports. A last odd block takes 16 channels.
KILN_INLINE KILN_TARGET(FEATURES) void tile(const int pixels, const int blocks, const int weights_unsigned,
                                            const kiln_tile *tile, const uint8_t *input, const void *weights,
                                            const int32_t *start, int32_t *sums) {
  __m512i sum[2][MOST];
  const uint8_t *weight = weights;
  for (int block = 0; block < blocks; block++) {
#pragma GCC unroll 12
    for (int pixel = 0; pixel < pixels; pixel++) sum[block][pixel] = _mm512_loadu_si512(start + 16 * block);
  }
  for (int32_t run = 0; run < tile->run_count; run++) {
    const uint8_t *x = input + tile->run_offsets[run] * tile->offset_scale;
    const uint8_t *end = x + tile->run_bytes;
    for (; x != end; x += 4, weight += 64) {
      const __m512i first = _mm512_loadu_si512(weight);
      const __m512i second = blocks > 1 ? _mm512_loadu_si512(weight + tile->block_bytes) : first;
#pragma GCC unroll 12
      for (int pixel = 0; pixel < pixels; pixel++) {
        int32_t four;
        memcpy(&four, x + pixel * tile->column_stride, 4);
        const __m512i all = _mm512_set1_epi32(four);
        sum[0][pixel] = weights_unsigned ? _mm512_dpbusd_epi32(sum[0][pixel], first, all)
                                         : _mm512_dpbusd_epi32(sum[0][pixel], all, first);
        if (blocks > 1) {
          sum[1][pixel] = weights_unsigned ? _mm512_dpbusd_epi32(sum[1][pixel], second, all)
                                           : _mm512_dpbusd_epi32(sum[1][pixel], all, second);
        }
      }
    }
  }
  for (int block = 0; block < blocks; block++) {
#pragma GCC unroll 12
    for (int pixel = 0; pixel < pixels; pixel++) {
      _mm512_storeu_si512(sums + pixel * tile->sums_stride + 16 * block, sum[block][pixel]);
    }
  }
}

#define TILE(name, n, blocks, weights_unsigned)                                                              \
  KILN_TARGET(FEATURES)                                                                                      \
  static void name##_##blocks##_##n(const kiln_tile *t, const uint8_t *x, const void *w, const int32_t *s, \
                                    int32_t *o) {                                                            \
    tile(n, blocks, weights_unsigned, t, x, w, s, o);                                                        \
  }
#define TILES(name, blocks, weights_unsigned)                                                             \
  TILE(name, 1, blocks, weights_unsigned)                                                                 \
  TILE(name, 2, blocks, weights_unsigned)                                                                 \
  TILE(name, 3, blocks, weights_unsigned)                                                                 \
  TILE(name, 4, blocks, weights_unsigned)                                                                 \
  TILE(name, 5, blocks, weights_unsigned)                                                                 \
  TILE(name, 6, blocks, weights_unsigned)                                                                 \
  TILE(name, 7, blocks, weights_unsigned)                                                                 \
  TILE(name, 8, blocks, weights_unsigned)                                                                 \
  TILE(name, 9, blocks, weights_unsigned)                                                                 \
  TILE(name, 10, blocks, weights_unsigned)                                                                \
  TILE(name, 11, blocks, weights_unsigned)                                                                \
  TILE(name, 12, blocks, weights_unsigned)
#define LIST(name)                                                                                        \
  {name##_1, name##_2, name##_3, name##_4,  name##_5,  name##_6,                                          \
   name##_7, name##_8, name##_9, name##_10, name##_11, name##_12}
TILES(weights, 1, 1)
TILES(weights, 2, 1)
TILES(inputs, 1, 0)
TILES(inputs, 2, 0)

const kiln_tiles kiln_tiles_avx512vnni_weights = {
    .pixels = MOST, .blocks = 2, .functions = LIST(weights_2), .single_pixels = MOST, .singles = LIST(weights_1)};
const kiln_tiles kiln_tiles_avx512vnni_inputs = {
    .pixels = MOST, .blocks = 2, .functions = LIST(inputs_2), .single_pixels = MOST, .singles = LIST(inputs_1)};

#endif
