// The narrow finish in doubles, for sets that have them in vectors: the ranges of kiln_finish keep every step exact in
// their 53 bits, because products have at most 48 and a shift is a factor.
#ifndef CKERNELS_DOUBLES_H
#define CKERNELS_DOUBLES_H

#include "../internal.h"

/// 1.5 * 2^52: a number that is added to it becomes an integer, which is in the low bits of the sum.
#define KILN_MAGIC 6755399441055744.0

/// 2^-shift for shifts of 0...1022.
KILN_INLINE double kiln_power(int32_t shift) {
  const uint64_t bits = (uint64_t)(1023 - shift) << 52;
  double result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

/// Batch norm's shift of a channel.
KILN_INLINE int32_t kiln_norm_shift(const kiln_finish *finish, int32_t channel) {
  return channel % 2 == 0 ? finish->shift[channel] : 32 - finish->shift[channel];
}

/// Batch norm's factor with the shift in it.
KILN_INLINE double kiln_norm_factor(const kiln_finish *finish, int32_t channel) {
  return finish->multiplier[channel] * kiln_power(kiln_norm_shift(finish, channel));
}

/// A region's slope with the shift in it.
KILN_INLINE double kiln_slope(const kiln_finish *finish, int32_t region) {
  return 0.5 * finish->slope[region] * kiln_power(finish->slope_shift[region]);
}

#endif
