#include "doubles.h"

#if KILN_X86

// SSE2 multiplies 32 bits only without sign and shifts all lanes alike, but it has doubles.

/// A region's line, `value * slope + offset` with the shift as part of both; KILN_MAGIC is part of the bias.
typedef struct line {
  double slope, offset, bias, unused;
} line;

typedef struct regions {
  const int32_t *thresholds;
  int32_t count;
  line lines[16];
  // For up to 3 regions: the first one's numbers, then what a step to the next one flips in them.
  __m128d threshold[3], slope[3], offset[3], bias[3];
} regions;

/// Two lanes' lines.
typedef struct lanes {
  __m128d slope, offset, bias;
} lanes;

/// Batch norm of 8 channels; the shift is part of both numbers.
typedef struct norms {
  __m128d multiplier[4], addend[4];
} norms;

KILN_INLINE void load_regions(const kiln_finish *finish, const int form, regions *regions) {
  regions->thresholds = finish->threshold;
  regions->count = finish->region_count;
  for (int i = 0; i < finish->region_count; i++) {
    line *line = &regions->lines[i];
    line->slope = kiln_slope(finish, i);
    line->offset = -(double)finish->start[i] * line->slope;
    line->bias = finish->bias[i] + KILN_MAGIC;
  }
  for (int i = 0; i < form && form <= 3; i++) {
    const line *line = &regions->lines[i], *before = &regions->lines[i > 0 ? i - 1 : 0];
    regions->threshold[i] = _mm_set1_pd(finish->threshold[i]);
    regions->slope[i] = _mm_set1_pd(line->slope);
    regions->offset[i] = _mm_set1_pd(line->offset);
    regions->bias[i] = _mm_set1_pd(line->bias);
    if (i == 0) continue;
    regions->slope[i] = _mm_xor_pd(regions->slope[i], _mm_set1_pd(before->slope));
    regions->offset[i] = _mm_xor_pd(regions->offset[i], _mm_set1_pd(before->offset));
    regions->bias[i] = _mm_xor_pd(regions->bias[i], _mm_set1_pd(before->bias));
  }
}

KILN_INLINE norms load_norms(const kiln_finish *finish, int32_t channel) {
  norms norms;
  for (int pair = 0; pair < 4; pair++) {
    double multiplier[2], addend[2];
    for (int lane = 0; lane < 2; lane++) {
      const int32_t at = channel + 2 * pair + lane;
      multiplier[lane] = kiln_norm_factor(finish, at);
      // Rounding to nearest becomes flooring: a value has at most `shift` binary places, so half a step less
      // than one half moves every one below the next integer and none below its own.
      addend[lane] = finish->addend[at] - 0.5 + kiln_power(kiln_norm_shift(finish, at) + 1);
    }
    norms.multiplier[pair] = _mm_loadu_pd(multiplier);
    norms.addend[pair] = _mm_loadu_pd(addend);
  }
  return norms;
}

KILN_INLINE __m128d blend(__m128d number, __m128d above, __m128d flip) {
  return _mm_xor_pd(number, _mm_and_pd(above, flip));
}

KILN_INLINE lanes find_few(const regions *regions, const int form, __m128d value) {
  lanes found = {regions->slope[0], regions->offset[0], regions->bias[0]};
#pragma GCC unroll 2
  for (int i = 1; i < form; i++) {
    const __m128d above = _mm_cmpgt_pd(value, regions->threshold[i]);
    found.slope = blend(found.slope, above, regions->slope[i]);
    found.offset = blend(found.offset, above, regions->offset[i]);
    found.bias = blend(found.bias, above, regions->bias[i]);
  }
  return found;
}

/// Counts the thresholds below each of 8 values.
KILN_INLINE void find_many(const regions *regions, __m128i low, __m128i high, int32_t *index) {
  __m128i low_count = _mm_setzero_si128(), high_count = low_count;
  for (int32_t i = 1; i < regions->count; i++) {
    const __m128i threshold = _mm_set1_epi32(regions->thresholds[i]);
    low_count = _mm_sub_epi32(low_count, _mm_cmpgt_epi32(low, threshold));
    high_count = _mm_sub_epi32(high_count, _mm_cmpgt_epi32(high, threshold));
  }
  _mm_storeu_si128((__m128i *)index, low_count);
  _mm_storeu_si128((__m128i *)(index + 4), high_count);
}

KILN_INLINE lanes look_up(const regions *regions, const int32_t *index) {
  const line *first = &regions->lines[index[0]], *second = &regions->lines[index[1]];
  const __m128d first_line = _mm_loadu_pd(&first->slope), second_line = _mm_loadu_pd(&second->slope);
  const lanes found = {
      _mm_unpacklo_pd(first_line, second_line),
      _mm_unpackhi_pd(first_line, second_line),
      _mm_loadh_pd(_mm_load_sd(&first->bias), &second->bias),
  };
  return found;
}

