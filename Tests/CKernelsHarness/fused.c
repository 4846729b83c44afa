#include <math.h>

#include "harness.h"

/// A float of about unit size; with `extremes` one in eight a zero of either sign, an infinity or close to overflow.
static float random_value(int extremes) {
  static const float special[] = {0.0f, -0.0f, 1.0f / 0.0f, -1.0f / 0.0f, 3e38f, -3e38f, 1e-45f};
  if (extremes && random_in(0, 7) == 0) return special[random_in(0, 6)];
  return (float)random_in(-(1 << 24), 1 << 24) / (1 << 23);
}

/// Exactly so many floats, so that the address sanitizer sees each one beyond.
static float *random_values(size_t count, int extremes) {
  float *values = malloc((count > 0 ? count : 1) * sizeof *values);
  for (size_t i = 0; i < count; i++) values[i] = random_value(extremes);
  return values;
}

static void check_same(float *found, float *expected, size_t count, const char *what, kiln_set set) {
  for (size_t i = 0; i < count; i++) {
    // Which NaN results is the processor's choice.
    if (found[i] != found[i]) memset(found + i, 0xFF, sizeof *found);
    if (expected[i] != expected[i]) memset(expected + i, 0xFF, sizeof *expected);
  }
  check_equal(found, expected, count * sizeof *found, what, set);
}

static float relu(float x) { return 0 >= x ? 0 : x; }

/// Both forms of a product of weights and the pixels of a map whose rows lie `row_step` apart.
static void check_products(kiln_set set, int32_t depth, int32_t channels, int32_t rows, int32_t columns,
                           int32_t gap, int extremes) {
  const int32_t pixels = rows * columns, row_step = columns + gap;
  const ptrdiff_t plane = (ptrdiff_t)rows * row_step;
  const size_t slack = gap > 0 ? 15 : 0;
  float *input = random_values((size_t)(depth * plane) + slack, extremes);
  float *weights = random_values((size_t)(channels * depth), 0), *bias = random_values((size_t)channels, 0);
  const size_t outputs = (size_t)(channels * pixels), wide = (size_t)(channels + 15) / 16 * 16;
  float *expected = malloc(outputs * sizeof *expected), *found = malloc(outputs * sizeof *found);
  float *packed = malloc(wide * (size_t)depth * 2 * sizeof *packed), *starts = calloc(wide, sizeof *starts);
  ptrdiff_t *offsets = malloc((size_t)depth * sizeof *offsets);
  memcpy(starts, bias, (size_t)channels * sizeof *bias);
  for (int32_t k = 0; k < depth; k++) offsets[k] = k * plane;
  for (int32_t channel = 0; channel < channels; channel++) {
    for (int32_t pixel = 0; pixel < pixels; pixel++) {
      float sum = bias[channel];
      for (int32_t k = 0; k < depth; k++) {
        const float value = input[k * plane + pixel / columns * row_step + pixel % columns];
        sum = fmaf(value, weights[channel * depth + k], sum);
      }
      expected[channel * pixels + pixel] = relu(sum);
    }
  }
  kiln_fused layer = {.set = set, .depth = depth, .channels = channels, .weights = packed, .bias = starts,
                      .bias_step = 1, .offsets = offsets, .columns = columns, .row_step = row_step,
                      .column_step = 1, .has_slack = gap > 0, .channel_step = pixels, .pixel_step = 1,
                      .map = {set, KILN_FUNCTION_CLIP, 0, INFINITY}};
  float *scratch = malloc((KILN_FUSED_DEPTH * KILN_FUSED_PIXELS + 16) * sizeof *scratch);
  kiln_fused_pack(weights, channels, depth, depth, 1, KILN_FUSED_ROWS, packed);
  kiln_fused_pixels(&layer, input, 0, pixels, 0, channels, found, scratch);
  check_same(found, expected, outputs, "fused sums, pixels in lanes", set);
  free(scratch);
  if (pixels <= KILN_FUSED_PIXELS) {
    scratch = malloc((KILN_FUSED_DEPTH * (size_t)(pixels + 6) + (wide + 48) * (size_t)pixels) * sizeof *scratch);
    kiln_fused_pack(weights, channels, depth, depth, 1, KILN_FUSED_COLUMNS, packed);
    kiln_fused_channels(&layer, input, 0, pixels, 0, channels, found, scratch);
    check_same(found, expected, outputs, "fused sums, channels in lanes", set);
    free(scratch);
  }
  free(input), free(weights), free(bias), free(expected), free(found), free(packed), free(starts), free(offsets);
}

static void check_row_by_matrix(kiln_set set, int32_t depth, int32_t columns) {
  float *row = random_values((size_t)depth, 1), *matrix = random_values((size_t)(depth * columns), 0);
  float *bias = random_values((size_t)columns, 0);
  float *expected = malloc((size_t)columns * sizeof *expected), *found = malloc((size_t)columns * sizeof *found);
  for (int32_t column = 0; column < columns; column++) {
    expected[column] = bias[column];
    for (int32_t k = 0; k < depth; k++) {
      expected[column] = fmaf(row[k], matrix[k * columns + column], expected[column]);
    }
  }
  kiln_fused_row_by_matrix(set, row, depth, matrix, columns, bias, 1, columns, found);
  check_same(found, expected, (size_t)columns, "a row by a matrix", set);
  free(row), free(matrix), free(bias), free(expected), free(found);
}

