#include "doubles.h"

#if KILN_X86

#define FEATURES "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"
#define DOWN (_MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)
#define NEAREST (_MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)

/// 16 doubles; the lower half is the first 8 channels.
typedef struct pair {
  __m512d low, high;
} pair;

/// The regions in registers. Thresholds and starts of up to 3 hold KILN_MAGIC, as the values do.
typedef struct regions {
  __m512d threshold[3], start[3], slope[3];
  __m512i bias[3];
  __m512i middle, fours, twos, ones, biases;
  pair starts, slopes;
} regions;

/// Forms beside those of 1, 2, 3 and 16 regions: `kiln_stairs` without steps and with them.
enum { RAMP = 32, STAIRS = 33 };

/// `kiln_stairs` in registers.
typedef struct stairs {
  __m512i flat, origin, least, scale, width, base, deviations[2], threshold, start, addend;
  __m128i shift, ramp_shift;
} stairs;

/// Start, slope and bias of the region that each lane is in.
typedef struct lanes {
  pair start, slope;
  __m512i bias;
} lanes;

/// The slope that products are formed with; half up looks at one more binary place.
KILN_INLINE double slope_of(const kiln_finish *finish, const int half_even, int region) {
  return (half_even ? 1 : 2) * kiln_slope(finish, region);
}

KILN_INLINE KILN_TARGET(FEATURES) void load_regions(const kiln_finish *finish, const int form, const int half_even,
                                                    regions *regions) {
  if (form <= 3) {
    for (int i = 0; i < form; i++) {
      regions->threshold[i] = _mm512_set1_pd(finish->threshold[i] + KILN_MAGIC);
      regions->start[i] = _mm512_set1_pd(finish->start[i] + KILN_MAGIC);
      regions->slope[i] = _mm512_set1_pd(slope_of(finish, half_even, i));
      regions->bias[i] = _mm512_set1_epi32(finish->bias[i]);
    }
    return;
  }
  int32_t fours[16], twos[16], ones[16];
  double starts[16], slopes[16];
  for (int i = 0; i < 16; i++) {
    fours[i] = finish->threshold[i | 4];
    twos[i] = finish->threshold[i | 2];
    ones[i] = finish->threshold[i | 1];
    starts[i] = finish->start[i] + KILN_MAGIC;
    slopes[i] = slope_of(finish, half_even, i);
  }
  regions->middle = _mm512_set1_epi32(finish->threshold[8]);
  regions->fours = _mm512_loadu_si512(fours);
  regions->twos = _mm512_loadu_si512(twos);
  regions->ones = _mm512_loadu_si512(ones);
  regions->biases = _mm512_loadu_si512(finish->bias);
  regions->starts = (pair){_mm512_loadu_pd(starts), _mm512_loadu_pd(starts + 8)};
  regions->slopes = (pair){_mm512_loadu_pd(slopes), _mm512_loadu_pd(slopes + 8)};
}

/// The integers that are added to KILN_MAGIC.
KILN_INLINE KILN_TARGET(FEATURES) __m512i low_words(pair values) {
  const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
  return _mm512_permutex2var_epi32(_mm512_castpd_si512(values.low), even, _mm512_castpd_si512(values.high));
}

KILN_INLINE KILN_TARGET(FEATURES) lanes find_few(const regions *regions, const int form, pair value) {
  lanes found = {{regions->start[0], regions->start[0]}, {regions->slope[0], regions->slope[0]}, regions->bias[0]};
#pragma GCC unroll 2
  for (int i = 1; i < form; i++) {
    const __mmask8 low = _mm512_cmp_pd_mask(value.low, regions->threshold[i], _CMP_GT_OQ);
    const __mmask8 high = _mm512_cmp_pd_mask(value.high, regions->threshold[i], _CMP_GT_OQ);
    const __mmask16 above = (__mmask16)(low | (__mmask16)high << 8);
    found.start.low = _mm512_mask_blend_pd(low, found.start.low, regions->start[i]);
    found.start.high = _mm512_mask_blend_pd(high, found.start.high, regions->start[i]);
    found.slope.low = _mm512_mask_blend_pd(low, found.slope.low, regions->slope[i]);
    found.slope.high = _mm512_mask_blend_pd(high, found.slope.high, regions->slope[i]);
    found.bias = _mm512_mask_blend_epi32(above, found.bias, regions->bias[i]);
  }
  return found;
}

/// One more bit of the index: set where the value is above the threshold that the bits so far select.
KILN_INLINE KILN_TARGET(FEATURES) __m512i refine(__m512i index, __m512i table, int bit, __m512i value) {
  const __mmask16 above = _mm512_cmpgt_epi32_mask(value, _mm512_permutexvar_epi32(index, table));
  return _mm512_mask_add_epi32(index, above, index, _mm512_set1_epi32(bit));
}

KILN_INLINE KILN_TARGET(FEATURES) pair look_up(pair table, __m512i low, __m512i high) {
  const pair found = {_mm512_permutex2var_pd(table.low, low, table.high),
                      _mm512_permutex2var_pd(table.low, high, table.high)};
  return found;
}

