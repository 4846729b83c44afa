#include "../internal.h"

#if KILN_X86

#define FEATURES "avx2"

/// The regions in registers; which of the fields are filled depends on how many regions there are.
typedef struct regions {
  __m256i threshold[16];
  __m256i start_low, start_high, word_low, word_high;
  __m256i start[3], slope[3], shift[3], bias[3];
  __m256i quarters, eighths, bottoms;
} regions;

/// Start, slope, shift and bias of the region that each lane is in.
typedef struct lanes {
  __m256i start, slope, shift, bias;
} lanes;

// Slope / 2 in the upper half, then shift, then bias: one table instead of three.
KILN_INLINE int32_t table_word(const kiln_finish *finish, int region) {
  const uint32_t slope = (uint32_t)finish->slope[region] << 15;
  return (int32_t)(slope | (uint32_t)finish->slope_shift[region] << 8 | (uint32_t)finish->bias[region]);
}

KILN_INLINE KILN_TARGET(FEATURES) void load_regions(const kiln_finish *finish, int form, regions *regions) {
  if (form <= 3) {
    for (int i = 0; i < form; i++) {
      regions->threshold[i] = _mm256_set1_epi32(finish->threshold[i]);
      regions->start[i] = _mm256_set1_epi32(finish->start[i]);
      regions->slope[i] = _mm256_set1_epi32(finish->slope[i]);
      regions->shift[i] = _mm256_set1_epi32(finish->slope_shift[i]);
      regions->bias[i] = _mm256_set1_epi32(finish->bias[i]);
    }
    return;
  }
  int32_t words[16];
  for (int i = 0; i < 16; i++) words[i] = table_word(finish, i);
  regions->start_low = _mm256_loadu_si256((const __m256i *)finish->start);
  regions->start_high = _mm256_loadu_si256((const __m256i *)(finish->start + 8));
  regions->word_low = _mm256_loadu_si256((const __m256i *)words);
  regions->word_high = _mm256_loadu_si256((const __m256i *)(words + 8));
  const int32_t *t = finish->threshold;
  regions->threshold[4] = _mm256_set1_epi32(t[4]);
  regions->threshold[8] = _mm256_set1_epi32(t[8]);
  regions->threshold[12] = _mm256_set1_epi32(t[12]);
  regions->quarters = _mm256_setr_epi32(t[2], t[6], t[10], t[14], 0, 0, 0, 0);
  regions->eighths = _mm256_setr_epi32(t[1], t[3], t[5], t[7], t[9], t[11], t[13], t[15]);
}

/// Compares and blends for up to 3 regions.
KILN_INLINE KILN_TARGET(FEATURES) lanes find_few(const regions *regions, const int form, __m256i value) {
  lanes found = {regions->start[0], regions->slope[0], regions->shift[0], regions->bias[0]};
#pragma GCC unroll 2
  for (int i = 1; i < form; i++) {
    const __m256i above = _mm256_cmpgt_epi32(value, regions->threshold[i]);
    found.start = _mm256_blendv_epi8(found.start, regions->start[i], above);
    found.slope = _mm256_blendv_epi8(found.slope, regions->slope[i], above);
    found.shift = _mm256_blendv_epi8(found.shift, regions->shift[i], above);
    found.bias = _mm256_blendv_epi8(found.bias, regions->bias[i], above);
  }
  return found;
}

/// Four steps of binary search; a comparison is -1 where it holds, so that subtracting it counts.
KILN_INLINE KILN_TARGET(FEATURES) lanes find_many(const regions *regions, __m256i value) {
  const __m256i upper = _mm256_cmpgt_epi32(value, regions->threshold[8]);
  const __m256i middle = _mm256_blendv_epi8(regions->threshold[4], regions->threshold[12], upper);
  const __m256i negative = _mm256_add_epi32(_mm256_add_epi32(upper, upper), _mm256_cmpgt_epi32(value, middle));
  __m256i index = _mm256_sub_epi32(_mm256_setzero_si256(), negative);
  __m256i above = _mm256_cmpgt_epi32(value, _mm256_permutevar8x32_epi32(regions->quarters, index));
  index = _mm256_sub_epi32(_mm256_add_epi32(index, index), above);
  above = _mm256_cmpgt_epi32(value, _mm256_permutevar8x32_epi32(regions->eighths, index));
  index = _mm256_sub_epi32(_mm256_add_epi32(index, index), above);
  const __m256i word = _mm256_blendv_epi8(_mm256_permutevar8x32_epi32(regions->word_low, index),
                                          _mm256_permutevar8x32_epi32(regions->word_high, index), upper);
  lanes found;
  found.start = _mm256_blendv_epi8(_mm256_permutevar8x32_epi32(regions->start_low, index),
                                   _mm256_permutevar8x32_epi32(regions->start_high, index), upper);
  found.slope = _mm256_slli_epi32(_mm256_srai_epi32(word, 16), 1);
  found.shift = _mm256_and_si256(_mm256_srli_epi32(word, 8), _mm256_set1_epi32(0xFF));
  found.bias = _mm256_and_si256(word, _mm256_set1_epi32(0xFF));
  return found;
}

