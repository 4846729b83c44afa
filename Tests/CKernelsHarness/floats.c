#include "harness.h"

/// A float of about unit size, one in eight a zero of either sign, an infinity or close to overflow.
static float random_float(void) {
  static const float special[] = {0.0f, -0.0f, 1.0f / 0.0f, -1.0f / 0.0f, 3e38f, -3e38f, 1e-45f};
  if (random_in(0, 7) == 0) return special[random_in(0, 6)];
  return (float)random_in(-(1 << 24), 1 << 24) / (1 << 23);
}

/// Makes every NaN the same: which one results is the processor's choice.
static void canonical(float *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (values[i] != values[i]) memset(values + i, 0xFF, sizeof *values);
  }
}

static void check_row(kiln_set set, size_t count, int32_t terms, int has_vector_start) {
  const size_t reach = 50;
  float *input = malloc((count + reach) * sizeof *input), *weights = malloc(((size_t)terms + 1) * sizeof *weights);
  float *start = malloc((count + 1) * sizeof *start);
  float *found = malloc(count * sizeof *found), *expected = malloc(count * sizeof *expected);
  ptrdiff_t *offsets = malloc(((size_t)terms + 1) * sizeof *offsets);
  for (size_t i = 0; i < count + reach; i++) input[i] = random_float();
  for (size_t i = 0; i <= count; i++) start[i] = random_float();
  for (int32_t i = 0; i < terms; i++) {
    weights[i] = random_float();
    offsets[i] = (ptrdiff_t)random_in(0, (int64_t)reach);
  }
  const kiln_float_row row = {.set = set, .terms = terms, .offsets = offsets, .weights = weights, .start = start,
                              .start_step = has_vector_start, .minimum = -2.5f, .maximum = terms % 3 ? 4.0f : -3.0f};
  kiln_float_row_sums(&row, input, count, found);
  for (size_t x = 0; x < count; x++) {
    // Volatile, so that no compiler fuses the product into the addition.
    volatile float sum = start[has_vector_start ? x : 0];
    for (int32_t i = 0; i < terms; i++) {
      volatile float product = input[(size_t)offsets[i] + x] * weights[i];
      sum = sum + product;
    }
    float value = sum;
    if (value < row.minimum) value = row.minimum;
    if (row.maximum < value) value = row.maximum;
    expected[x] = value;
  }
  canonical(found, count), canonical(expected, count);
  check_equal(found, expected, count * sizeof *found, "sums of floats", set);
  free(input), free(weights), free(start), free(found), free(expected), free(offsets);
}

void check_floats(kiln_set set) {
  static const size_t counts[] = {1, 3, 7, 8, 9, 15, 16, 31, 32, 33, 40, 63, 65};
  static const int32_t terms[] = {0, 1, 2, 9, 30};
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
    for (size_t t = 0; t < sizeof terms / sizeof *terms; t++) {
      check_row(set, counts[c], terms[t], 0);
      check_row(set, counts[c], terms[t], 1);
    }
  }
}