/// Two results plus KILN_MAGIC. `value` is on its line; a fraction above one half (`halfUp`: from one half on) goes one
/// step away from zero from the floor, so that below zero it ends two below the nearest integer.
KILN_INLINE __m128d round_line(__m128d value, const int half_even, __m128d bias) {
  const __m128d magic = _mm_set1_pd(KILN_MAGIC);
  __m128d nearest = _mm_sub_pd(_mm_add_pd(value, magic), magic);
  const __m128d rest = _mm_sub_pd(value, nearest);
  const __m128d both_negative = _mm_cmplt_pd(_mm_max_pd(value, rest), _mm_setzero_pd());
  if (!half_even) {
    const __m128d is_tie = _mm_cmpeq_pd(rest, _mm_set1_pd(0.5));
    const __m128d sign = _mm_and_pd(value, _mm_set1_pd(-0.0));
    nearest = _mm_add_pd(nearest, _mm_or_pd(_mm_and_pd(is_tie, _mm_set1_pd(1)), sign));
  }
  return _mm_add_pd(_mm_sub_pd(nearest, _mm_and_pd(both_negative, _mm_set1_pd(2))), bias);
}

/// The low halves of four doubles that hold KILN_MAGIC.
KILN_INLINE __m128i low_words(__m128d first, __m128d second) {
  return _mm_castps_si128(_mm_shuffle_ps(_mm_castpd_ps(first), _mm_castpd_ps(second), 0x88));
}

/// 8 channels of one pixel to bytes in the lower half.
KILN_INLINE __m128i finish_eight(const regions *regions, const norms *norms, const int form, const int half_even,
                                 const int32_t *sums, __m128i term) {
  const __m128d magic = _mm_set1_pd(KILN_MAGIC);
  const __m128i low = _mm_add_epi32(_mm_loadu_si128((const __m128i *)sums), term);
  const __m128i high = _mm_add_epi32(_mm_loadu_si128((const __m128i *)(sums + 4)), term);
  const __m128i pairs[4] = {low, _mm_shuffle_epi32(low, 0xEE), high, _mm_shuffle_epi32(high, 0xEE)};
  __m128d value[4], result[4];
#pragma GCC unroll 4
  for (int pair = 0; pair < 4; pair++) {
    const __m128d product = _mm_mul_pd(_mm_cvtepi32_pd(pairs[pair]), norms->multiplier[pair]);
    value[pair] = _mm_add_pd(_mm_add_pd(product, norms->addend[pair]), magic);
  }
  int32_t index[8];
  if (form > 3) find_many(regions, low_words(value[0], value[1]), low_words(value[2], value[3]), index);
#pragma GCC unroll 4
  for (int pair = 0; pair < 4; pair++) {
    const __m128d normed = _mm_sub_pd(value[pair], magic);
    const lanes found = form <= 3 ? find_few(regions, form, normed) : look_up(regions, index + 2 * pair);
    const __m128d line = _mm_add_pd(_mm_mul_pd(normed, found.slope), found.offset);
    result[pair] = round_line(line, half_even, found.bias);
  }
  const __m128i words = _mm_packs_epi32(low_words(result[0], result[1]), low_words(result[2], result[3]));
  return _mm_packus_epi16(words, words);
}

KILN_INLINE void finish_pixels(const kiln_finish *finish, const int form, const int half_even,
                               const int32_t *sums, const int32_t *terms, size_t pixels, uint8_t *output) {
  regions regions;
  load_regions(finish, form, &regions);
  for (int32_t channel = 0; channel < finish->channels; channel += 8) {
    const norms norms = load_norms(finish, channel);
    const __m128i limit = _mm_loadl_epi64((const __m128i *)(finish->limit + channel));
    const int is_whole = channel + 8 <= finish->channels;
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      const __m128i term = _mm_set1_epi32(terms ? terms[pixel] : 0);
      const int32_t *source = sums + (ptrdiff_t)pixel * finish->sums_stride + channel;
      uint8_t *target = output + (ptrdiff_t)pixel * finish->output_stride + channel;
      const __m128i bytes =
          _mm_min_epu8(finish_eight(&regions, &norms, form, half_even, source, term), limit);
      if (is_whole) {
        _mm_storel_epi64((__m128i *)target, bytes);
      } else {
        const int32_t last = _mm_cvtsi128_si32(bytes);
        memcpy(target, &last, 4);
      }
    }
  }
}

#define FORM(form)                                                                                          \
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

void kiln_finish_sse2(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                      uint8_t *output) {
  static const kiln_finish_function forms[] = {form_1, form_1, form_2, form_3};
  const kiln_finish_function form = finish->region_count <= 3 ? forms[finish->region_count] : form_16;
  form(finish, sums, terms, pixels, output);
}

#endif
