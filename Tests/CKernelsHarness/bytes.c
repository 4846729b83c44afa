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

static void check_pool(kiln_set set, int32_t side, int32_t stride, int is_mean, int32_t channels) {
  const int32_t rows = (int32_t)random_in(side, 9), columns = (int32_t)random_in(side, 9);
  const kiln_pool pool = {side, stride, is_mean, rows, columns, rows / stride, columns / stride, channels,
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

void check_bytes(kiln_set set) {
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
  for (int round = 0; round < 100; round++) check_layout(set);
}
