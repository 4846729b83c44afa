#include <math.h>

#include "../internal.h"

// Stages of one multiplication each in doubles: the ranges of kiln_staged keep every product and every rounded value
// exact in their 53 bits, and adding MAGIC rounds halves to even. Plain loops, which compilers vectorise for the set
// that each copy is compiled for.

/// 1.5 * 2^52: what is added to it becomes an integer, halves to even.
#define MAGIC 6755399441055744.0

/// Channels whose values pass from loop to loop.
#define PART 64

KILN_INLINE double nearest(double value) { return value + MAGIC - MAGIC; }

KILN_INLINE double bounded(double value, double lowest, double highest) {
  const double above = value < lowest ? lowest : value;
  return above > highest ? highest : above;
}

KILN_INLINE void scale(const kiln_stage *stage, int32_t channel, int32_t count, double *restrict values) {
  const double lowest = stage->lowest, highest = stage->highest;
  if (!stage->factor) {
    for (int32_t i = 0; i < count; i++) values[i] = bounded(values[i], lowest, highest);
    return;
  }
  const double *restrict factor = stage->factor + channel;
  if (stage->negative_factor == stage->factor) {
    for (int32_t i = 0; i < count; i++) values[i] = bounded(nearest(values[i] * factor[i]), lowest, highest);
    return;
  }
  const double *restrict negative = stage->negative_factor + channel;
  for (int32_t i = 0; i < count; i++) {
    const double product = values[i] * (values[i] < 0 ? negative[i] : factor[i]);
    values[i] = bounded(nearest(product), lowest, highest);
  }
}

/// A division by 2^shift that rounds halves to even; the value leaves room to add one half.
KILN_INLINE int64_t shifted(int64_t value, int32_t shift) {
  if (shift == 0) return value;
  return (value + ((int64_t)1 << (shift - 1)) - 1 + ((value >> shift) & 1)) >> shift;
}

KILN_INLINE int64_t on_line(int64_t distance, int64_t last, int64_t factor, int32_t shift) {
  return last + ((distance * factor) >> shift);
}

KILN_INLINE int64_t entry(const kiln_table_part *part, int64_t place) {
  const int64_t distance = place - part->start;
  int64_t index = distance >> part->step;
  if (index > part->count - 2) index = part->count - 2;
  const int64_t fraction = distance - (index << part->step);
  const int64_t left = part->entries[index], right = part->entries[index + 1];
  return shifted((left << part->step) + (right - left) * fraction, part->step);
}

static int64_t looked_up(const kiln_table *table, int64_t place) {
  const kiln_table_part *low = &table->negative, *high = &table->positive;
  const int64_t low_end = low->start + ((int64_t)(low->count - 1) << low->step);
  const int64_t high_end = high->start + ((int64_t)(high->count - 1) << high->step);
  if (place < low->start) return on_line(place - low->start, low->entries[0], table->below_factor, table->below_shift);
  if (place > high_end) {
    return on_line(place - high_end, high->entries[high->count - 1], table->above_factor, table->above_shift);
  }
  if (place < 0) return entry(low, place > low_end ? low_end : place);
  return entry(high, place < high->start ? high->start : place);
}

KILN_INLINE void combine(const kiln_staged *form, const int8_t *restrict operand, int32_t count,
                         double *restrict values) {
  const double offset = form->operand_offset, factor = form->operand_factor;
  if (form->operand_function == KILN_OPERAND_ADD) {
    for (int32_t i = 0; i < count; i++) values[i] += nearest((operand[i] + offset) * factor);
  } else {
    for (int32_t i = 0; i < count; i++) values[i] *= nearest((operand[i] + offset) * factor);
  }
}

KILN_INLINE void finish_part(const kiln_staged *form, const int32_t *restrict sums, const int8_t *operand,
                             int32_t channel, int32_t count, int8_t *restrict output) {
  double values[PART];
  int32_t results[PART];
  for (int32_t i = 0; i < count; i++) values[i] = sums[i];
  scale(&form->first, channel, count, values);
  if (form->second.factor || form->second.lowest > -MAGIC || form->second.highest < MAGIC) {
    scale(&form->second, channel, count, values);
  }
  if (form->table) {
    for (int32_t i = 0; i < count; i++) values[i] = (double)looked_up(form->table, (int64_t)values[i]);
  }
  if (form->operand_function != KILN_OPERAND_NONE) combine(form, operand, count, values);
  const double lowest = form->lowest, highest = form->highest, factor = form->factor, zero = form->zero_point;
  for (int32_t i = 0; i < count; i++) {
    const double result = nearest(bounded(values[i], lowest, highest) * factor) + zero;
    results[i] = (int32_t)bounded(result, -128, 127);
  }
  for (int32_t i = 0; i < count; i++) output[i] = (int8_t)results[i];
}

