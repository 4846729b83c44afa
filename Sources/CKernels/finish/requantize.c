#include "../internal.h"

// Branch-free, so that compilers vectorise the loops for the set that each copy is compiled for.

/// `value / 2^shift`, shift 0...62; the product of two s32 leaves room to add one half.
KILN_INLINE int64_t rounded(int64_t value, int64_t shift, const kiln_requantize_rounding rounding) {
  // Without a shift there is no half, and nothing to take from it.
  const int64_t half = ((int64_t)1 << shift) >> 1;
  const int64_t has_half = shift > 0;
  switch (rounding) {
  case KILN_REQUANTIZE_FLOOR:
    return value >> shift;
  case KILN_REQUANTIZE_HALF_UP:
    return (value + half) >> shift;
  case KILN_REQUANTIZE_HALF_AWAY:
    return (value + half - (has_half & (value < 0))) >> shift;
  default:
    return (value + half - (has_half & ~(value >> shift))) >> shift;
  }
}

/// Channels that pass through memory between the two loops of `requantize_part`.
#define PART 64

KILN_INLINE int32_t scaled(const kiln_requantize *form, const kiln_requantize_rounding rounding,
                           const int has_multiplier, int32_t sum, int32_t channel) {
  const int64_t factor = has_multiplier ? form->multiplier[channel] : 1;
  const uint32_t result = (uint32_t)rounded(sum * factor, form->shift[channel], rounding);
  return (int32_t)(result + (uint32_t)form->zero_point);
}

KILN_INLINE uint8_t bounded(const kiln_requantize *form, int32_t value) {
  const int32_t above = value < form->lowest ? form->lowest : value;
  return (uint8_t)(above > form->highest ? form->highest : above);
}

/// Up to PART channels of a pixel. `has_wide_vectors`: the set has vectors of 64-bit numbers.
KILN_INLINE void requantize_part(const kiln_requantize *form, const kiln_requantize_rounding rounding,
                                 const int has_multiplier, const int has_wide_vectors, const int32_t *restrict sums,
                                 int32_t channel, int32_t count, uint8_t *restrict output) {
  if (has_wide_vectors) {
    for (int32_t i = 0; i < count; i++) {
      output[i] = bounded(form, scaled(form, rounding, has_multiplier, sums[i], channel + i));
    }
    return;
  }
  // The bounds by themselves are vectors everywhere; as branches they could not be predicted.
  int32_t part[PART];
  for (int32_t i = 0; i < count; i++) part[i] = scaled(form, rounding, has_multiplier, sums[i], channel + i);
  for (int32_t i = 0; i < count; i++) output[i] = bounded(form, part[i]);
}

KILN_INLINE void requantize(const kiln_requantize *form, const kiln_requantize_rounding rounding,
                            const int has_multiplier, const int has_wide_vectors, const int32_t *sums,
                            size_t pixels, uint8_t *output) {
  const int32_t most = has_wide_vectors ? form->channels : PART;
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t channel = 0; channel < form->channels; channel += most) {
      const int32_t left = form->channels - channel;
      requantize_part(form, rounding, has_multiplier, has_wide_vectors, sums + channel, channel,
                      left < most ? left : most, output + channel);
    }
    sums += form->sums_stride;
    output += form->output_stride;
  }
}

KILN_INLINE void any_rounding(const kiln_requantize *form, const int has_wide_vectors, const int32_t *sums,
                              size_t pixels, uint8_t *output) {
  switch (form->rounding) {
#define CASE(rounding)                                                       \
  case rounding:                                                             \
    if (form->multiplier) {                                                  \
      requantize(form, rounding, 1, has_wide_vectors, sums, pixels, output); \
    } else {                                                                 \
      requantize(form, rounding, 0, has_wide_vectors, sums, pixels, output); \
    }                                                                        \
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
  any_rounding(form, 1, sums, pixels, output);
}

KILN_TARGET("avx512f,avx512bw,avx512dq,avx512vl")
static void requantize_avx512(const kiln_requantize *form, const int32_t *sums, size_t pixels, uint8_t *output) {
  any_rounding(form, 1, sums, pixels, output);
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
#if KILN_ARM
  any_rounding(form, 1, sums, pixels, output);
#else
  any_rounding(form, 0, sums, pixels, output);
#endif
}
