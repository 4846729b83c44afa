#include "harness.h"

/// The activation's rounding by division, as the specification words it.
static int64_t round_shift(int64_t value, int shift, kiln_rounding rounding) {
  if (shift == 0) return value;
  const int64_t floor = floor_divide(value, shift);
  const int64_t away = value < 0 ? -1 : 1;
  if (rounding == KILN_ROUNDING_HALF_UP) {
    const int64_t half = floor_divide(value, shift - 1);
    return half % 2 == 0 ? floor : floor + away;
  }
  const int64_t twice_fraction = 2 * (value - floor * ((int64_t)1 << shift));
  const int64_t one = (int64_t)1 << shift;
  return twice_fraction > one || (twice_fraction == one && floor % 2 != 0) ? floor + away : floor;
}

/// Makes two regions a relu: flat, then rising by `slope` from `below` above the threshold on.
static void make_relu(kiln_finish *form, int32_t slope, int32_t below) {
  form->slope[0] = 0;
  form->slope[1] = slope;
  form->threshold[1] = (int32_t)random_in(-(1 << 18), 1 << 18);
  form->start[1] = form->threshold[1] - below;
}

typedef enum relu_kind { NO_RELU, ANY_RELU, POWER_RELU } relu_kind;

static void check_narrow(kiln_set set, kiln_rounding rounding, int32_t channels, int32_t regions, int shift,
                         relu_kind kind) {
  const int32_t padded = (channels + 15) / 16 * 16, pixels = 5;
  int32_t *multiplier = calloc((size_t)padded, 4), *shifts = calloc((size_t)padded, 4);
  int32_t *addend = calloc((size_t)padded, 4), *sums = calloc((size_t)padded * pixels, 4), terms[5];
  uint8_t *limit = calloc((size_t)padded, 1);
  kiln_finish form = {.set = set, .rounding = rounding, .channels = channels, .sums_stride = padded,
                      .output_stride = channels + 3, .multiplier = multiplier, .shift = shifts,
                      .addend = addend, .limit = limit, .region_count = regions};
  for (int32_t c = 0; c < padded; c++) {
    multiplier[c] = (int32_t)random_in(-(1 << 23), (1 << 23) - 1);
    // Products of 23 + 22 bits: a shift of 15 leaves 30.
    shifts[c] = c % 2 == 0 ? 15 : 32 - 15;
    addend[c] = (int32_t)random_in(-100000, 100000);
    limit[c] = c < channels - 1 ? 255 : 0;
  }
  for (int i = 0; i < 16; i++) {
    form.threshold[i] = i < regions ? (int32_t)((i - 4) * (int64_t)100000000 + random_in(0, 9999)) : INT32_MAX;
    form.start[i] = (int32_t)random_in(-(1 << 20), 1 << 20);
    form.slope_shift[i] = shift;
    // Slopes that keep the rounded value within 31 bits for the distances above.
    const int64_t most = shift >= 16 ? 32767 : (int64_t)1 << shift >> 1;
    form.slope[i] = 2 * (int32_t)random_in(-most, most);
    form.bias[i] = (int32_t)random_in(0, 255);
  }
  if (kind != NO_RELU) {
    const int most = shift >= 15 ? 14 : shift > 1 ? shift - 1 : 0;
    const int32_t slope = kind == POWER_RELU ? 1 << random_in(0, most) : (int32_t)random_in(1, 1 << most);
    make_relu(&form, 2 * slope, (int32_t)random_in(-1, 1000));
  }
  for (int32_t i = 0; i < padded * pixels; i++) sums[i] = (int32_t)random_in(-(1 << 21), 1 << 21);
  for (int i = 0; i < pixels; i++) terms[i] = (int32_t)random_in(-(1 << 21), 1 << 21);
  const size_t count = (size_t)(pixels - 1) * (channels + 3) + (size_t)channels;
  uint8_t *found = malloc(count), *expected = malloc(count);
  memset(found, 9, count), memset(expected, 9, count);
  kiln_finish_narrow(&form, sums, terms, pixels, found);
  for (int32_t pixel = 0; pixel < pixels; pixel++) {
    for (int32_t c = 0; c < channels; c++) {
      const int64_t value = (int64_t)sums[pixel * padded + c] + terms[pixel];
      const int64_t normed = floor_divide(value * multiplier[c], 15) + addend[c];
      int region = 0;
      for (int i = 1; i < regions; i++) region = normed > form.threshold[i] ? i : region;
      const int64_t distance = normed - form.start[region];
      int64_t result = round_shift(distance * (form.slope[region] / 2), shift, rounding) + form.bias[region];
      result = result < 0 ? 0 : result > limit[c] ? limit[c] : result;
      expected[pixel * (channels + 3) + c] = (uint8_t)result;
    }
  }
  check_equal(found, expected, count, "finish", set);
  free(multiplier), free(shifts), free(addend), free(sums), free(limit), free(found), free(expected);
}

