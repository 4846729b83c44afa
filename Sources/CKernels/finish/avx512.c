#include "../internal.h"

#if KILN_X86

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"

/// The regions in registers; a table of 16 fits one, so that a lookup is one instruction.
typedef struct regions {
  __m512i threshold[3], start[3], slope[3], shift[3], bias[3];
  __m512i middle, fours, twos, ones;
  __m512i starts, words;
} regions;

typedef struct lanes {
  __m512i start, slope, shift, bias;
} lanes;

KILN_INLINE KILN_TARGET(FEATURES) void load_regions(const kiln_finish *finish, int form, regions *regions) {
  if (form <= 3) {
    for (int i = 0; i < form; i++) {
      regions->threshold[i] = _mm512_set1_epi32(finish->threshold[i]);
      regions->start[i] = _mm512_set1_epi32(finish->start[i]);
      regions->slope[i] = _mm512_set1_epi32(finish->slope[i]);
      regions->shift[i] = _mm512_set1_epi32(finish->slope_shift[i]);
      regions->bias[i] = _mm512_set1_epi32(finish->bias[i]);
    }
    return;
  }
  int32_t fours[16], twos[16], ones[16], words[16];
  for (int i = 0; i < 16; i++) {
    fours[i] = finish->threshold[i | 4];
    twos[i] = finish->threshold[i | 2];
    ones[i] = finish->threshold[i | 1];
    // Slope / 2 in the upper half, then shift, then bias.
    words[i] = (int32_t)((uint32_t)finish->slope[i] << 15 | (uint32_t)finish->slope_shift[i] << 8 |
                         (uint32_t)finish->bias[i]);
  }
  regions->middle = _mm512_set1_epi32(finish->threshold[8]);
  regions->fours = _mm512_loadu_si512(fours);
  regions->twos = _mm512_loadu_si512(twos);
  regions->ones = _mm512_loadu_si512(ones);
  regions->starts = _mm512_loadu_si512(finish->start);
  regions->words = _mm512_loadu_si512(words);
}

KILN_INLINE KILN_TARGET(FEATURES) lanes find_few(const regions *regions, const int form, __m512i value) {
  lanes found = {regions->start[0], regions->slope[0], regions->shift[0], regions->bias[0]};
#pragma GCC unroll 2
  for (int i = 1; i < form; i++) {
    const __mmask16 above = _mm512_cmpgt_epi32_mask(value, regions->threshold[i]);
    found.start = _mm512_mask_blend_epi32(above, found.start, regions->start[i]);
    found.slope = _mm512_mask_blend_epi32(above, found.slope, regions->slope[i]);
    found.shift = _mm512_mask_blend_epi32(above, found.shift, regions->shift[i]);
    found.bias = _mm512_mask_blend_epi32(above, found.bias, regions->bias[i]);
  }
  return found;
}

/// One more bit of the index: set where the value is above the threshold that the bits so far select.
KILN_INLINE KILN_TARGET(FEATURES) __m512i refine(__m512i index, __m512i table, int bit, __m512i value) {
  const __mmask16 above = _mm512_cmpgt_epi32_mask(value, _mm512_permutexvar_epi32(index, table));
  return _mm512_mask_add_epi32(index, above, index, _mm512_set1_epi32(bit));
}

KILN_INLINE KILN_TARGET(FEATURES) lanes find_many(const regions *regions, __m512i value) {
  const __mmask16 above = _mm512_cmpgt_epi32_mask(value, regions->middle);
  __m512i index = _mm512_maskz_mov_epi32(above, _mm512_set1_epi32(8));
  index = refine(index, regions->fours, 4, value);
  index = refine(index, regions->twos, 2, value);
  index = refine(index, regions->ones, 1, value);
  const __m512i word = _mm512_permutexvar_epi32(index, regions->words);
  const lanes found = {
      _mm512_permutexvar_epi32(index, regions->starts),
      _mm512_slli_epi32(_mm512_srai_epi32(word, 16), 1),
      _mm512_and_si512(_mm512_srli_epi32(word, 8), _mm512_set1_epi32(0xFF)),
      _mm512_and_si512(word, _mm512_set1_epi32(0xFF)),
  };
  return found;
}