KILN_INLINE void finish(const kiln_staged *form, const int32_t *sums, const int8_t *operand, size_t pixels,
                        int8_t *output) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t channel = 0; channel < form->channels; channel += PART) {
      const int32_t left = form->channels - channel;
      finish_part(form, sums + channel, operand + channel, channel, left < PART ? left : PART, output + channel);
    }
    sums += form->sums_stride;
    output += form->output_stride;
    operand += form->operand_function == KILN_OPERAND_NONE ? 0 : form->output_stride;
  }
}

#if KILN_X86
/// Whether a layer needs no more than one factor per channel, bounds, the sum with an operand and the output converter, and
/// 32 bits hold its results before they are bounded.
static int is_plain(const kiln_staged *form) {
  const int adds = form->operand_function == KILN_OPERAND_ADD;
  if (!form->first.factor || form->first.negative_factor != form->first.factor || form->second.factor || form->table ||
      !(adds || form->operand_function == KILN_OPERAND_NONE) || form->factor <= 0) {
    return 0;
  }
  double largest = 0;
  for (int32_t channel = 0; channel < form->channels; channel++) {
    const double factor = form->first.factor[channel];
    if (factor < 0) return 0;
    if (factor > largest) largest = factor;
  }
  const double other = adds ? (128 + fabs(form->operand_offset)) * fabs(form->operand_factor) + 1 : 0;
  return (0x1p31 * largest + other + 1) * form->factor < 0x1p30 && fabs(form->zero_point) <= 128;
}

/// What follows the product: nothing; the converter; bounds, an operand that is added, and the converter.
enum { DIRECT, CONVERTED, ADDED };

/// The constants of a plain layer, each in all lanes.
typedef struct plain {
  __m256d magic, factor, first_lowest, first_highest, operand_offset, operand_factor;
} plain;

/// Low halves of four doubles that hold integers behind the magic number.
#define LOW_HALVES(a, b) _mm256_shuffle_ps(_mm256_castpd_ps(a), _mm256_castpd_ps(b), 0x88)

/// Four sums of channels whose factors are given; the result without zero point is in the low half of each lane.
///
/// Products are exact, so that fusing the addition of the magic number rounds once, as `nearest` does.
KILN_TARGET("avx2,fma")
KILN_INLINE __m256d plain_lanes(const plain *form, const int kind, const int32_t *sums, const int8_t *operand,
                                __m256d factor) {
  const __m256d value = _mm256_cvtepi32_pd(_mm_loadu_si128((const __m128i *)sums));
  const __m256d scaled = _mm256_fmadd_pd(value, factor, form->magic);
  if (kind == DIRECT) return scaled;
  __m256d result = _mm256_sub_pd(scaled, form->magic);
  if (kind == ADDED) {
    int32_t four;
    memcpy(&four, operand, sizeof four);
    const __m256d byte = _mm256_cvtepi32_pd(_mm_cvtepi8_epi32(_mm_cvtsi32_si128(four)));
    const __m256d moved = _mm256_add_pd(byte, form->operand_offset);
    const __m256d other = _mm256_sub_pd(_mm256_fmadd_pd(moved, form->operand_factor, form->magic), form->magic);
    const __m256d bounded = _mm256_min_pd(_mm256_max_pd(result, form->first_lowest), form->first_highest);
    result = _mm256_add_pd(bounded, other);
  }
  return _mm256_fmadd_pd(result, form->factor, form->magic);
}

/// A bound before the converter as one of the bytes behind it, which is the same because the converter never falls.
static int8_t byte_bound(const kiln_staged *form, double bound) {
  return (int8_t)bounded(nearest(bounded(bound, -0x1p40, 0x1p40) * form->factor) + form->zero_point, -128, 127);
}

