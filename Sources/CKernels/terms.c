#include "internal.h"

KILN_INLINE int32_t scaled(int32_t factor, int32_t shift, int32_t term) {
  return (int32_t)(uint32_t)((uint64_t)((int64_t)factor * term) >> shift);
}

static void add_scalar(int32_t factor, int32_t shift, size_t count, int32_t *terms, int32_t *sums) {
  for (size_t i = 0; i < count; i++) {
    const int32_t term = scaled(factor, shift, terms[i]);
    if (sums) {
      sums[i] = (int32_t)((uint32_t)sums[i] + (uint32_t)term);
    } else {
      terms[i] = term;
    }
  }
}

#if KILN_X86
/// SSE2 multiplies without sign: a negative factor counts 2^32 times the other one too much.
static void add_sse2(int32_t factor, int32_t shift, size_t count, int32_t *terms, int32_t *sums) {
  const __m128i factors = _mm_set1_epi32(factor), factor_sign = _mm_set1_epi32(factor >> 31);
  const __m128i right = _mm_cvtsi32_si128(shift), left = _mm_cvtsi32_si128(32 - shift);
  const __m128i odd_lanes = _mm_set_epi32(-1, 0, -1, 0);
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    const __m128i term = _mm_loadu_si128((const __m128i *)(terms + i));
    const __m128i excess =
        _mm_add_epi32(_mm_and_si128(_mm_srai_epi32(term, 31), factors), _mm_and_si128(factor_sign, term));
    __m128i even = _mm_sub_epi32(_mm_mul_epu32(term, factors), _mm_slli_epi64(excess, 32));
    __m128i odd = _mm_mul_epu32(_mm_srli_epi64(term, 32), factors);
    odd = _mm_sub_epi32(odd, _mm_and_si128(excess, odd_lanes));
    even = _mm_andnot_si128(odd_lanes, _mm_srl_epi64(even, right));
    odd = _mm_and_si128(_mm_sll_epi64(odd, left), odd_lanes);
    const __m128i result = _mm_or_si128(even, odd);
    if (sums) {
      const __m128i sum = _mm_loadu_si128((const __m128i *)(sums + i));
      _mm_storeu_si128((__m128i *)(sums + i), _mm_add_epi32(sum, result));
    } else {
      _mm_storeu_si128((__m128i *)(terms + i), result);
    }
  }
  add_scalar(factor, shift, count - i, terms + i, sums ? sums + i : NULL);
}

/// The low 32 bits of an arithmetic shift by at most 32 are those of a logical one, which AVX2 has.
KILN_TARGET("avx2")
static void add_avx2(int32_t factor, int32_t shift, size_t count, int32_t *terms, int32_t *sums) {
  const __m256i factors = _mm256_set1_epi32(factor);
  const __m128i right = _mm_cvtsi32_si128(shift);
  const __m128i left = _mm_cvtsi32_si128(32 - shift);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i term = _mm256_loadu_si256((const __m256i *)(terms + i));
    const __m256i even = _mm256_srl_epi64(_mm256_mul_epi32(term, factors), right);
    const __m256i odd = _mm256_sll_epi64(_mm256_mul_epi32(_mm256_srli_epi64(term, 32), factors), left);
    const __m256i result = _mm256_blend_epi32(even, odd, 0xAA);
    if (sums) {
      const __m256i sum = _mm256_loadu_si256((const __m256i *)(sums + i));
      _mm256_storeu_si256((__m256i *)(sums + i), _mm256_add_epi32(sum, result));
    } else {
      _mm256_storeu_si256((__m256i *)(terms + i), result);
    }
  }
  add_scalar(factor, shift, count - i, terms + i, sums ? sums + i : NULL);
}
#endif

void kiln_add_terms(kiln_set set, int32_t factor, int32_t shift, size_t count, int32_t *terms, int32_t *sums) {
#if KILN_X86
  if (set == KILN_SET_AVX2 || set == KILN_SET_AVXVNNI || set == KILN_SET_AVX512VNNI) {
    add_avx2(factor, shift, count, terms, sums);
    return;
  }
  if (set == KILN_SET_BASELINE) {
    add_sse2(factor, shift, count, terms, sums);
    return;
  }
#endif
  (void)set;
  add_scalar(factor, shift, count, terms, sums);
}
