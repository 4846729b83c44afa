#include "../internal.h"

// Activations that are constant or climb by single steps up to a threshold and rise behind it, with AVX2: relu and leaky
// relu. What rises is not negative there.

#if KILN_X86

#define FEATURES "avx2"

/// What is known of the activation: a relu of any slope; a slope that is a power of two; the same behind steps.
enum { LINE = 0, RAMP = 1, STAIRS = 2 };

/// Numbers of 8 channels and of the activation, in registers for all pixels.
typedef struct relu {
  // Batch norm: even and odd channels are multiplied and shifted apart.
  __m256i even_multiplier, odd_multiplier, even_shift, odd_shift, addend;
  __m256i threshold, start, slope, flat, bias;
  /// Right shift of even products, left shift of odd ones into the upper half; or the whole right shift of a ramp.
  __m128i right, left;
  // `kiln_stairs`.
  __m256i ramp_addend, origin, least, scale, width, base, deviations[2];
  __m128i bucket_shift;
} relu;

KILN_INLINE KILN_TARGET(FEATURES) relu load_relu(const kiln_finish *finish, const int form, int32_t channel) {
  const __m256i shift = _mm256_loadu_si256((const __m256i *)(finish->shift + channel));
  relu r;
  r.even_multiplier = _mm256_loadu_si256((const __m256i *)(finish->multiplier + channel));
  r.odd_multiplier = _mm256_srli_epi64(r.even_multiplier, 32);
  r.even_shift = _mm256_and_si256(shift, _mm256_set1_epi64x(0xFFFFFFFF));
  r.odd_shift = _mm256_srli_epi64(shift, 32);
  r.addend = _mm256_loadu_si256((const __m256i *)(finish->addend + channel));
  if (form == LINE) {
    r.threshold = _mm256_set1_epi32(finish->threshold[1]);
    r.start = _mm256_set1_epi32(finish->start[1]);
    r.slope = _mm256_set1_epi32(finish->slope[1]);
    r.flat = _mm256_set1_epi32(finish->bias[0]);
    r.bias = _mm256_set1_epi32(finish->bias[1]);
    r.right = _mm_cvtsi32_si128(finish->slope_shift[1]);
    r.left = _mm_cvtsi32_si128(32 - finish->slope_shift[1]);
  } else {
    const kiln_stairs *stairs = &finish->stairs;
    r.threshold = _mm256_set1_epi32(stairs->threshold);
    r.start = _mm256_set1_epi32(stairs->start);
    r.ramp_addend = _mm256_set1_epi32(stairs->addend);
    r.right = _mm_cvtsi32_si128(stairs->ramp_shift);
    r.origin = _mm256_set1_epi32(stairs->origin);
    r.flat = _mm256_set1_epi32(stairs->flat);
    r.least = _mm256_set1_epi32(stairs->least);
    r.scale = _mm256_set1_epi32(stairs->scale);
    r.width = _mm256_set1_epi32(stairs->width);
    r.base = _mm256_set1_epi32(stairs->base);
    r.bucket_shift = _mm_cvtsi32_si128(stairs->shift);
    r.deviations[0] = _mm256_loadu_si256((const __m256i *)stairs->deviation);
    r.deviations[1] = _mm256_loadu_si256((const __m256i *)(stairs->deviation + 32));
  }
  return r;
}

/// `distance * slope`, shifted and rounded, by the product of 64 bits.
KILN_INLINE KILN_TARGET(FEATURES) __m256i rise(const relu *r, const int half_even, __m256i distance) {
  const __m256i even_twice = _mm256_mul_epi32(distance, r->slope);
  const __m256i odd_twice = _mm256_mul_epi32(_mm256_srli_epi64(distance, 32), r->slope);
  const __m256i twice = _mm256_blend_epi32(_mm256_srl_epi64(even_twice, r->right),
                                           _mm256_sll_epi64(odd_twice, r->left), 0xAA);
  __m256i step = _mm256_and_si256(twice, _mm256_set1_epi32(1));
  const __m256i floor = _mm256_srai_epi32(twice, 1);
  if (half_even) {
    // A tie loses no bits by the shift; ties of an even floor stay where they are.
    const __m256i low = _mm256_blend_epi32(even_twice, _mm256_slli_epi64(odd_twice, 32), 0xAA);
    const __m256i is_tie = _mm256_cmpeq_epi32(_mm256_sll_epi32(twice, r->right), low);
    step = _mm256_andnot_si256(_mm256_andnot_si256(floor, is_tie), step);
  }
  return _mm256_add_epi32(floor, step);
}

