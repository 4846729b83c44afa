#include "harness.h"

/// One convolution; the input has a ring already, so output pixels are all windows that fit.
typedef struct shape {
  int32_t inputs, outputs, rows, columns, kernel, step;
} shape;

static int32_t operand(uint8_t byte, int is_signed) { return is_signed ? (int8_t)byte : byte; }

static void check_dense(kiln_set set, kiln_role role, kiln_form form, shape s) {
  const int32_t padded = (s.inputs + 3) / 4 * 4, blocks = (s.outputs + 15) / 16, taps = s.kernel * s.kernel;
  const int32_t width = (s.columns - 1) * s.step + s.kernel, height = (s.rows - 1) * s.step + s.kernel;
  const size_t count = (size_t)height * width * padded;
  uint8_t *input = random_bytes(count);
  uint8_t *weights = random_bytes((size_t)s.outputs * s.inputs * taps);
  void *prepared = malloc(count * form.element_size);
  void *packed = malloc(kiln_dense_weight_bytes(form, s.outputs, s.inputs, taps));
  const int weights_signed = role != KILN_ROLE_U8_U8, inputs_signed = role == KILN_ROLE_S8_S8;
  kiln_prepare(set, role, form, input, count, prepared);
  kiln_dense_pack(form, weights, weights_signed, 0, s.outputs, s.inputs, taps, packed);

  const size_t sum_count = (size_t)s.rows * s.columns * blocks * 16;
  int32_t *start = calloc((size_t)blocks * 16, 4), *sums = malloc(sum_count * 4);
  int32_t *expected = calloc(sum_count, 4);
  for (int32_t output = 0; output < s.outputs; output++) {
    const uint8_t *kernel = weights + (size_t)output * s.inputs * taps;
    int32_t weight_sum = 0;
    for (int32_t i = 0; i < s.inputs * taps; i++) weight_sum += operand(kernel[i], weights_signed);
    const int32_t first = (int32_t)random_in(-1000, 1000);
    start[output] = first + form.start_factor * weight_sum;
    for (int32_t pixel = 0; pixel < s.rows * s.columns; pixel++) {
      int32_t sum = first;
      for (int32_t tap = 0; tap < taps; tap++) {
        const int32_t y = pixel / s.columns * s.step + tap / s.kernel;
        const int32_t x = pixel % s.columns * s.step + tap % s.kernel;
        for (int32_t c = 0; c < s.inputs; c++) {
          sum += operand(input[(y * width + x) * padded + c], inputs_signed) *
                 operand(kernel[c * taps + tap], weights_signed);
        }
      }
      expected[(size_t)pixel * blocks * 16 + output] = sum;
    }
  }
  ptrdiff_t offsets[8];
  for (int32_t run = 0; run < s.kernel; run++) offsets[run] = (ptrdiff_t)run * width * padded;
  const kiln_dense layer = {
      set,      role,    form.element_size, s.rows, s.columns, (ptrdiff_t)s.step * width * padded,
      (ptrdiff_t)s.step * padded, s.kernel, s.kernel * padded, offsets, blocks, packed, 0, start};
  kiln_dense_accumulate(&layer, prepared, sums);
  // Lanes that pad hold their start value, 0.
  check_equal(sums, expected, sum_count * 4, "dense", set);
  free(input), free(weights), free(prepared), free(packed), free(start), free(sums), free(expected);
}

