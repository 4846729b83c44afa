#include "harness.h"

static int64_t plain_round(int64_t value, int shift, kiln_requantize_rounding rounding) {
  const int64_t floor = floor_divide(value, shift);
  if (shift == 0 || rounding == KILN_REQUANTIZE_FLOOR) return floor;
  const int64_t half = (int64_t)1 << (shift - 1), fraction = value - floor * ((int64_t)1 << shift);
  if (fraction != half) return fraction > half ? floor + 1 : floor;
  if (rounding == KILN_REQUANTIZE_HALF_UP) return floor + 1;
  if (rounding == KILN_REQUANTIZE_HALF_AWAY) return value < 0 ? floor : floor + 1;
  return floor % 2 == 0 ? floor : floor + 1;
}

static void check_requantize(kiln_set set, kiln_requantize_rounding rounding, int32_t channels, int has_multiplier) {
  const int32_t pixels = 4, stride = (channels + 15) / 16 * 16;
  int32_t *multiplier = calloc((size_t)channels, 4), *shift = calloc((size_t)channels, 4);
  int32_t *sums = calloc((size_t)stride * pixels, 4);
  const int is_signed = (int)random_in(0, 1);
  for (int32_t c = 0; c < channels; c++) {
    multiplier[c] = (int32_t)random_in(INT32_MIN, INT32_MAX);
    // Small shifts too: what 32 bits do not hold is cut off.
    shift[c] = (int32_t)random_in(0, has_multiplier ? 62 : 31);
  }
  for (int32_t i = 0; i < stride * pixels; i++) {
    // Few bits make ties likely.
    sums[i] = random_in(0, 1) ? (int32_t)random_in(-64, 64) * 256 : (int32_t)random_in(INT32_MIN, INT32_MAX);
  }
  const kiln_requantize form = {.set = set, .rounding = rounding, .channels = channels, .sums_stride = stride,
                                .output_stride = channels, .multiplier = has_multiplier ? multiplier : 0,
                                .shift = shift, .zero_point = (int32_t)random_in(-128, 255),
                                .lowest = is_signed ? -128 : 0, .highest = is_signed ? 127 : 255};
  uint8_t *found = malloc((size_t)channels * pixels), *expected = malloc((size_t)channels * pixels);
  kiln_requantize_sums(&form, sums, pixels, found);
  for (int32_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t c = 0; c < channels; c++) {
      const int64_t product = (int64_t)sums[pixel * stride + c] * (has_multiplier ? multiplier[c] : 1);
      const uint32_t scaled = (uint32_t)plain_round(product, shift[c], rounding);
      int32_t result = (int32_t)(scaled + (uint32_t)form.zero_point);
      result = result < form.lowest ? form.lowest : result > form.highest ? form.highest : result;
      expected[pixel * channels + c] = (uint8_t)result;
    }
  }
  check_equal(found, expected, (size_t)channels * pixels, "requantisation", set);
  free(multiplier), free(shift), free(sums), free(found), free(expected);
}

static void check_pool_rows(kiln_set set, int32_t count) {
  uint8_t *above = random_bytes(2 * (size_t)count), *below = random_bytes(2 * (size_t)count);
  uint8_t found[64] = {0}, expected[64] = {0};
  kiln_pool_rows(above, below, count, found);
  for (int32_t i = 0; i < 2 * count; i++) {
    const uint8_t larger = above[i] > below[i] ? above[i] : below[i];
    if (larger > expected[i / 2]) expected[i / 2] = larger;
  }
  check_equal(found, expected, sizeof found, "pooled rows", set);
  free(above), free(below);
}

