#include "../internal.h"

// Each step rounds as the reference does: nothing is fused.
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#endif

typedef float eight __attribute__((vector_size(32)));
typedef int32_t words __attribute__((vector_size(32)));
typedef int8_t codes __attribute__((vector_size(8)));

#define SPLAT(value) ((eight){value, value, value, value, value, value, value, value})
#define SELECT(mask, a, b) ((eight)(((words)(a) & (mask)) | ((words)(b) & ~(mask))))

/// What codes stand for, in floats.
#define WIDEN(name, source, zero_point, scale)                                                       \
  eight name;                                                                                        \
  do {                                                                                               \
    codes raw;                                                                                       \
    memcpy(&raw, source, sizeof raw);                                                                \
    /* Exact, both of them: whole numbers below 2^24. */                                             \
    name = (__builtin_convertvector(__builtin_convertvector(raw, words), eight) - zero_point) * scale; \
  } while (0)

/// The nearest codes, halves to even; what is not a number counts as 0.
#define NARROW(value, target)                                                                        \
  do {                                                                                               \
    eight steps = (value) / y_scale;                                                                 \
    steps = SELECT(steps == steps, steps, SPLAT(0.0f));                                              \
    /* Far beyond any code, and within what the next step rounds. */                                 \
    steps = SELECT(steps < SPLAT(4096.0f), steps, SPLAT(4096.0f));                                   \
    steps = SELECT(SPLAT(-4096.0f) < steps, steps, SPLAT(-4096.0f));                                 \
    /* Sums of this size have no places behind the point: the addition rounds to even. */            \
    steps = (steps + magic) - magic + y_zero;                                                        \
    steps = SELECT(steps < SPLAT(127.0f), steps, SPLAT(127.0f));                                     \
    steps = SELECT(SPLAT(-128.0f) < steps, steps, SPLAT(-128.0f));                                   \
    const codes narrow = __builtin_convertvector(__builtin_convertvector(steps, words), codes);      \
    memcpy(target, &narrow, sizeof narrow);                                                          \
  } while (0)

#define COMBINE_ROWS(expression)                                                                     \
  for (size_t row = 0; row < form->rows; row++) {                                                    \
    const uint8_t *left = a + row * form->a_row_stride, *right = b + row * form->b_row_stride;       \
    uint8_t *target = output + row * form->width;                                                    \
    size_t lane = 0;                                                                                 \
    for (; lane + 8 <= form->width; lane += 8) {                                                     \
      WIDEN(x, left + lane, a_zero, a_scale);                                                        \
      WIDEN(other, form->b_is_single ? singles : right + lane, b_zero, b_scale);                     \
      NARROW(expression, target + lane);                                                             \
    }                                                                                                \
    if (lane < form->width) {                                                                        \
      const size_t rest = form->width - lane;                                                        \
      uint8_t some[8] = {0}, others[8] = {0}, results[8];                                            \
      memcpy(some, left + lane, rest);                                                               \
      if (!form->b_is_single) memcpy(others, right + lane, rest);                                    \
      WIDEN(x, some, a_zero, a_scale);                                                               \
      WIDEN(other, form->b_is_single ? singles : others, b_zero, b_scale);                           \
      NARROW(expression, results);                                                                   \
      memcpy(target + lane, results, rest);                                                          \
    }                                                                                                \
  }

KILN_INLINE void combine(const kiln_combination *form, const uint8_t *restrict a, const uint8_t *restrict b,
                         uint8_t *restrict output) {
  const eight a_scale = SPLAT(form->a_scale), a_zero = SPLAT((float)form->a_zero_point);
  const eight b_scale = SPLAT(form->b_scale), b_zero = SPLAT((float)form->b_zero_point);
  const eight y_scale = SPLAT(form->scale), y_zero = SPLAT((float)form->zero_point);
  const eight magic = SPLAT(12582912.0f);
  uint8_t singles[8];
  memset(singles, b[0], sizeof singles);
  switch (form->function) {
  case KILN_COMBINE_ADD: COMBINE_ROWS(x + other) break;
  case KILN_COMBINE_SUBTRACT: COMBINE_ROWS(x - other) break;
  case KILN_COMBINE_MULTIPLY: COMBINE_ROWS(x * other) break;
  }
}

#if KILN_X86
KILN_TARGET("avx2")
static void combine_avx2(const kiln_combination *form, const uint8_t *a, const uint8_t *b, uint8_t *output) {
  combine(form, a, b, output);
}
#endif

void kiln_combine_codes(const kiln_combination *form, const uint8_t *a, const uint8_t *b, uint8_t *output) {
#if KILN_X86
  if (form->set >= KILN_SET_AVX2) {
    combine_avx2(form, a, b, output);
    return;
  }
#endif
  combine(form, a, b, output);
}

void kiln_map_codes(const uint8_t *table, const uint8_t *restrict input, size_t count, uint8_t *restrict output) {
  size_t index = 0;
  // Eight at a time: one load and one store for them, table entries between.
  for (; index + 8 <= count; index += 8) {
    uint64_t codes, results = 0;
    memcpy(&codes, input + index, 8);
    for (int lane = 0; lane < 8; lane++) {
      results |= (uint64_t)table[(codes >> (8 * lane)) & 255] << (8 * lane);
    }
    memcpy(output + index, &results, 8);
  }
  for (; index < count; index++) output[index] = table[input[index]];
}
