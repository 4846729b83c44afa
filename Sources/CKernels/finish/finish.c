#include "../internal.h"

/// `product2 >> shift` holds one bit more than the result: the halves. `product2` is twice the product.
///
/// No branch, because neither the halves nor the signs of a picture's values can be predicted.
KILN_INLINE int64_t round_twice(int64_t product2, int64_t shift, const kiln_rounding rounding) {
  const int64_t twice = product2 >> shift;
  const int64_t floor = twice >> 1;
  int64_t step = twice & 1;
  if (rounding == KILN_ROUNDING_HALF_EVEN) {
    const int64_t is_tie = (int64_t)((uint64_t)twice << shift) == product2;
    step &= floor | ~is_tie;
  }
  const int64_t sign = twice >> 63;
  return floor + ((step ^ sign) - sign);
}

KILN_INLINE uint8_t clamp(int64_t value, uint8_t limit) {
  return value < 0 ? 0 : value > limit ? limit : (uint8_t)value;
}

/// The last region whose threshold is below; unused thresholds are above everything.
KILN_INLINE int32_t find_region(const kiln_finish *finish, int32_t value) {
  const int32_t *threshold = finish->threshold;
  if (finish->region_count <= 3) return (value > threshold[1]) + (value > threshold[2]);
  // Four steps without a branch: which segment follows is not predictable.
  int32_t region = (value > threshold[8]) * 8;
  region += (value > threshold[region + 4]) * 4;
  region += (value > threshold[region + 2]) * 2;
  return region + (value > threshold[region + 1]);
}

KILN_INLINE void finish_pixels(const kiln_finish *finish, const kiln_rounding rounding, const int32_t *sums,
                               const int32_t *terms, size_t pixels, uint8_t *output) {
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const uint32_t term = terms ? (uint32_t)terms[pixel] : 0;
    for (int32_t channel = 0; channel < finish->channels; channel++) {
      const int64_t value = (int32_t)((uint32_t)sums[channel] + term);
      const int32_t shift = channel % 2 == 0 ? finish->shift[channel] : 32 - finish->shift[channel];
      const int64_t normed = ((value * finish->multiplier[channel]) >> shift) + finish->addend[channel];
      const int32_t region = find_region(finish, (int32_t)normed);
      const int64_t twice = (normed - finish->start[region]) * finish->slope[region];
      const int64_t rounded = round_twice(twice, finish->slope_shift[region], rounding);
      output[channel] = clamp(rounded + finish->bias[region], finish->limit[channel]);
    }
    sums += finish->sums_stride;
    output += finish->output_stride;
  }
}

void kiln_finish_scalar(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                        uint8_t *output) {
  if (finish->rounding == KILN_ROUNDING_HALF_EVEN) {
    finish_pixels(finish, KILN_ROUNDING_HALF_EVEN, sums, terms, pixels, output);
  } else {
    finish_pixels(finish, KILN_ROUNDING_HALF_UP, sums, terms, pixels, output);
  }
}

int32_t kiln_stair_buckets(kiln_set set) {
#if KILN_X86
  if (set == KILN_SET_AVX512VNNI) return 128;
  if (set == KILN_SET_AVX2 || set == KILN_SET_AVXVNNI) return 64;
#endif
  (void)set;
  return 0;
}

void kiln_finish_narrow(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                        uint8_t *output) {
#if KILN_X86
  if (finish->set == KILN_SET_AVX512VNNI) {
    kiln_finish_avx512(finish, sums, terms, pixels, output);
    return;
  }
  if (finish->set == KILN_SET_AVX2 || finish->set == KILN_SET_AVXVNNI) {
    kiln_finish_avx2(finish, sums, terms, pixels, output);
    return;
  }
  if (finish->set == KILN_SET_BASELINE) {
    kiln_finish_sse2(finish, sums, terms, pixels, output);
    return;
  }
#elif KILN_ARM
  if (finish->set != KILN_SET_SCALAR) {
    kiln_finish_neon(finish, sums, terms, pixels, output);
    return;
  }
#endif
  kiln_finish_scalar(finish, sums, terms, pixels, output);
}

/// The rounding of the wide form, where twice the product may not fit.
KILN_INLINE int64_t round_any(int64_t product, int64_t shift, kiln_rounding rounding) {
  if (shift <= 0) return product;
  const int64_t twice = product >> (shift - 1);
  const int64_t floor = twice >> 1;
  if ((twice & 1) == 0) return floor;
  if (rounding == KILN_ROUNDING_HALF_EVEN) {
    const uint64_t below = (uint64_t)product & (((uint64_t)1 << (shift - 1)) - 1);
    if (below == 0 && (floor & 1) == 0) return floor;
  }
  return twice < 0 ? floor - 1 : floor + 1;
}

void kiln_finish_any(const kiln_finish_wide *finish, const int32_t *sums, const int32_t *inputs, size_t pixels,
                     uint8_t *output) {
  // Unsigned arithmetic wraps; signed right shifts floor, as the compilers we build with define them.
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t channel = 0; channel < finish->channels; channel++) {
      uint64_t value = (uint64_t)sums[channel] + (uint64_t)finish->constant[channel];
      if (finish->input_factor != 0) {
        const uint64_t input = (uint64_t)inputs[channel * finish->input_channel_stride];
        value += (uint64_t)((int64_t)((uint64_t)finish->input_factor * input) >> finish->input_shift);
      }
      const uint64_t product = value * (uint64_t)finish->multiplier[channel];
      const uint64_t scaled = (uint64_t)((int64_t)product >> finish->shift[channel]);
      const int64_t normed = (int64_t)(scaled + (uint64_t)finish->addend[channel]);
      int32_t region = 0;
      for (int32_t next = 1; next < finish->region_count; next++) region += normed > finish->threshold[next];
      const uint64_t distance = (uint64_t)normed - (uint64_t)finish->start[region];
      const int64_t slope = (int64_t)(distance * (uint64_t)finish->slope[region]);
      const int64_t rounded = round_any(slope, finish->slope_shift[region], finish->rounding);
      const int64_t result = (int64_t)((uint64_t)rounded + (uint64_t)finish->bias[region]);
      output[channel] = clamp(result, finish->limit[channel]);
    }
    sums += finish->sums_stride;
    if (inputs) inputs += finish->input_stride;
    output += finish->output_stride;
  }
}