/// Behind the threshold of a ramp.
KILN_INLINE KILN_TARGET(FEATURES) __m256i rise_by_power(const relu *r, const int half_even, __m256i value) {
  __m256i distance = _mm256_add_epi32(value, r->ramp_addend);
  if (half_even) {
    const __m256i floor = _mm256_srl_epi32(_mm256_sub_epi32(value, r->start), r->right);
    distance = _mm256_add_epi32(distance, _mm256_and_si256(floor, _mm256_set1_epi32(1)));
  }
  return _mm256_srl_epi32(distance, r->right);
}

/// Up to the threshold of stairs.
KILN_INLINE KILN_TARGET(FEATURES) __m256i climb(const relu *r, __m256i value) {
  const __m256i x = _mm256_max_epi32(_mm256_sub_epi32(value, r->origin), r->least);
  const __m256i bucket = _mm256_mulhi_epu16(_mm256_srl_epi32(x, r->bucket_shift), r->scale);
  // Four deviations in each word of the tables; the bucket's bit 5 becomes the sign that the blend looks at.
  const __m256i index = _mm256_srli_epi32(bucket, 2);
  const __m256 low = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(r->deviations[0], index));
  const __m256 high = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(r->deviations[1], index));
  const __m256 is_high = _mm256_castsi256_ps(_mm256_slli_epi32(bucket, 26));
  const __m256i fours = _mm256_castps_si256(_mm256_blendv_ps(low, high, is_high));
  const __m256i place = _mm256_and_si256(_mm256_slli_epi32(bucket, 3), _mm256_set1_epi32(24));
  const __m256i deviation = _mm256_and_si256(_mm256_srlv_epi32(fours, place), _mm256_set1_epi32(255));
  const __m256i first = _mm256_add_epi32(_mm256_madd_epi16(bucket, r->width), r->base);
  return _mm256_sub_epi32(bucket, _mm256_cmpgt_epi32(x, _mm256_add_epi32(first, deviation)));
}

/// 8 channels of one pixel; lanes up to the threshold compute something of no meaning that is replaced.
KILN_INLINE KILN_TARGET(FEATURES) __m256i finish_eight(const relu *r, const int half_even, const int form,
                                                       __m256i value) {
  const __m256i even_product = _mm256_mul_epi32(value, r->even_multiplier);
  const __m256i odd_product = _mm256_mul_epi32(_mm256_srli_epi64(value, 32), r->odd_multiplier);
  const __m256i normed =
      _mm256_add_epi32(_mm256_blend_epi32(_mm256_srlv_epi64(even_product, r->even_shift),
                                          _mm256_sllv_epi64(odd_product, r->odd_shift), 0xAA),
                       r->addend);
  const __m256i rises = _mm256_cmpgt_epi32(normed, r->threshold);
  const __m256i risen =
      form == LINE ? _mm256_add_epi32(rise(r, half_even, _mm256_sub_epi32(normed, r->start)), r->bias)
                   : rise_by_power(r, half_even, normed);
  const __m256i lower = form == STAIRS ? climb(r, normed) : r->flat;
  return _mm256_blendv_epi8(lower, risen, rises);
}

KILN_INLINE KILN_TARGET(FEATURES) __m256i sum_of(const int32_t *sums, const int32_t *term) {
  const __m256i sum = _mm256_loadu_si256((const __m256i *)sums);
  return term ? _mm256_add_epi32(sum, _mm256_set1_epi32(*term)) : sum;
}

KILN_INLINE KILN_TARGET(FEATURES) void store(__m128i bytes, const int has_eight, uint8_t *output) {
  if (has_eight) {
    _mm_storel_epi64((__m128i *)output, bytes);
  } else {
    const int32_t four = _mm_cvtsi128_si32(bytes);
    memcpy(output, &four, 4);
  }
}