/// 16 channels of one pixel to 16 results that are not yet clamped; see avx2.c for the steps.
KILN_INLINE KILN_TARGET(FEATURES) __m512i finish_sixteen(const kiln_finish *finish, const regions *regions,
                                                         const int form, const int half_even, int32_t channel,
                                                         __m512i value) {
  const __m512i even = _mm512_set1_epi64(0xFFFFFFFF);
  const __m512i multiplier = _mm512_loadu_si512(finish->multiplier + channel);
  const __m512i shift = _mm512_loadu_si512(finish->shift + channel);
  const __m512i even_product = _mm512_mul_epi32(value, multiplier);
  const __m512i odd_product = _mm512_mul_epi32(_mm512_srli_epi64(value, 32), _mm512_srli_epi64(multiplier, 32));
  __m512i normed = _mm512_mask_blend_epi32(0xAAAA, _mm512_srlv_epi64(even_product, _mm512_and_si512(shift, even)),
                                           _mm512_sllv_epi64(odd_product, _mm512_srli_epi64(shift, 32)));
  normed = _mm512_add_epi32(normed, _mm512_loadu_si512(finish->addend + channel));

  const lanes found = form <= 3 ? find_few(regions, form, normed) : find_many(regions, normed);
  const __m512i distance = _mm512_sub_epi32(normed, found.start);
  const __m512i even_twice = _mm512_mul_epi32(distance, found.slope);
  const __m512i odd_twice =
      _mm512_mul_epi32(_mm512_srli_epi64(distance, 32), _mm512_srli_epi64(found.slope, 32));
  const __m512i odd_shift = _mm512_sub_epi64(_mm512_set1_epi64(32), _mm512_srli_epi64(found.shift, 32));
  const __m512i twice =
      _mm512_mask_blend_epi32(0xAAAA, _mm512_srlv_epi64(even_twice, _mm512_and_si512(found.shift, even)),
                              _mm512_sllv_epi64(odd_twice, odd_shift));
  const __m512i one = _mm512_set1_epi32(1);
  const __m512i floor = _mm512_srai_epi32(twice, 1);
  __m512i step = _mm512_and_si512(twice, one);
  if (half_even) {
    const __m512i low = _mm512_mask_blend_epi32(0xAAAA, even_twice, _mm512_slli_epi64(odd_twice, 32));
    const __mmask16 is_tie = _mm512_cmpeq_epi32_mask(_mm512_sllv_epi32(twice, found.shift), low);
    step = _mm512_mask_and_epi32(step, is_tie, step, floor);
  }
  const __m512i away = _mm512_add_epi32(floor, found.bias);
  const __m512i up = _mm512_add_epi32(away, step);
  return _mm512_mask_sub_epi32(up, _mm512_cmplt_epi32_mask(twice, _mm512_setzero_si512()), away, step);
}

KILN_INLINE KILN_TARGET(FEATURES) void finish_pixels(const kiln_finish *finish, const int form,
                                                     const int half_even, const int32_t *sums,
                                                     const int32_t *terms, size_t pixels, uint8_t *output) {
  regions regions;
  load_regions(finish, form, &regions);
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const __m512i term = _mm512_set1_epi32(terms ? terms[pixel] : 0);
    for (int32_t channel = 0; channel < finish->channels; channel += 16) {
      const __m512i sum = _mm512_add_epi32(_mm512_loadu_si512(sums + channel), term);
      __m512i result = finish_sixteen(finish, &regions, form, half_even, channel, sum);
      result = _mm512_max_epi32(result, _mm512_setzero_si512());
      __m128i bytes = _mm512_cvtusepi32_epi8(result);
      bytes = _mm_min_epu8(bytes, _mm_loadu_si128((const __m128i *)(finish->limit + channel)));
      const int32_t left = finish->channels - channel;
      if (left >= 16) {
        _mm_storeu_si128((__m128i *)(output + channel), bytes);
      } else {
        uint8_t last[16];
        _mm_storeu_si128((__m128i *)last, bytes);
        for (int32_t lane = 0; lane < left; lane += 4) memcpy(output + channel + lane, last + lane, 4);
      }
    }
    sums += finish->sums_stride;
    output += finish->output_stride;
  }
}

#define FORM(form)                                                                                          \
  KILN_TARGET(FEATURES)                                                                                     \
  static void form_##form(const kiln_finish *f, const int32_t *s, const int32_t *t, size_t n, uint8_t *o) { \
    if (f->rounding == KILN_ROUNDING_HALF_EVEN) {                                                           \
      finish_pixels(f, form, 1, s, t, n, o);                                                                \
    } else {                                                                                                \
      finish_pixels(f, form, 0, s, t, n, o);                                                                \
    }                                                                                                       \
  }
FORM(1)
FORM(2)
FORM(3)
FORM(16)

void kiln_finish_avx512(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                        uint8_t *output) {
  static const kiln_finish_function forms[] = {form_1, form_1, form_2, form_3};
  const kiln_finish_function form = finish->region_count <= 3 ? forms[finish->region_count] : form_16;
  form(finish, sums, terms, pixels, output);
}

#endif
