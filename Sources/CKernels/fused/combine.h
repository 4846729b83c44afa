// Codes combined through floats; included by a set's file behind lanes.h.

typedef int8_t byte_lanes __attribute__((vector_size(FUSED_LANES)));

FUSED_INLINE lanes values_of(const int8_t *codes, float zero, float scale) {
  byte_lanes bytes;
  memcpy(&bytes, codes, sizeof bytes);
  return (__builtin_convertvector(__builtin_convertvector(bytes, whole_lanes), lanes) - zero) * scale;
}

FUSED_INLINE lanes combined(const int function, lanes a, lanes b) {
  switch (function) {
  case 0: return a + b;
  case 1: return a - b;
  case 2: return a * b;
  case 3: return a / b;
  case 4: return choose(b < a, b, a);
  default: return choose(a < b, b, a);
  }
}

FUSED_INLINE void combine_lanes(const int function, const kiln_combine *form, const int8_t *a, const int8_t *b,
                                int8_t *output) {
  const lanes value = combined(function, values_of(a, form->a_zero, form->a_scale),
                               values_of(b, form->b_zero, form->b_scale));
  // Far beyond the codes, and near enough for the rounding below.
  const lanes steps = at_most(at_least(value / form->scale, splat(-65536.0f)), splat(65536.0f));
  lanes rounded = (steps + 12582912.0f) - 12582912.0f + form->zero;
  rounded = choose(steps == steps, rounded, splat(form->zero));
  rounded = at_most(at_least(rounded, splat(-128.0f)), splat(127.0f));
  const byte_lanes bytes = __builtin_convertvector(__builtin_convertvector(rounded, whole_lanes), byte_lanes);
  memcpy(output, &bytes, sizeof bytes);
}

FUSED_INLINE void combine_all(const int function, const kiln_combine *form, const int8_t *a, const int8_t *b,
                              size_t count, int8_t *output) {
  size_t x = 0;
  for (; x + FUSED_LANES <= count; x += FUSED_LANES) combine_lanes(function, form, a + x, b + x, output + x);
  if (x == count) return;
  int8_t left[FUSED_LANES] = {0}, right[FUSED_LANES] = {0}, rest[FUSED_LANES];
  memcpy(left, a + x, count - x);
  memcpy(right, b + x, count - x);
  combine_lanes(function, form, left, right, rest);
  memcpy(output + x, rest, count - x);
}

FUSED_ATTRIBUTE static void combine(const kiln_combine *form, const int8_t *a, const int8_t *b, size_t count,
                                    int8_t *output) {
  switch (form->function) {
  case 0: combine_all(0, form, a, b, count, output); break;
  case 1: combine_all(1, form, a, b, count, output); break;
  case 2: combine_all(2, form, a, b, count, output); break;
  case 3: combine_all(3, form, a, b, count, output); break;
  case 4: combine_all(4, form, a, b, count, output); break;
  default: combine_all(5, form, a, b, count, output); break;
  }
}
