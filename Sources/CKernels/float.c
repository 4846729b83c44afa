#include "internal.h"

// A fused multiply-add rounds once where the reference rounds twice. gcc has no such pragma: -ffp-contract=off.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

// Vector extensions that clang and gcc share; a set without registers of this width uses several.
typedef float eight __attribute__((vector_size(32)));
typedef int32_t mask __attribute__((vector_size(32)));

#define LOAD(target, source) memcpy(&(target), (source), sizeof(eight))
#define SPLAT(value) ((eight){value, value, value, value, value, value, value, value})

/// Outputs of 8 lanes x `vectors`; the sums stay in registers through all terms.
#define SUM_BLOCK(vectors)                                                                       \
  do {                                                                                           \
    eight sums[vectors];                                                                         \
    for (int v = 0; v < vectors; v++) {                                                          \
      if (row->start_step == 0) {                                                                \
        sums[v] = SPLAT(row->start[0]);                                                          \
      } else {                                                                                   \
        LOAD(sums[v], row->start + x + 8 * v);                                                   \
      }                                                                                          \
    }                                                                                            \
    for (int32_t term = 0; term < row->terms; term++) {                                          \
      const float *source = input + row->offsets[term] + x;                                      \
      const eight weight = SPLAT(row->weights[term]);                                            \
      for (int v = 0; v < vectors; v++) {                                                        \
        eight values;                                                                            \
        LOAD(values, source + 8 * v);                                                            \
        sums[v] += values * weight;                                                              \
      }                                                                                          \
    }                                                                                            \
    for (int v = 0; v < vectors; v++) {                                                          \
      const mask below = sums[v] < minimum;                                                      \
      const mask raised = ((mask)minimum & below) | ((mask)sums[v] & ~below);                    \
      const mask above = maximum < (eight)raised;                                                \
      const mask result = ((mask)maximum & above) | (raised & ~above);                           \
      memcpy(output + x + 8 * v, &result, sizeof result);                                        \
    }                                                                                            \
  } while (0)

KILN_INLINE void row_sums(const kiln_float_row *row, const float *restrict input, size_t count,
                          float *restrict output) {
  const eight minimum = SPLAT(row->minimum), maximum = SPLAT(row->maximum);
  size_t x = 0;
  for (; x + 32 <= count; x += 32) SUM_BLOCK(4);
  for (; x + 8 <= count; x += 8) SUM_BLOCK(1);
  if (x == count) return;
  if (count >= 8) {
    // Some outputs a second time, with the same result, so that the rest fills a register.
    x = count - 8;
    SUM_BLOCK(1);
    return;
  }
  for (; x < count; x++) {
    float sum = row->start[(ptrdiff_t)x * row->start_step];
    for (int32_t term = 0; term < row->terms; term++) {
      sum += input[row->offsets[term] + (ptrdiff_t)x] * row->weights[term];
    }
    const float raised = sum < row->minimum ? row->minimum : sum;
    output[x] = row->maximum < raised ? row->maximum : raised;
  }
}

#if KILN_X86
// Without the feature "fma" nothing can be fused, for AVX-512 neither.
KILN_TARGET("avx2")
static void row_sums_avx2(const kiln_float_row *row, const float *input, size_t count, float *output) {
  row_sums(row, input, count, output);
}
#endif

void kiln_float_row_sums(const kiln_float_row *row, const float *input, size_t count, float *output) {
#if KILN_X86
  if (row->set >= KILN_SET_AVX2) {
    row_sums_avx2(row, input, count, output);
    return;
  }
#endif
  row_sums(row, input, count, output);
}