/// A depthwise 3 x 3 convolution of stride 1 or 2 with a padding of 1.
static void check_depthwise(kiln_set set, int32_t rows, int32_t columns, int32_t stride) {
  const int32_t channels = 3, multiplier = 2;
  const int32_t output_rows = (rows - 1) / stride + 1, output_columns = (columns - 1) / stride + 1;
  const int32_t wide_rows = output_rows + 2 / stride, wide_columns = output_columns + 2 / stride;
  const int32_t first_rows[] = {-1, -1, 0, 0}, first_columns[] = {-1, 0, -1, 0};
  ptrdiff_t offsets[9];
  for (int tap = 0; tap < 9; tap++) {
    const int32_t part = tap / 3 % stride * stride + tap % 3 % stride;
    offsets[tap] = ((ptrdiff_t)part * wide_rows + tap / 3 / stride) * wide_columns + tap % 3 / stride;
  }
  const int32_t outputs = output_rows * output_columns;
  float *input = random_values((size_t)(channels * rows * columns), 1);
  float *weights = random_values((size_t)(channels * multiplier * 9), 0);
  float *bias = random_values((size_t)(channels * multiplier), 0);
  const size_t count = (size_t)(channels * multiplier * outputs);
  float *expected = malloc(count * sizeof *expected), *found = malloc(count * sizeof *found);
  for (size_t i = 0; i < count; i++) {
    const int32_t channel = (int32_t)i / outputs, pixel = (int32_t)i % outputs;
    float sum = bias[channel];
    for (int tap = 0; tap < 9; tap++) {
      const int32_t y = pixel / output_columns * stride - 1 + tap / 3, x = pixel % output_columns * stride - 1 + tap % 3;
      const int is_inside = y >= 0 && y < rows && x >= 0 && x < columns;
      const float value = is_inside ? input[(channel / multiplier * rows + y) * columns + x] : 0;
      sum = fmaf(value, weights[channel * 9 + tap], sum);
    }
    expected[i] = relu(sum);
  }
  const kiln_fused_depthwise layer = {
      .set = set, .layout = {set, rows, columns, wide_rows, wide_columns, stride, stride, stride * stride, first_rows,
                             first_columns},
      .multiplier = multiplier, .output_rows = output_rows, .output_columns = output_columns, .taps = 9,
      .offsets = offsets, .weights = weights, .bias = bias, .clamps = 1, .minimum = 0, .maximum = INFINITY,
      .map = {set, KILN_FUNCTION_IDENTITY, 0, 0}};
  const size_t laid_out = (size_t)(stride * stride * wide_rows * wide_columns);
  float *scratch = malloc((laid_out + 32 + (size_t)(output_rows * wide_columns) + 32) * sizeof *scratch);
  kiln_fused_depthwise_run(&layer, input, 0, channels, found, scratch);
  check_same(found, expected, count, "fused depthwise sums", set);
  free(input), free(weights), free(bias), free(expected), free(found), free(scratch);
}

/// Functions: the scalar set's results, for which `limit` bounds the distance from the C library's.
static void check_functions(kiln_set set) {
  const size_t count = 1003;
  float *input = random_values(count, 1);
  for (size_t i = 0; i < count; i++) input[i] *= 10;
  float *expected = malloc(count * sizeof *expected), *found = malloc(count * sizeof *found);
  for (int function = KILN_FUNCTION_IDENTITY; function <= KILN_FUNCTION_ERF; function++) {
    const kiln_map plain = {KILN_SET_SCALAR, (kiln_function)function, 0.25f, 1.5f};
    const kiln_map own = {set, (kiln_function)function, 0.25f, 1.5f};
    kiln_map_floats(&plain, input, count, expected);
    kiln_map_floats(&own, input, count, found);
    for (size_t i = 0; i < count; i++) {
      const double x = input[i];
      const double truth = function == KILN_FUNCTION_EXP    ? exp(x)
                           : function == KILN_FUNCTION_LOG  ? log(x)
                           : function == KILN_FUNCTION_TANH ? tanh(x)
                           : function == KILN_FUNCTION_ERF  ? erf(x)
                                                            : (double)expected[i];
      const double error = fabs((double)expected[i] - truth);
      if (error > 3e-7 * fabs(truth) + 1e-44 && fabs(truth) < 3e38) {
        printf("function %d of %g is %g\n", function, x, (double)expected[i]);
        exit(1);
      }
    }
    check_same(found, expected, count, "functions of floats", set);
  }
  free(input), free(expected), free(found);
}

void check_fused(kiln_set set) {
  static const int32_t depths[] = {1, 3, 30, 256, 300}, channels[] = {1, 5, 6, 16, 17, 70};
  static const int32_t maps[][2] = {{1, 1}, {1, 16}, {3, 7}, {5, 16}, {9, 17}, {2, 3}};
  for (size_t d = 0; d < sizeof depths / sizeof *depths; d++) {
    for (size_t c = 0; c < sizeof channels / sizeof *channels; c++) {
      for (size_t m = 0; m < sizeof maps / sizeof *maps; m++) {
        check_products(set, depths[d], channels[c], maps[m][0], maps[m][1], (int32_t)(c % 2) * 3, d < 3);
      }
    }
    check_row_by_matrix(set, depths[d], 70);
  }
  for (int32_t columns = 1; columns < 40; columns += 6) {
    check_depthwise(set, 5, columns, 1);
    check_depthwise(set, 6, columns, 2);
  }
  check_functions(set);
}
