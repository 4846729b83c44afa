#include "internal.h"

// Twelve independent sums per step, as the tiles have. The empty assembly keeps the compiler from moving the
// product, which never changes, out of the loop.
#define SUMS 12

static uint64_t peak_scalar(uint64_t iterations) {
  uint32_t sum[4] = {0};
  uint32_t x = 3, w = 5;
  for (uint64_t i = 0; i < iterations; i++) {
    for (int lane = 0; lane < 4; lane++) {
      __asm__ volatile("" : "+r"(x));
      sum[lane] += x * w;
    }
  }
  __asm__ volatile("" ::"r"(sum[0] + sum[1] + sum[2] + sum[3]));
  return iterations * 4;
}

#if KILN_X86 && !defined(KILN_PORTABLE_X86)

#define LOOP(name, features, vector, start, constraint, step, macs)                              \
  KILN_TARGET(features) static uint64_t name(uint64_t iterations) {                              \
    vector sum[SUMS], x = start, w = start;                                                      \
    _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) sum[i] = start;                      \
    for (uint64_t n = 0; n < iterations; n++) {                                                  \
      __asm__ volatile("" : "+" constraint(x), "+" constraint(w));                               \
      _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) {                                  \
        step;                                                                                    \
        __asm__ volatile("" : "+" constraint(x));                                                \
      }                                                                                          \
    }                                                                                            \
    _Pragma("GCC unroll 12") for (int i = 0; i < SUMS; i++) __asm__ volatile("" ::constraint(sum[i])); \
    return iterations * SUMS * macs;                                                             \
  }

LOOP(peak_sse2, "sse2", __m128i, _mm_set1_epi32(1), "x",
     sum[i] = _mm_add_epi32(sum[i], _mm_madd_epi16(x, w)), 8)
LOOP(peak_avx2, "avx2", __m256i, _mm256_set1_epi32(1), "x",
     sum[i] = _mm256_add_epi32(sum[i], _mm256_madd_epi16(x, w)), 16)
LOOP(peak_avxvnni, "avx2,avxvnni", __m256i, _mm256_set1_epi32(1), "x",
     sum[i] = _mm256_dpbusd_avx_epi32(sum[i], x, w), 32)
LOOP(peak_avx512vnni, "avx512f,avx512vnni", __m512i, _mm512_set1_epi32(1), "v",
     sum[i] = _mm512_dpbusd_epi32(sum[i], x, w), 64)

#elif KILN_ARM

static uint64_t peak_neon(uint64_t iterations) {
  int32x4_t sum[SUMS];
  int16x8_t x = vdupq_n_s16(1), w = vdupq_n_s16(2);
#pragma GCC unroll 12
  for (int i = 0; i < SUMS; i++) sum[i] = vdupq_n_s32(0);
  for (uint64_t n = 0; n < iterations; n++) {
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; i++) {
      __asm__ volatile("" : "+w"(x));
      sum[i] = vmlal_high_s16(sum[i], x, w);
    }
  }
#pragma GCC unroll 12
  for (int i = 0; i < SUMS; i++) __asm__ volatile("" ::"w"(sum[i]));
  return iterations * SUMS * 4;
}

KILN_TARGET("arch=armv8.2-a+dotprod")
static uint64_t peak_dotprod(uint64_t iterations) {
  uint32x4_t sum[SUMS];
  uint8x16_t x = vdupq_n_u8(1), w = vdupq_n_u8(2);
#pragma GCC unroll 12
  for (int i = 0; i < SUMS; i++) sum[i] = vdupq_n_u32(0);
  for (uint64_t n = 0; n < iterations; n++) {
#pragma GCC unroll 12
    for (int i = 0; i < SUMS; i++) {
      __asm__ volatile("" : "+w"(x));
      sum[i] = vdotq_u32(sum[i], x, w);
    }
  }
#pragma GCC unroll 12
  for (int i = 0; i < SUMS; i++) __asm__ volatile("" ::"w"(sum[i]));
  return iterations * SUMS * 16;
}

#endif

uint64_t kiln_peak(kiln_set set, uint64_t iterations) {
  switch (set) {
#if KILN_X86 && !defined(KILN_PORTABLE_X86)
  case KILN_SET_BASELINE:
    return peak_sse2(iterations);
  case KILN_SET_AVX2:
    return peak_avx2(iterations);
  case KILN_SET_AVXVNNI:
    return peak_avxvnni(iterations);
  case KILN_SET_AVX512VNNI:
    return peak_avx512vnni(iterations);
#elif KILN_ARM
  case KILN_SET_BASELINE:
  case KILN_SET_NEON:
    return peak_neon(iterations);
  case KILN_SET_DOTPROD:
    return peak_dotprod(iterations);
#endif
  default:
    return peak_scalar(iterations);
  }
}
