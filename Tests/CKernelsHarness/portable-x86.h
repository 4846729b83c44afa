// The x86 intrinsics that the kernels use, in portable C: SIMDe's, and what Debian's version of it lacks.
// Each function below is written from the instruction's description in Intel's intrinsics guide.
#ifndef PORTABLE_X86_H
#define PORTABLE_X86_H

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>

#include <stdint.h>
#include <string.h>

typedef uint16_t __mmask16;
#define _mm256_dpbusd_avx_epi32 simde_mm256_dpbusd_epi32

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

#endif