/// Values and distances of 32 bits at both ends, where a step of rounding may fall on either side.
static void check_narrow_extremes(kiln_set set, kiln_rounding rounding, int shift) {
  int32_t multiplier[16], shifts[16], addend[16], sums[64];
  uint8_t limit[16], found[64], expected[64];
  for (int c = 0; c < 16; c++) {
    // The product is exact in 47 bits and returns to the value itself.
    const int norm = c;
    multiplier[c] = 1 << norm, shifts[c] = c % 2 == 0 ? norm : 32 - norm, addend[c] = 0, limit[c] = 255;
  }
  kiln_finish form = {.set = set, .rounding = rounding, .channels = 16, .sums_stride = 16, .output_stride = 16,
                      .multiplier = multiplier, .shift = shifts, .addend = addend, .limit = limit,
                      .region_count = 2};
  for (int i = 0; i < 16; i++) {
    form.threshold[i] = i < 2 ? -1 : INT32_MAX;
    form.start[i] = i == 0 ? INT32_MIN : (int32_t)random_in(0, 3);
    // Distances of 31 bits; the largest slopes that leave one binary place within 32.
    form.slope[i] = shift == 1 ? 2 : shift < 17 ? (1 << shift) / 2 : i == 0 ? 65534 : -65536;
    form.slope_shift[i] = shift;
    form.bias[i] = i == 0 ? 0 : 255;
  }
  for (int i = 0; i < 64; i++) {
    sums[i] = (int32_t)(random_in(0, 1) ? INT32_MIN + random_in(0, 2000) : random_in(0, 1) ? random_in(0, 2000)
                                                                       : INT32_MAX - random_in(0, 2000));
  }
  kiln_finish_narrow(&form, sums, NULL, 4, found);
  for (int i = 0; i < 64; i++) {
    const int region = sums[i] > -1;
    const int64_t product = ((int64_t)sums[i] - form.start[region]) * (form.slope[region] / 2);
    const int64_t result = round_shift(product, shift, rounding) + form.bias[region];
    expected[i] = (uint8_t)(result < 0 ? 0 : result > 255 ? 255 : result);
  }
  check_equal(found, expected, sizeof found, "finish of extremes", set);
}

/// The same small parameters through the wide form and through the narrow one.
static void check_wide(kiln_set set, kiln_rounding rounding) {
  int32_t sums[32], inputs[2] = {5, -3}, terms[2], multiplier[16], shifts[16], addend[16];
  int64_t constants[16], wide_multiplier[16], wide_shifts[16], wide_addend[16];
  uint8_t limit[16], narrow[32], wide[32];
  kiln_finish small = {.set = set, .rounding = rounding, .channels = 16, .sums_stride = 16, .output_stride = 16,
                       .multiplier = multiplier, .shift = shifts, .addend = addend, .limit = limit,
                       .region_count = 16};
  kiln_finish_wide large = {.rounding = rounding, .channels = 16, .sums_stride = 16, .output_stride = 16,
                            .constant = constants, .multiplier = wide_multiplier, .shift = wide_shifts,
                            .addend = wide_addend, .limit = limit, .input_factor = 11, .input_stride = 1,
                            .region_count = 16};
  for (int c = 0; c < 16; c++) {
    const int shift = (int)random_in(0, 15);
    wide_multiplier[c] = multiplier[c] = (int32_t)random_in(-200, 200) * (1 << shift / 2);
    wide_shifts[c] = shift, shifts[c] = c % 2 == 0 ? shift : 32 - shift;
    wide_addend[c] = addend[c] = (int32_t)random_in(-1000, 1000);
    constants[c] = 0, limit[c] = 255;
    const int slope = (int)random_in(-100, 100);
    large.threshold[c] = small.threshold[c] = (c - 8) * 300;
    large.start[c] = small.start[c] = (int32_t)random_in(-3000, 3000);
    large.slope[c] = slope, small.slope[c] = 2 * slope;
    large.slope_shift[c] = small.slope_shift[c] = (int32_t)random_in(0, 14);
    large.bias[c] = small.bias[c] = (int32_t)random_in(0, 255);
  }
  for (int i = 0; i < 32; i++) sums[i] = (int32_t)random_in(-300, 300);
  for (int i = 0; i < 2; i++) terms[i] = 11 * inputs[i];
  kiln_finish_narrow(&small, sums, terms, 2, narrow);
  kiln_finish_any(&large, sums, inputs, 2, wide);
  check_equal(narrow, wide, 32, "narrow and wide finish", set);
}

