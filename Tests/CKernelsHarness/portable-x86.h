// The x86 intrinsics that the kernels use, in portable C: SIMDe's, and what Debian's version of it lacks.
// Each function below is written from the instruction's description in Intel's intrinsics guide.
#ifndef PORTABLE_X86_H
#define PORTABLE_X86_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>

#include <math.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t __mmask8;
typedef uint16_t __mmask16;
#ifndef _MM_FROUND_NO_EXC
#define _MM_FROUND_NO_EXC 8
#endif
#define _mm256_dpbusd_avx_epi32 simde_mm256_dpbusd_epi32
#define _mm256_dpwssd_avx_epi32 simde_mm256_dpwssd_epi32

static inline __m512i portable_srai_epi32(__m512i a, int count) {
  int32_t lanes[16];
  memcpy(lanes, &a, sizeof a);
  for (int i = 0; i < 16; i++) lanes[i] >>= count;
  memcpy(&a, lanes, sizeof a);
  return a;
}
#undef _mm512_srai_epi32
#define _mm512_srai_epi32 portable_srai_epi32

static inline __m512i portable_madd_epi16(__m512i a, __m512i b) {
  int16_t left[32], right[32];
  int32_t lanes[16];
  memcpy(left, &a, sizeof a);
  memcpy(right, &b, sizeof b);
  for (int i = 0; i < 16; i++) {
    lanes[i] = (int32_t)((uint32_t)(left[2 * i] * right[2 * i]) + (uint32_t)(left[2 * i + 1] * right[2 * i + 1]));
  }
  memcpy(&a, lanes, sizeof a);
  return a;
}
#undef _mm512_madd_epi16
#define _mm512_madd_epi16 portable_madd_epi16

static inline __m512i portable_cvtepu16_epi32(__m256i a) {
  uint16_t narrow[16];
  uint32_t lanes[16];
  __m512i result;
  memcpy(narrow, &a, sizeof a);
  for (int i = 0; i < 16; i++) lanes[i] = narrow[i];
  memcpy(&result, lanes, sizeof result);
  return result;
}
#undef _mm512_cvtepu16_epi32
#define _mm512_cvtepu16_epi32 portable_cvtepu16_epi32

static inline __m128i portable_cvtusepi32_epi8(__m512i a) {
  uint32_t lanes[16];
  uint8_t bytes[16];
  __m128i result;
  memcpy(lanes, &a, sizeof a);
  for (int i = 0; i < 16; i++) bytes[i] = lanes[i] > 255 ? 255 : (uint8_t)lanes[i];
  memcpy(&result, bytes, sizeof result);
  return result;
}
#undef _mm512_cvtusepi32_epi8
#define _mm512_cvtusepi32_epi8 portable_cvtusepi32_epi8

static inline __mmask16 portable_cmplt_epi32_mask(__m512i a, __m512i b) { return _mm512_cmpgt_epi32_mask(b, a); }
#undef _mm512_cmplt_epi32_mask
#define _mm512_cmplt_epi32_mask portable_cmplt_epi32_mask

/// `a * b + c` rounded to an integer as `rounding` says, for c of an integer around 2^52 and an exact a * b.
static inline __m512d portable_fmadd_round_pd(__m512d a, __m512d b, __m512d c, int rounding) {
  double left[8], right[8], addend[8];
  memcpy(left, &a, sizeof a);
  memcpy(right, &b, sizeof b);
  memcpy(addend, &c, sizeof c);
  for (int i = 0; i < 8; i++) {
    const double product = left[i] * right[i];
    addend[i] += (rounding & 3) == 1 ? floor(product) : rint(product);
  }
  memcpy(&c, addend, sizeof c);
  return c;
}
#undef _mm512_fmadd_round_pd
#define _mm512_fmadd_round_pd portable_fmadd_round_pd

static inline __m512d portable_cvtepi32_pd(__m256i a) {
  int32_t narrow[8];
  double lanes[8];
  __m512d result;
  memcpy(narrow, &a, sizeof a);
  for (int i = 0; i < 8; i++) lanes[i] = narrow[i];
  memcpy(&result, lanes, sizeof result);
  return result;
}
#undef _mm512_cvtepi32_pd
#define _mm512_cvtepi32_pd portable_cvtepi32_pd

static inline __m512i portable_cvtepu32_epi64(__m256i a) {
  uint32_t narrow[8];
  uint64_t lanes[8];
  __m512i result;
  memcpy(narrow, &a, sizeof a);
  for (int i = 0; i < 8; i++) lanes[i] = narrow[i];
  memcpy(&result, lanes, sizeof result);
  return result;
}
#undef _mm512_cvtepu32_epi64
#define _mm512_cvtepu32_epi64 portable_cvtepu32_epi64

static inline __m512i portable_mulhi_epu16(__m512i a, __m512i b) {
  uint16_t left[32], right[32];
  memcpy(left, &a, sizeof a);
  memcpy(right, &b, sizeof b);
  for (int i = 0; i < 32; i++) left[i] = (uint16_t)((uint32_t)left[i] * right[i] >> 16);
  memcpy(&a, left, sizeof a);
  return a;
}
#undef _mm512_mulhi_epu16
#define _mm512_mulhi_epu16 portable_mulhi_epu16

static inline __m512i portable_mask_srl_epi32(__m512i kept, __mmask16 mask, __m512i a, __m128i count) {
  uint32_t lanes[16], results[16];
  uint64_t shift;
  memcpy(lanes, &a, sizeof a);
  memcpy(results, &kept, sizeof kept);
  memcpy(&shift, &count, sizeof shift);
  for (int i = 0; i < 16; i++) {
    if (mask >> i & 1) results[i] = shift > 31 ? 0 : lanes[i] >> shift;
  }
  memcpy(&a, results, sizeof a);
  return a;
}
#undef _mm512_mask_srl_epi32
#define _mm512_mask_srl_epi32 portable_mask_srl_epi32

static inline void portable_mask_storeu_epi8(void *target, __mmask16 mask, __m128i a) {
  uint8_t lanes[16];
  memcpy(lanes, &a, sizeof a);
  for (int i = 0; i < 16; i++) {
    if (mask >> i & 1) ((uint8_t *)target)[i] = lanes[i];
  }
}
#undef _mm_mask_storeu_epi8
#define _mm_mask_storeu_epi8 portable_mask_storeu_epi8

#endif