/// 8 channels of one pixel to 8 results that are not yet clamped.
KILN_INLINE KILN_TARGET(FEATURES) __m256i finish_eight(const kiln_finish *finish, const regions *regions,
                                                       const int form, const int half_even, int32_t channel,
                                                       __m256i value) {
  const __m256i even = _mm256_set1_epi64x(0xFFFFFFFF);
  // The low 32 bits of a 64-bit product shifted right, for odd lanes by shifting left into the upper half.
  const __m256i multiplier = _mm256_loadu_si256((const __m256i *)(finish->multiplier + channel));
  const __m256i shift = _mm256_loadu_si256((const __m256i *)(finish->shift + channel));
  const __m256i even_product = _mm256_mul_epi32(value, multiplier);
  const __m256i odd_product = _mm256_mul_epi32(_mm256_srli_epi64(value, 32), _mm256_srli_epi64(multiplier, 32));
  __m256i normed = _mm256_blend_epi32(_mm256_srlv_epi64(even_product, _mm256_and_si256(shift, even)),
                                      _mm256_sllv_epi64(odd_product, _mm256_srli_epi64(shift, 32)), 0xAA);
  normed = _mm256_add_epi32(normed, _mm256_loadu_si256((const __m256i *)(finish->addend + channel)));

  const lanes found = form <= 3 ? find_few(regions, form, normed) : find_many(regions, normed);
  const __m256i distance = _mm256_sub_epi32(normed, found.start);
  const __m256i even_twice = _mm256_mul_epi32(distance, found.slope);
  const __m256i odd_twice =
      _mm256_mul_epi32(_mm256_srli_epi64(distance, 32), _mm256_srli_epi64(found.slope, 32));
  const __m256i odd_shift = _mm256_sub_epi64(_mm256_set1_epi64x(32), _mm256_srli_epi64(found.shift, 32));
  const __m256i twice =
      _mm256_blend_epi32(_mm256_srlv_epi64(even_twice, _mm256_and_si256(found.shift, even)),
                         _mm256_sllv_epi64(odd_twice, odd_shift), 0xAA);
  const __m256i floor = _mm256_srai_epi32(twice, 1);
  __m256i step = _mm256_and_si256(twice, _mm256_set1_epi32(1));
  if (half_even) {
    // A tie loses no bits by the shift; ties of an even floor stay where they are.
    const __m256i low = _mm256_blend_epi32(even_twice, _mm256_slli_epi64(odd_twice, 32), 0xAA);
    const __m256i is_tie = _mm256_cmpeq_epi32(_mm256_sllv_epi32(twice, found.shift), low);
    step = _mm256_andnot_si256(_mm256_andnot_si256(floor, is_tie), step);
  }
  step = _mm256_sign_epi32(step, twice);
  return _mm256_add_epi32(_mm256_add_epi32(floor, step), found.bias);
}

KILN_INLINE KILN_TARGET(FEATURES) void finish_pixel(const kiln_finish *finish, const regions *regions,
                                                    const int form, const int half_even, const int32_t *sums,
                                                    __m256i term, uint8_t *output) {
  int32_t channel = 0;
  for (; channel + 8 < finish->channels; channel += 16) {
    const __m256i first = _mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(sums + channel)), term);
    const __m256i second = _mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(sums + channel + 8)), term);
    const __m256i low = finish_eight(finish, regions, form, half_even, channel, first);
    const __m256i high = finish_eight(finish, regions, form, half_even, channel + 8, second);
    __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xD8);
    __m128i bytes = _mm_packus_epi16(_mm256_castsi256_si128(packed), _mm256_extracti128_si256(packed, 1));
    bytes = _mm_min_epu8(bytes, _mm_loadu_si128((const __m128i *)(finish->limit + channel)));
    if (channel + 16 <= finish->channels) {
      _mm_storeu_si128((__m128i *)(output + channel), bytes);
    } else {
      // 12 channels: the block ends between 8 and 16.
      const int32_t last = _mm_extract_epi32(bytes, 2);
      _mm_storel_epi64((__m128i *)(output + channel), bytes);
      memcpy(output + channel + 8, &last, 4);
    }
  }
  if (channel < finish->channels) {
    const __m256i sum = _mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(sums + channel)), term);
    const __m256i result = finish_eight(finish, regions, form, half_even, channel, sum);
    const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(result), _mm256_extracti128_si256(result, 1));
    const __m128i limit = _mm_loadl_epi64((const __m128i *)(finish->limit + channel));
    const __m128i bytes = _mm_min_epu8(_mm_packus_epi16(words, words), limit);
    if (channel + 8 <= finish->channels) {
      _mm_storel_epi64((__m128i *)(output + channel), bytes);
    } else {
      const int32_t last = _mm_cvtsi128_si32(bytes);
      memcpy(output + channel, &last, 4);
    }
  }
}

KILN_INLINE KILN_TARGET(FEATURES) void finish_pixels(const kiln_finish *finish, const int form,
                                                     const int half_even, const int32_t *sums,
                                                     const int32_t *terms, size_t pixels, uint8_t *output) {
  regions regions;
  load_regions(finish, form, &regions);
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const __m256i term = terms ? _mm256_set1_epi32(terms[pixel]) : _mm256_setzero_si256();
    finish_pixel(finish, &regions, form, half_even, sums, term, output);
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

void kiln_finish_avx2(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                      uint8_t *output) {
  if (kiln_finish_is_relu(finish)) {
    kiln_finish_relu_avx2(finish, sums, terms, pixels, output);
    return;
  }
  static const kiln_finish_function forms[] = {form_1, form_1, form_2, form_3};
  const kiln_finish_function form = finish->region_count <= 3 ? forms[finish->region_count] : form_16;
  form(finish, sums, terms, pixels, output);
}

#endif