KILN_INLINE KILN_TARGET(FEATURES) lanes find_many(const regions *regions, pair values) {
  const __m512i value = low_words(values);
  const __mmask16 above = _mm512_cmpgt_epi32_mask(value, regions->middle);
  __m512i index = _mm512_maskz_mov_epi32(above, _mm512_set1_epi32(8));
  index = refine(index, regions->fours, 4, value);
  index = refine(index, regions->twos, 2, value);
  index = refine(index, regions->ones, 1, value);
  const __m512i low = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(index));
  const __m512i high = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(index, 1));
  const lanes found = {look_up(regions->starts, low, high), look_up(regions->slopes, low, high),
                       _mm512_permutexvar_epi32(index, regions->biases)};
  return found;
}

KILN_INLINE KILN_TARGET(FEATURES) stairs load_stairs(const kiln_stairs *source) {
  const stairs loaded = {
      .flat = _mm512_set1_epi32(source->flat),
      .origin = _mm512_set1_epi32(source->origin),
      .least = _mm512_set1_epi32(source->least),
      .scale = _mm512_set1_epi32(source->scale),
      .width = _mm512_set1_epi32(source->width),
      .base = _mm512_set1_epi32(source->base),
      .deviations = {_mm512_loadu_si512(source->deviation), _mm512_loadu_si512(source->deviation + 64)},
      .threshold = _mm512_set1_epi32(source->threshold),
      .start = _mm512_set1_epi32(source->start),
      .addend = _mm512_set1_epi32(source->addend),
      .shift = _mm_cvtsi32_si128(source->shift),
      .ramp_shift = _mm_cvtsi32_si128(source->ramp_shift),
  };
  return loaded;
}

/// 16 values up to the threshold; others give something of no meaning.
KILN_INLINE KILN_TARGET(FEATURES) __m512i climb(const stairs *stairs, __m512i value) {
  const __m512i x = _mm512_max_epi32(_mm512_sub_epi32(value, stairs->origin), stairs->least);
  const __m512i bucket = _mm512_mulhi_epu16(_mm512_srl_epi32(x, stairs->shift), stairs->scale);
  // Four deviations in each word of the table.
  const __m512i fours = _mm512_permutex2var_epi32(stairs->deviations[0], _mm512_srli_epi32(bucket, 2),
                                                  stairs->deviations[1]);
  const __m512i place = _mm512_and_si512(_mm512_slli_epi32(bucket, 3), _mm512_set1_epi32(24));
  const __m512i deviation = _mm512_and_si512(_mm512_srlv_epi32(fours, place), _mm512_set1_epi32(255));
  const __m512i last = _mm512_add_epi32(_mm512_dpwssd_epi32(stairs->base, bucket, stairs->width), deviation);
  return _mm512_mask_add_epi32(bucket, _mm512_cmpgt_epi32_mask(x, last), bucket, _mm512_set1_epi32(1));
}

/// 16 results of stairs or of a ramp alone, none below zero.
KILN_INLINE KILN_TARGET(FEATURES) __m512i rise(const stairs *stairs, const int form, const int half_even, __m512i value) {
  const __m512i lower = form == STAIRS ? climb(stairs, value) : stairs->flat;
  __m512i distance = _mm512_add_epi32(value, stairs->addend);
  if (half_even) {
    const __m512i floor = _mm512_srl_epi32(_mm512_sub_epi32(value, stairs->start), stairs->ramp_shift);
    distance = _mm512_add_epi32(distance, _mm512_and_si512(floor, _mm512_set1_epi32(1)));
  }
  const __mmask16 rises = _mm512_cmpgt_epi32_mask(value, stairs->threshold);
  return _mm512_mask_srl_epi32(lower, rises, distance, stairs->ramp_shift);
}

/// 16 channels of one pixel, times their factor plus KILN_MAGIC and addend, to 16 results that are not yet clamped.
KILN_INLINE KILN_TARGET(FEATURES) __m512i activate(const regions *regions, const int form, const int half_even,
                                                   pair value) {
  const __m512d magic = _mm512_set1_pd(KILN_MAGIC);
  const lanes found = form <= 3 ? find_few(regions, form, value) : find_many(regions, value);
  const __m512d low = _mm512_sub_pd(value.low, found.start.low);
  const __m512d high = _mm512_sub_pd(value.high, found.start.high);
  const pair down = {_mm512_fmadd_round_pd(low, found.slope.low, magic, DOWN),
                     _mm512_fmadd_round_pd(high, found.slope.high, magic, DOWN)};
  __m512i floor = low_words(down), step;
  if (half_even) {
    const pair near = {_mm512_fmadd_round_pd(low, found.slope.low, magic, NEAREST),
                       _mm512_fmadd_round_pd(high, found.slope.high, magic, NEAREST)};
    step = _mm512_sub_epi32(low_words(near), floor);
  } else {
    // `floor` is that of twice the value: its last bit says whether the fraction is one half or more.
    step = _mm512_and_si512(floor, _mm512_set1_epi32(1));
    floor = _mm512_srai_epi32(floor, 1);
  }
  // A step goes away from zero, also below it.
  const __mmask16 negative = _mm512_cmplt_epi32_mask(floor, _mm512_setzero_si512());
  const __m512i biased = _mm512_add_epi32(floor, found.bias);
  return _mm512_mask_sub_epi32(_mm512_add_epi32(biased, step), negative, biased, step);
}