/// All pixels of 8 channels, or of the last 4, two pixels at a time.
KILN_INLINE KILN_TARGET(FEATURES) void finish_channels(const kiln_finish *finish, const int half_even,
                                                       const int form, int32_t channel, const int32_t *sums,
                                                       const int32_t *terms, size_t pixels, uint8_t *output) {
  const relu r = load_relu(finish, form, channel);
  const __m128i limit = _mm_loadl_epi64((const __m128i *)(finish->limit + channel));
  const __m128i limits = _mm_unpacklo_epi64(limit, limit);
  const int has_eight = channel + 8 <= finish->channels;
  sums += channel;
  output += channel;
  for (size_t pixel = 0; pixel < pixels; pixel += 2) {
    // A last odd pixel is its own neighbour.
    const size_t next = pixel + 1 < pixels ? 1 : 0;
    const __m256i first = finish_eight(&r, half_even, form, sum_of(sums, terms ? terms + pixel : NULL));
    const __m256i second =
        finish_eight(&r, half_even, form,
                     sum_of(sums + next * (size_t)finish->sums_stride, terms ? terms + pixel + next : NULL));
    // Fours of both pixels take turns within each half; the unpacking brings a pixel's two together.
    const __m256i words = _mm256_packs_epi32(first, second);
    const __m256i fours = _mm256_packus_epi16(words, words);
    const __m128i bytes =
        _mm_unpacklo_epi32(_mm256_castsi256_si128(fours), _mm256_extracti128_si256(fours, 1));
    const __m128i limited = _mm_min_epu8(bytes, limits);
    store(limited, has_eight, output);
    if (next) store(_mm_unpackhi_epi64(limited, limited), has_eight, output + finish->output_stride);
    sums += 2 * finish->sums_stride;
    output += 2 * finish->output_stride;
  }
}

#define FINISH(name, half_even, form, terms)                                                                   \
  KILN_TARGET(FEATURES)                                                                                        \
  static void name(const kiln_finish *f, const int32_t *s, const int32_t *t, size_t n, uint8_t *o) {           \
    (void)t;                                                                                                   \
    for (int32_t c = 0; c < f->channels; c += 8) finish_channels(f, half_even, form, c, s, terms, n, o);       \
  }
FINISH(half_up, 0, LINE, NULL)
FINISH(half_up_terms, 0, LINE, t)
FINISH(half_up_ramp, 0, RAMP, NULL)
FINISH(half_up_ramp_terms, 0, RAMP, t)
FINISH(half_up_stairs, 0, STAIRS, NULL)
FINISH(half_up_stairs_terms, 0, STAIRS, t)
FINISH(half_even, 1, LINE, NULL)
FINISH(half_even_terms, 1, LINE, t)
FINISH(half_even_ramp, 1, RAMP, NULL)
FINISH(half_even_ramp_terms, 1, RAMP, t)
FINISH(half_even_stairs, 1, STAIRS, NULL)
FINISH(half_even_stairs_terms, 1, STAIRS, t)

int kiln_finish_is_relu(const kiln_finish *finish) {
  if (finish->stairs.bucket_count > 0) return 1;
  return finish->region_count == 2 && finish->slope[0] == 0 && finish->slope[1] > 0 &&
         (int64_t)finish->threshold[1] >= (int64_t)finish->start[1] - 1;
}

void kiln_finish_relu_avx2(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                           uint8_t *output) {
  static const kiln_finish_function forms[2][3][2] = {
      {{half_up, half_up_terms}, {half_up_ramp, half_up_ramp_terms}, {half_up_stairs, half_up_stairs_terms}},
      {{half_even, half_even_terms}, {half_even_ramp, half_even_ramp_terms}, {half_even_stairs, half_even_stairs_terms}}};
  const int32_t buckets = finish->stairs.bucket_count;
  const int form = buckets == 0 ? LINE : buckets == 1 ? RAMP : STAIRS;
  forms[finish->rounding == KILN_ROUNDING_HALF_EVEN][form][terms != NULL](finish, sums, terms, pixels, output);
}

#endif