/// The same sums by way of transforms; `extreme` takes inputs and weights at the ends of their ranges.
static void check_winograd(kiln_set set, int is_signed, shape s, int32_t offset, int extreme) {
  const int32_t blocks = (s.outputs + 15) / 16, width = (s.columns + 3) / 4 * 4 + 2;
  const int32_t height = (s.rows + 3) / 4 * 4 + 2, tiles = (s.rows + 3) / 4 * ((s.columns + 3) / 4);
  const size_t count = (size_t)width * height * s.inputs, weight_count = (size_t)s.outputs * s.inputs * 9;
  uint8_t *weights = random_bytes(weight_count);
  int16_t *input = malloc(count * 2), *packed = malloc(kiln_winograd_weight_bytes(s.outputs, s.inputs));
  int16_t *transformed = malloc((size_t)36 * tiles * s.inputs * 2);
  int32_t *products = malloc((size_t)36 * tiles * 32 * 4), *start = calloc((size_t)blocks * 16, 4);
  const size_t sum_count = (size_t)s.rows * s.columns * blocks * 16;
  int32_t *sums = malloc(sum_count * 4), *expected = calloc(sum_count, 4);
  for (size_t i = 0; i < count; i++) input[i] = (int16_t)(extreme ? 255 * random_in(0, 1) : random_in(-128, 255));
  if (extreme) memset(weights, 255, weight_count);
  kiln_winograd_pack(weights, is_signed, offset, s.outputs, s.inputs, packed);
  for (int32_t output = 0; output < s.outputs; output++) {
    start[output] = (int32_t)random_in(INT32_MIN, INT32_MAX);
    for (int32_t pixel = 0; pixel < s.rows * s.columns; pixel++) {
      uint32_t sum = (uint32_t)start[output];
      for (int32_t tap = 0; tap < 9; tap++) {
        const int16_t *x = input + ((size_t)(pixel / s.columns + tap / 3) * width + pixel % s.columns + tap % 3) * s.inputs;
        for (int32_t c = 0; c < s.inputs; c++) {
          const int32_t weight = operand(weights[((size_t)output * s.inputs + c) * 9 + tap], is_signed) + offset;
          sum += (uint32_t)(x[c] * weight);
        }
      }
      expected[(size_t)pixel * blocks * 16 + output] = (int32_t)sum;
    }
  }
  const kiln_winograd layer = {set, s.rows, s.columns, (ptrdiff_t)width * s.inputs, s.inputs, blocks, packed, start};
  kiln_winograd_transform(&layer, input, transformed);
  kiln_winograd_accumulate(&layer, transformed, products, sums);
  check_equal(sums, expected, sum_count * 4, "Winograd", set);
  free(weights), free(input), free(packed), free(transformed), free(products), free(start), free(sums), free(expected);
}

static void check_depthwise(kiln_set set, kiln_role role, shape s, int32_t offset) {
  const int32_t blocks = (s.inputs + 15) / 16, padded = blocks * 16, taps = s.kernel * s.kernel;
  const int32_t width = (s.columns - 1) * s.step + s.kernel, height = (s.rows - 1) * s.step + s.kernel;
  const int weights_signed = role != KILN_ROLE_U8_U8, inputs_signed = role == KILN_ROLE_S8_S8;
  const kiln_form form = {2, 0, 0};
  const size_t count = (size_t)height * width * padded;
  uint8_t *input = random_bytes(count), *weights = random_bytes((size_t)s.inputs * taps);
  int16_t *prepared = malloc(count * 2), *packed = malloc(kiln_depthwise_weight_bytes(s.inputs, taps));
  kiln_prepare(set, role, form, input, count, prepared);
  kiln_depthwise_pack(weights, weights_signed, offset, s.inputs, taps, packed);
  const size_t sum_count = (size_t)s.rows * s.columns * padded;
  int32_t *start = calloc((size_t)padded, 4), *sums = malloc(sum_count * 4), *expected = calloc(sum_count, 4);
  for (int32_t c = 0; c < s.inputs; c++) {
    start[c] = (int32_t)random_in(-1000, 1000);
    for (int32_t pixel = 0; pixel < s.rows * s.columns; pixel++) {
      int32_t sum = start[c];
      for (int32_t tap = 0; tap < taps; tap++) {
        const int32_t y = pixel / s.columns * s.step + tap / s.kernel;
        const int32_t x = pixel % s.columns * s.step + tap % s.kernel;
        sum += operand(input[(y * width + x) * padded + c], inputs_signed) *
               (operand(weights[c * taps + tap], weights_signed) + offset);
      }
      expected[(size_t)pixel * padded + c] = sum;
    }
  }
  ptrdiff_t offsets[32];
  for (int32_t tap = 0; tap < taps + taps % 2; tap++) {
    const int32_t real = tap < taps ? tap : taps - 1;
    offsets[tap] = ((ptrdiff_t)(real / s.kernel) * width + real % s.kernel) * padded;
  }
  const kiln_depthwise layer = {set,          s.rows,  s.columns, (ptrdiff_t)s.step * width * padded,
                                (ptrdiff_t)s.step * padded, (taps + 1) / 2, offsets, blocks,
                                packed,       2 * padded, start};
  kiln_depthwise_accumulate(&layer, prepared, sums);
  check_equal(sums, expected, sum_count * 4, "depthwise", set);
  free(input), free(weights), free(prepared), free(packed), free(start), free(sums), free(expected);
}

