// Vectors of one set for the files that include this: before it they define FUSED_LANES, FUSED_ATTRIBUTE, FUSED_SET,
// and FUSED_MULTIPLY_ADD unless the lanes are to go through `fmaf` one by one.
#ifndef CKERNELS_FUSED_LANES_H
#define CKERNELS_FUSED_LANES_H

#include "fused.h"

// Only what says so is fused. gcc has no such pragma: -ffp-contract=off.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

typedef float lanes __attribute__((vector_size(4 * FUSED_LANES)));
typedef int32_t whole_lanes __attribute__((vector_size(4 * FUSED_LANES)));
/// For sums and shifts that may wrap.
typedef uint32_t bit_lanes __attribute__((vector_size(4 * FUSED_LANES)));

#define FUSED_INLINE KILN_INLINE FUSED_ATTRIBUTE
/// Vectors of one tile.
#define FUSED_VECTORS (KILN_FUSED_COLUMNS / FUSED_LANES)

FUSED_INLINE lanes load(const float *source) {
  lanes result;
  memcpy(&result, source, sizeof result);
  return result;
}

FUSED_INLINE void store(float *target, lanes values) { memcpy(target, &values, sizeof values); }

FUSED_INLINE lanes splat(float value) { return value - (lanes){0}; }

FUSED_INLINE whole_lanes splat_whole(int32_t value) { return value - (whole_lanes){0}; }

/// `a` where the mask is set, else `b`.
FUSED_INLINE lanes choose(whole_lanes mask, lanes a, lanes b) {
#if defined(FUSED_CHOOSE)
  return FUSED_CHOOSE(mask, a, b);
#endif
  return (lanes)(((whole_lanes)a & mask) | ((whole_lanes)b & ~mask));
}

/// `a * b + c`, rounded once.
FUSED_INLINE lanes multiply_add(lanes a, lanes b, lanes c) {
#if defined(FUSED_MULTIPLY_ADD)
  return FUSED_MULTIPLY_ADD(a, b, c);
#else
  for (int lane = 0; lane < FUSED_LANES; lane++) c[lane] = __builtin_fmaf(a[lane], b[lane], c[lane]);
  return c;
#endif
}

/// The larger one; a NaN stays, and of two zeros the limit is taken.
FUSED_INLINE lanes at_least(lanes value, lanes limit) { return choose(limit >= value, limit, value); }

/// The smaller one; a NaN stays, and of two zeros the value is taken.
FUSED_INLINE lanes at_most(lanes value, lanes limit) {
#if defined(FUSED_SMALLER)
  return FUSED_SMALLER(limit, value);
#endif
  return choose(limit < value, limit, value);
}

#endif