/// All pixels of 16 channels.
KILN_INLINE KILN_TARGET(FEATURES) void finish_block(const kiln_finish *finish, const regions *regions,
                                                    const stairs *stairs, const int form, const int half_even, const int has_terms, int32_t channel,
                                                    const int32_t *sums, const int32_t *terms, size_t pixels,
                                                    uint8_t *output) {
  double factors[16], addends[16];
  for (int lane = 0; lane < 16; lane++) {
    factors[lane] = kiln_norm_factor(finish, channel + lane);
    addends[lane] = finish->addend[channel + lane] + KILN_MAGIC;
  }
  const pair factor = {_mm512_loadu_pd(factors), _mm512_loadu_pd(factors + 8)};
  const pair addend = {_mm512_loadu_pd(addends), _mm512_loadu_pd(addends + 8)};
  const __m128i limit = _mm_loadu_si128((const __m128i *)(finish->limit + channel));
  const int32_t left = finish->channels - channel;
  const __mmask16 written = (__mmask16)(left >= 16 ? 0xFFFF : (1 << left) - 1);
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    __m256i low = _mm256_loadu_si256((const __m256i *)sums), high = _mm256_loadu_si256((const __m256i *)(sums + 8));
    if (has_terms) {
      const __m256i term = _mm256_set1_epi32(terms[pixel]);
      low = _mm256_add_epi32(low, term);
      high = _mm256_add_epi32(high, term);
    }
    pair value = {_mm512_cvtepi32_pd(low), _mm512_cvtepi32_pd(high)};
    // Rounded down to an integer in one step, because KILN_MAGIC leaves no place for a fraction.
    value.low = _mm512_fmadd_round_pd(value.low, factor.low, addend.low, DOWN);
    value.high = _mm512_fmadd_round_pd(value.high, factor.high, addend.high, DOWN);
    const __m512i result = form >= RAMP ? rise(stairs, form, half_even, low_words(value))
                                        : _mm512_max_epi32(activate(regions, form, half_even, value),
                                                           _mm512_setzero_si512());
    const __m128i bytes = _mm_min_epu8(_mm512_cvtusepi32_epi8(result), limit);
    if (left >= 16) {
      _mm_storeu_si128((__m128i *)output, bytes);
    } else {
      _mm_mask_storeu_epi8(output, written, bytes);
    }
    sums += finish->sums_stride;
    output += finish->output_stride;
  }
}

KILN_INLINE KILN_TARGET(FEATURES) void finish_pixels(const kiln_finish *finish, const int form,
                                                     const int half_even, const int has_terms,
                                                     const int32_t *sums, const int32_t *terms, size_t pixels,
                                                     uint8_t *output) {
  regions regions;
  if (form < RAMP) load_regions(finish, form, half_even, &regions);
  const stairs stairs = load_stairs(&finish->stairs);
  for (int32_t channel = 0; channel < finish->channels; channel += 16) {
    finish_block(finish, &regions, &stairs, form, half_even, has_terms, channel, sums + channel, terms, pixels,
                 output + channel);
  }
}

#define FORM(name, form)                                                                                    \
  KILN_TARGET(FEATURES)                                                                                     \
  static void name(const kiln_finish *f, const int32_t *s, const int32_t *t, size_t n, uint8_t *o) { \
    if (f->rounding == KILN_ROUNDING_HALF_EVEN) {                                                           \
      t ? finish_pixels(f, form, 1, 1, s, t, n, o) : finish_pixels(f, form, 1, 0, s, t, n, o);              \
    } else {                                                                                                \
      t ? finish_pixels(f, form, 0, 1, s, t, n, o) : finish_pixels(f, form, 0, 0, s, t, n, o);              \
    }                                                                                                       \
  }
FORM(form_1, 1)
FORM(form_2, 2)
FORM(form_3, 3)
FORM(form_16, 16)
FORM(form_ramp, RAMP)
FORM(form_stairs, STAIRS)

void kiln_finish_avx512(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                        uint8_t *output) {
  if (finish->stairs.bucket_count > 0) {
    (finish->stairs.bucket_count == 1 ? form_ramp : form_stairs)(finish, sums, terms, pixels, output);
    return;
  }
  static const kiln_finish_function forms[] = {form_1, form_1, form_2, form_3};
  const kiln_finish_function form = finish->region_count <= 3 ? forms[finish->region_count] : form_16;
  form(finish, sums, terms, pixels, output);
}

#endif