static void check_window_sums(kiln_set set, int32_t channels, int32_t kernel, int32_t step) {
  const int32_t stride = (channels + 3) / 4 * 4, columns = (int32_t)random_in(1, 21), rows = 3;
  const int32_t width = (columns - 1) * step + kernel, height = (rows - 1) * step + kernel;
  uint8_t *input = random_bytes((size_t)width * height * stride);
  int32_t *sums = malloc((size_t)width * height * 4), found[3 * 21], expected[3 * 21];
  kiln_sum_channels(set, input, channels, stride, (size_t)width * height, sums);
  kiln_window_sums(set, sums, width, kernel, step, rows, columns, -7, found);
  for (int32_t pixel = 0; pixel < rows * columns; pixel++) {
    int32_t sum = 0;
    for (int32_t tap = 0; tap < kernel * kernel; tap++) {
      const int32_t y = pixel / columns * step + tap / kernel, x = pixel % columns * step + tap % kernel;
      for (int32_t c = 0; c < channels; c++) sum += input[(y * width + x) * stride + c];
    }
    expected[pixel] = -7 * sum;
  }
  check_equal(found, expected, (size_t)(rows * columns) * 4, "sums of inputs", set);
  free(input), free(sums);
}

static void check_terms(kiln_set set, int32_t shift) {
  int32_t terms[37], sums[37], expected[37], replaced[37];
  const int32_t count = (int32_t)random_in(1, 37);
  const int32_t factor = (int32_t)random_in(0, 1) ? (int32_t)random_in(INT32_MIN, INT32_MAX) : -(1 << 23);
  for (int32_t i = 0; i < count; i++) {
    terms[i] = i == 0 ? INT32_MIN : (int32_t)random_in(INT32_MIN, INT32_MAX);
    sums[i] = (int32_t)random_in(INT32_MIN, INT32_MAX);
    replaced[i] = (int32_t)(uint32_t)(uint64_t)floor_divide((int64_t)factor * terms[i], shift);
    expected[i] = (int32_t)((uint32_t)sums[i] + (uint32_t)replaced[i]);
  }
  kiln_add_terms(set, factor, shift, (size_t)count, terms, sums);
  check_equal(sums, expected, (size_t)count * 4, "added terms", set);
  kiln_add_terms(set, factor, shift, (size_t)count, terms, NULL);
  check_equal(terms, replaced, (size_t)count * 4, "terms", set);
}

/// The form for bytes that a set has, and words, which every set takes.
static void check_dense_forms(kiln_set set, kiln_role role, shape s) {
  const kiln_form words = {2, 0, 0};
  check_dense(set, role, kiln_dense_form(set, role), s);
  check_dense(set, role, words, s);
}

void check_sums(kiln_set set) {
  static const int32_t widths[] = {1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 25};
  static const int32_t outputs[] = {1, 15, 16, 17, 32, 33, 48};
  for (int role = KILN_ROLE_U8_U8; role <= KILN_ROLE_S8_S8; role++) {
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
      for (size_t o = 0; o < sizeof outputs / sizeof *outputs; o++) {
        const int32_t kernel = (int32_t)random_in(1, 5), step = (int32_t)random_in(1, 2);
        const shape s = {(int32_t)random_in(1, 9), outputs[o], (int32_t)random_in(1, 3), widths[w], kernel, step};
        check_dense_forms(set, (kiln_role)role, s);
        const shape d = {outputs[o], outputs[o], s.rows, widths[w], kernel, step};
        check_depthwise(set, (kiln_role)role, d, role == KILN_ROLE_U8_U8 ? (int32_t)random_in(-255, 255) : 0);
      }
    }
    const shape deep = {1024, 5, 1, 3, 3, 1};
    check_dense_forms(set, (kiln_role)role, deep);
  }
  for (int32_t size = 1; size <= 18; size++) {
    const shape s = {16 * (1 + size % 4), 15 + size % 5 * 8, 1 + size % 9, size, 3, 1};
    check_winograd(set, size % 2, s, (int32_t)random_in(-255, 0), 0);
  }
  // The largest weights; the largest sums of u8 weights: 255 * 255 * 9 * 48 / 2^25 is 0.84, with 16 more channels 1.12.
  const shape large = {16, 16, 3, 5, 3, 1}, deep = {48, 16, 9, 7, 3, 1};
  check_winograd(set, 0, large, 668 - 255, 1);
  check_winograd(set, 0, large, -668 - 255, 1);
  check_winograd(set, 0, deep, 0, 1);
  for (int32_t channels = 1; channels <= 100; channels++) check_window_sums(set, channels, 3, 2);
  for (int32_t channels = 16; channels <= 256; channels *= 2) {
    check_window_sums(set, channels, 1, 1);
    check_window_sums(set, channels, 3, 1);
  }
  for (int32_t shift = 0; shift <= 32; shift++) check_terms(set, shift);
}