/// A leaky relu by its steps against the same one by its 16 segments, which the scalar set computes.
static void check_stairs(kiln_set set, kiln_rounding rounding, int32_t channels, int has_steps) {
  enum { SEGMENT = 1 << 13, STEPS = 14, PIXELS = 7 };
  const int32_t padded = (channels + 15) / 16 * 16, lowest = (int32_t)random_in(-200000, 0);
  int32_t *multiplier = calloc((size_t)padded, 4), *shifts = calloc((size_t)padded, 4);
  int32_t *addend = calloc((size_t)padded, 4), *sums = calloc((size_t)padded * PIXELS, 4), terms[PIXELS];
  uint8_t *limit = calloc((size_t)padded, 1);
  kiln_finish form = {.set = KILN_SET_SCALAR, .rounding = rounding, .channels = channels, .sums_stride = padded,
                      .output_stride = channels, .multiplier = multiplier, .shift = shifts, .addend = addend,
                      .limit = limit, .region_count = 16};
  for (int32_t c = 0; c < padded; c++) {
    const int shift = (int)random_in(0, 15);
    multiplier[c] = 1 << shift, shifts[c] = c % 2 == 0 ? shift : 32 - shift;
    addend[c] = (int32_t)random_in(-1000, 1000), limit[c] = c < channels ? 255 : 0;
  }
  // Region 0 is flat, each of the next 14 climbs one step in its middle, the last rises by a power of two.
  for (int i = 0; i < 16; i++) {
    form.start[i] = lowest + (i - 1) * SEGMENT;
    form.threshold[i] = form.start[i] - (rounding == KILN_ROUNDING_HALF_UP ? 1 : 0);
    form.slope[i] = i == 0 || (!has_steps && i < 15) ? 0 : 2;
    form.slope_shift[i] = i == 15 ? 10 : 13;
    form.bias[i] = i == 0 || !has_steps ? 0 : i - 1;
  }
  const int32_t half = (1 << 9) - (rounding == KILN_ROUNDING_HALF_EVEN ? 1 : 0);
  kiln_stairs stairs = {.bucket_count = has_steps ? STEPS + 1 : 1, .threshold = form.threshold[15],
                        .start = form.start[15], .addend = half - form.start[15] + (form.bias[15] << 10),
                        .ramp_shift = 10};
  // An even floor keeps a half, so that every other step comes one later; the last bucket has none.
  stairs.origin = lowest, stairs.least = SEGMENT / 4, stairs.shift = 5, stairs.scale = 65536 * 32 / SEGMENT;
  stairs.width = SEGMENT, stairs.base = SEGMENT / 2 - 1;
  for (int k = 0; k <= STEPS; k++) {
    // Each segment begins anew at a distance of 0, where its floor is even.
    stairs.deviation[k] = k == STEPS ? 255 : rounding == KILN_ROUNDING_HALF_EVEN ? 1 : 0;
  }
  for (int32_t i = 0; i < padded * PIXELS; i++) sums[i] = lowest + (int32_t)random_in(-SEGMENT, 17 * SEGMENT);
  for (int i = 0; i < PIXELS; i++) terms[i] = (int32_t)random_in(-500, 500);
  const size_t count = (size_t)channels * PIXELS;
  uint8_t *found = malloc(count), *expected = malloc(count);
  const int32_t *added = random_in(0, 1) ? terms : NULL;
  kiln_finish_narrow(&form, sums, added, PIXELS, expected);
  form.set = set;
  if (kiln_stair_buckets(set) > 0) form.stairs = stairs;
  kiln_finish_narrow(&form, sums, added, PIXELS, found);
  check_equal(found, expected, count, has_steps ? "stairs" : "a ramp", set);
  free(multiplier), free(shifts), free(addend), free(sums), free(limit), free(found), free(expected);
}

void check_finish(kiln_set set) {
  for (int round = 0; round < 400; round++) {
    check_stairs(set, (kiln_rounding)(round % 2), 4 * (int32_t)random_in(1, 9), round % 4 < 2);
  }
  static const int32_t regions[] = {1, 2, 3, 4, 9, 16};
  static const int32_t channels[] = {4, 8, 12, 16, 20, 24, 28, 36};
  for (int rounding = KILN_ROUNDING_HALF_UP; rounding <= KILN_ROUNDING_HALF_EVEN; rounding++) {
    for (size_t r = 0; r < sizeof regions / sizeof *regions; r++) {
      for (int shift = 0; shift <= 32; shift++) {
        check_narrow(set, (kiln_rounding)rounding, channels[(r + (size_t)shift) % 8], regions[r], shift, NO_RELU);
        for (int kind = ANY_RELU; kind <= POWER_RELU && regions[r] == 2; kind++) {
          for (int c = 0; c < 8; c++) {
            check_narrow(set, (kiln_rounding)rounding, channels[c], 2, shift, (relu_kind)kind);
          }
        }
      }
    }
    for (int shift = 1; shift <= 32; shift++) check_narrow_extremes(set, (kiln_rounding)rounding, shift);
    for (int round = 0; round < 100; round++) check_wide(set, (kiln_rounding)rounding);
  }
}
