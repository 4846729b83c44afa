#include "../internal.h"

// Branch-free, so that compilers vectorise the loops for the set that each copy is compiled for.

/// `value / 2^shift`, shift 0...62.
KILN_INLINE int64_t rounded(int64_t value, int64_t shift, const kiln_requantize_rounding rounding) {
  const int64_t floor = value >> shift;
  if (rounding == KILN_REQUANTIZE_FLOOR) return floor;
  // The first bit that falls off, and whether any bit below it is set; neither exists for shift 0.
  const int64_t half = ((int64_t)1 << shift) >> 1;
  const int64_t fraction = value & (((int64_t)1 << shift) - 1);
  const int64_t reaches_half = (fraction >= half) & (shift > 0);
  if (rounding == KILN_REQUANTIZE_HALF_UP) return floor + reaches_half;
  const int64_t is_tie = (fraction == half) & reaches_half;
  if (rounding == KILN_REQUANTIZE_HALF_AWAY) return floor + reaches_half - (is_tie & (value < 0));
  return floor + reaches_half - (is_tie & ~floor & 1);
}

KILN_INLINE void requantize(const kiln_requantize *form, const kiln_requantize_rounding rounding,
                            const int32_t *restrict sums, size_t pixels, uint8_t *restrict output) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t channel = 0; channel < form->channels; channel++) {
      const int64_t product = (int64_t)sums[channel] * form->multiplier[channel];
      const uint32_t scaled = (uint32_t)rounded(product, form->shift[channel], rounding);
      int32_t result = (int32_t)(scaled + (uint32_t)form->zero_point);
      result = result < form->lowest ? form->lowest : result;
      result = result > form->highest ? form->highest : result;
      output[channel] = (uint8_t)result;
    }
    sums += form->sums_stride;
    output += form->output_stride;
  }
}

KILN_INLINE void requantize_shift(const kiln_requantize *form, const kiln_requantize_rounding rounding,
                                  const int32_t *restrict sums, size_t pixels, uint8_t *restrict output) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t channel = 0; channel < form->channels; channel++) {
      const int64_t shifted = rounded(sums[channel], form->shift[channel], rounding);
      int32_t result = (int32_t)((uint32_t)shifted + (uint32_t)form->zero_point);
      result = result < form->lowest ? form->lowest : result;
      result = result > form->highest ? form->highest : result;
      output[channel] = (uint8_t)result;
    }
    sums += form->sums_stride;
    output += form->output_stride;
  }
}

KILN_INLINE void any_rounding(const kiln_requantize *form, const int32_t *sums, size_t pixels,
                              uint8_t *output) {
  switch (form->rounding) {
#define CASE(rounding)                                            \
  case rounding:                                                  \
    if (form->multiplier) {                                       \
      requantize(form, rounding, sums, pixels, output);           \
    } else {                                                      \
      requantize_shift(form, rounding, sums, pixels, output);     \
    }                                                             \
    return;
    CASE(KILN_REQUANTIZE_FLOOR)
    CASE(KILN_REQUANTIZE_HALF_UP)
    CASE(KILN_REQUANTIZE_HALF_AWAY)
    CASE(KILN_REQUANTIZE_HALF_EVEN)
  }
}

#if KILN_X86
KILN_TARGET("avx2")
static void requantize_avx2(const kiln_requantize *form, const int32_t *sums, size_t pixels, uint8_t *output) {
  any_rounding(form, sums, pixels, output);
}

KILN_TARGET("avx512f,avx512bw,avx512dq,avx512vl")
static void requantize_avx512(const kiln_requantize *form, const int32_t *sums, size_t pixels, uint8_t *output) {
  any_rounding(form, sums, pixels, output);
}
#endif

void kiln_requantize_sums(const kiln_requantize *form, const int32_t *sums, size_t pixels, uint8_t *output) {
#if KILN_X86
  if (form->set == KILN_SET_AVX512VNNI) {
    requantize_avx512(form, sums, pixels, output);
    return;
  }
  if (form->set == KILN_SET_AVX2 || form->set == KILN_SET_AVXVNNI) {
    requantize_avx2(form, sums, pixels, output);
    return;
  }
#endif
  any_rounding(form, sums, pixels, output);
}