KILN_TARGET("avx2,fma")
KILN_INLINE void plain_pixels(const kiln_staged *form, const int kind, const int32_t *sums, const int8_t *operand,
                              size_t pixels, int8_t *output) {
  double lowest = form->lowest, highest = form->highest;
  if (kind != ADDED) {
    lowest = bounded(bounded(form->first.lowest, form->second.lowest, form->second.highest), lowest, highest);
    highest = bounded(bounded(form->first.highest, form->second.lowest, form->second.highest), form->lowest, highest);
  }
  const __m128i least = _mm_set1_epi8(byte_bound(form, lowest)), most = _mm_set1_epi8(byte_bound(form, highest));
  const __m128i zero = _mm_set1_epi16((int16_t)form->zero_point);
  const double second_lowest = form->second.lowest, second_highest = form->second.highest;
  const plain constants = {_mm256_set1_pd(MAGIC),
                           _mm256_set1_pd(form->factor),
                           _mm256_set1_pd(bounded(form->first.lowest, second_lowest, second_highest)),
                           _mm256_set1_pd(bounded(form->first.highest, second_lowest, second_highest)),
                           _mm256_set1_pd(form->operand_offset),
                           _mm256_set1_pd(form->operand_factor)};
  for (int32_t channel = 0; channel < form->channels; channel += KILN_BLOCK) {
    const int32_t left = form->channels - channel;
    const size_t count = (size_t)(left < KILN_BLOCK ? left : KILN_BLOCK);
    const double *factor = form->first.factor + channel;
    const __m256d f0 = _mm256_loadu_pd(factor), f1 = _mm256_loadu_pd(factor + 4);
    const __m256d f2 = _mm256_loadu_pd(factor + 8), f3 = _mm256_loadu_pd(factor + 12);
    const int32_t *source = sums + channel;
    const int8_t *other = operand + channel;
    int8_t *target = output + channel;
    int8_t few[KILN_BLOCK] = {0};
    for (size_t pixel = 0; pixel < pixels; pixel++) {
      const int8_t *bytes_in = other;
      if (kind == ADDED && count < KILN_BLOCK) bytes_in = memcpy(few, other, count);
      const __m256d a = plain_lanes(&constants, kind, source, bytes_in, f0);
      const __m256d b = plain_lanes(&constants, kind, source + 4, bytes_in + 4, f1);
      const __m256d c = plain_lanes(&constants, kind, source + 8, bytes_in + 8, f2);
      const __m256d d = plain_lanes(&constants, kind, source + 12, bytes_in + 12, f3);
      const __m256i low = _mm256_castps_si256(LOW_HALVES(a, b)), high = _mm256_castps_si256(LOW_HALVES(c, d));
      // Words 0 1 4 5 8 9 12 13 and 2 3 6 7 10 11 14 15, in their halves.
      const __m256i words = _mm256_packs_epi32(low, high);
      const __m128i first = _mm256_castsi256_si128(words), second = _mm256_extracti128_si256(words, 1);
      const __m128i pairs = _mm_adds_epi16(_mm_unpacklo_epi32(first, second), zero);
      const __m128i rest = _mm_adds_epi16(_mm_unpackhi_epi32(first, second), zero);
      const __m128i bytes = _mm_min_epi8(_mm_max_epi8(_mm_packs_epi16(pairs, rest), least), most);
      if (count == KILN_BLOCK) {
        _mm_storeu_si128((__m128i *)target, bytes);
      } else {
        memcpy(target, &bytes, count);
      }
      source += form->sums_stride;
      target += form->output_stride;
      if (kind == ADDED) other += form->output_stride;
    }
  }
}

KILN_TARGET("avx2,fma")
static void plain_avx2(const kiln_staged *form, const int32_t *sums, const int8_t *operand, size_t pixels,
                       int8_t *output) {
  if (form->operand_function == KILN_OPERAND_ADD) {
    plain_pixels(form, ADDED, sums, operand, pixels, output);
  } else if (form->factor == 1) {
    plain_pixels(form, DIRECT, sums, operand, pixels, output);
  } else {
    plain_pixels(form, CONVERTED, sums, operand, pixels, output);
  }
}

KILN_TARGET("avx2")
static void finish_avx2(const kiln_staged *form, const int32_t *sums, const int8_t *operand, size_t pixels,
                        int8_t *output) {
  finish(form, sums, operand, pixels, output);
}

KILN_TARGET("avx512f,avx512bw,avx512dq,avx512vl")
static void finish_avx512(const kiln_staged *form, const int32_t *sums, const int8_t *operand, size_t pixels,
                          int8_t *output) {
  finish(form, sums, operand, pixels, output);
}
#endif

void kiln_staged_finish(const kiln_staged *form, const int32_t *sums, const int8_t *operand, size_t pixels,
                        int8_t *output) {
  // Without an operand nothing is read from it; pointers into the output keep their sums defined.
  const int8_t *other = operand ? operand : output;
#if KILN_X86
  const int has_avx2 =
      form->set == KILN_SET_AVX512VNNI || form->set == KILN_SET_AVXVNNI || form->set == KILN_SET_AVX2;
  if (has_avx2 && is_plain(form)) {
    plain_avx2(form, sums, other, pixels, output);
    return;
  }
  if (form->set == KILN_SET_AVX512VNNI) {
    finish_avx512(form, sums, other, pixels, output);
    return;
  }
  if (form->set == KILN_SET_AVX2 || form->set == KILN_SET_AVXVNNI) {
    finish_avx2(form, sums, other, pixels, output);
    return;
  }
#endif
  finish(form, sums, other, pixels, output);
}