static void check_pool(kiln_set set, int32_t side, int32_t stride, int is_mean, int32_t channels) {
  const int32_t rows = (int32_t)random_in(side, 9), columns = (int32_t)random_in(side, 9);
  const kiln_pool pool = {set, side, stride, is_mean, rows, columns, rows / stride, columns / stride, channels,
                          channels + 4, channels + 8};
  const size_t count = ((size_t)(rows / stride) * (columns / stride) - 1) * (channels + 8) + (size_t)channels;
  uint8_t *input = random_bytes((size_t)rows * columns * (channels + 4));
  uint8_t *found = calloc(count, 1), *expected = calloc(count, 1);
  kiln_pool_bytes(&pool, input, found);
  for (int32_t pixel = 0; pixel < pool.output_rows * pool.output_columns; pixel++) {
    for (int32_t c = 0; c < channels; c++) {
      int32_t sum = 0, largest = 0;
      for (int32_t tap = 0; tap < side * side; tap++) {
        int32_t y = pixel / pool.output_columns * stride + tap / side;
        int32_t x = pixel % pool.output_columns * stride + tap % side;
        y = y < rows ? y : rows - 1, x = x < columns ? x : columns - 1;
        const int32_t value = input[(y * columns + x) * (channels + 4) + c];
        sum += value, largest = value > largest ? value : largest;
      }
      expected[pixel * (channels + 8) + c] = (uint8_t)(is_mean ? sum / (side * side) : largest);
    }
  }
  check_equal(found, expected, count, "pool", set);
  free(input), free(found), free(expected);
}

static void check_sums_pool(kiln_set set, int32_t side) {
  const int32_t channels = 16 * (int32_t)random_in(1, 3), rows = (int32_t)random_in(1, 3), columns = (int32_t)random_in(1, 4);
  const int32_t width = columns * side + (int32_t)random_in(0, side - 1);
  const size_t pixels = (size_t)rows * side * width, count = (size_t)rows * columns * channels;
  int32_t *sums = (int32_t *)random_bytes(pixels * channels * 4), *terms = calloc(pixels, 4);
  int32_t *flips = calloc((size_t)channels, 4), *found = calloc(count, 4), *expected = calloc(count, 4);
  const int32_t *added = random_in(0, 1) ? terms : NULL;
  for (size_t i = 0; i < pixels * channels; i++) sums[i] /= 2;
  for (size_t i = 0; i < pixels; i++) terms[i] = (int32_t)random_in(-1000, 1000);
  for (int32_t c = 0; c < channels; c++) flips[c] = -(int32_t)random_in(0, 1);
  for (int32_t pixel = 0; pixel < rows * columns; pixel++) {
    for (int32_t c = 0; c < channels; c++) {
      int32_t best = 0;
      for (int32_t tap = 0; tap < side * side; tap++) {
        const int32_t y = pixel / columns * side + tap / side, x = pixel % columns * side + tap % side;
        const int32_t value = sums[(y * width + x) * channels + c] + (added ? terms[y * width + x] : 0);
        if (tap == 0 || (flips[c] ? value < best : value > best)) best = value;
      }
      expected[pixel * channels + c] = best;
    }
  }
  const kiln_sums_pool pool = {set, side, width, rows, columns, channels, flips};
  kiln_pool_sums(&pool, sums, added, found);
  check_equal(found, expected, count * 4, "largest sums", set);
  free(sums), free(terms), free(flips), free(found), free(expected);
}

static void check_layout(kiln_set set) {
  const int32_t channels = (int32_t)random_in(1, 40), columns = (int32_t)random_in(1, 40);
  const int32_t stride = (channels + 3) / 4 * 4;
  uint8_t *planes = random_bytes((size_t)channels * columns), *back = malloc((size_t)channels * columns);
  uint8_t *pixels = malloc((size_t)stride * columns), *expected = calloc((size_t)stride * columns, 1);
  ptrdiff_t offsets[40];
  for (int32_t c = 0; c < channels; c++) offsets[c] = (ptrdiff_t)(channels - 1 - c) * columns;
  for (int32_t x = 0; x < columns; x++) {
    for (int32_t c = 0; c < channels; c++) expected[x * stride + c] = planes[offsets[c] + x];
  }
  kiln_interleave_row(planes, offsets, channels, columns, stride, pixels);
  check_equal(pixels, expected, (size_t)stride * columns, "interleaving", set);
  kiln_deinterleave_row(pixels, stride, channels, columns, offsets, back);
  check_equal(back, planes, (size_t)channels * columns, "deinterleaving", set);
  free(planes), free(back), free(pixels), free(expected);
}

static void check_map(kiln_set set) {
  const size_t count = (size_t)random_in(1, 400);
  uint8_t *table = random_bytes(256), *codes = random_bytes(count), *found = malloc(count), *expected = malloc(count);
  for (size_t i = 0; i < count; i++) expected[i] = table[codes[i]];
  kiln_map_codes(set, table, codes, count, found);
  check_equal(found, expected, count, "a table of codes", set);
  free(table), free(codes), free(found), free(expected);
}

/// Sums that are finished in stages, against the plain loops.
static void check_staged(kiln_set set, kiln_operand function, double factor) {
  const int32_t channels = (int32_t)random_in(1, 40), stride = (channels + 15) / 16 * 16, pixels = 5;
  double *factors = calloc((size_t)stride, sizeof *factors);
  int32_t *sums = calloc((size_t)stride * pixels, 4);
  for (int32_t c = 0; c < channels; c++) factors[c] = (double)random_in(1, 1 << 12) / (1 << 12);
  for (int32_t i = 0; i < stride * pixels; i++) sums[i] = (int32_t)random_in(-40000, 40000);
  uint8_t *operand = random_bytes((size_t)channels * pixels);
  kiln_staged form = {.set = KILN_SET_SCALAR, .channels = channels, .sums_stride = stride, .output_stride = channels,
                      .first = {factors, factors, (double)random_in(-30000, 0), (double)random_in(0, 30000)},
                      .second = {0, 0, -1e15, 1e15}, .operand_function = function,
                      .operand_offset = (double)random_in(-128, 128), .operand_factor = 37 / 8.0,
                      .lowest = -20000, .highest = 20000, .factor = factor,
                      .zero_point = (double)random_in(-128, 127)};
  int8_t *found = malloc((size_t)channels * pixels), *expected = malloc((size_t)channels * pixels);
  const int8_t *other = function == KILN_OPERAND_NONE ? NULL : (const int8_t *)operand;
  kiln_staged_finish(&form, sums, other, pixels, expected);
  form.set = set;
  kiln_staged_finish(&form, sums, other, pixels, found);
  check_equal(found, expected, (size_t)channels * pixels, "stages", set);
  free(factors), free(sums), free(operand), free(found), free(expected);
}

void check_bytes(kiln_set set) {
  for (int round = 0; round < 100; round++) check_map(set);
  for (int round = 0; round < 200; round++) {
    check_staged(set, KILN_OPERAND_NONE, 1);
    check_staged(set, KILN_OPERAND_NONE, 1 / 256.0);
    check_staged(set, KILN_OPERAND_NONE, 21 / 1024.0);
    check_staged(set, KILN_OPERAND_ADD, 1 / 64.0);
    check_staged(set, KILN_OPERAND_MULTIPLY, 1 / 16384.0);
  }
  for (int rounding = KILN_REQUANTIZE_FLOOR; rounding <= KILN_REQUANTIZE_HALF_EVEN; rounding++) {
    for (int32_t channels = 1; channels < 40; channels++) {
      check_requantize(set, (kiln_requantize_rounding)rounding, channels, 1);
      check_requantize(set, (kiln_requantize_rounding)rounding, channels, 0);
    }
  }
  for (int32_t channels = 4; channels <= 40; channels += 4) {
    for (int is_mean = 0; is_mean <= 1; is_mean++) {
      check_pool(set, 2, 1, is_mean, channels);
      check_pool(set, 2, 2, is_mean, channels);
      check_pool(set, 4, 4, is_mean, channels);
    }
  }
  for (int round = 0; round < 50; round++) {
    for (int32_t count = 0; count <= 40; count += 1 + count / 20) check_pool_rows(set, count);
    check_sums_pool(set, 2);
    check_sums_pool(set, 4);
  }
  for (int round = 0; round < 100; round++) check_layout(set);
}
