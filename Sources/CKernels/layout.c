#include "internal.h"

// Vector extensions that clang and gcc share: the same lines become punpck* on x86 and zip1/zip2 on arm64.
typedef uint8_t bytes16 __attribute__((vector_size(16)));

KILN_INLINE bytes16 zip_low(bytes16 a, bytes16 b) {
  return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

KILN_INLINE bytes16 zip_high(bytes16 a, bytes16 b) {
  return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/// 16 x 16 bytes: four times interleaving the upper with the lower half of the rows transposes.
KILN_INLINE void transpose(bytes16 rows[16]) {
#pragma GCC unroll 4
  for (int step = 0; step < 4; step++) {
    bytes16 next[16];
#pragma GCC unroll 8
    for (int row = 0; row < 8; row++) {
      next[2 * row] = zip_low(rows[row], rows[row + 8]);
      next[2 * row + 1] = zip_high(rows[row], rows[row + 8]);
    }
#pragma GCC unroll 16
    for (int row = 0; row < 16; row++) rows[row] = next[row];
  }
}

KILN_INLINE int32_t at_most_16(int32_t value) { return value < 16 ? value : 16; }

KILN_INLINE bytes16 load_part(const uint8_t *source, int32_t count) {
  bytes16 result = {0};
  if (count == 16) {
    memcpy(&result, source, 16);
  } else {
    memcpy(&result, source, (size_t)count);
  }
  return result;
}

KILN_INLINE void store_part(bytes16 value, int32_t count, uint8_t *target) {
  if (count == 16) {
    memcpy(target, &value, 16);
  } else if (count == 4) {
    memcpy(target, &value, 4);
  } else {
    memcpy(target, &value, (size_t)count);
  }
}

/// Up to 4 planes, as pictures have: 16 pixels fill four registers.
static void interleave_four(const uint8_t *input, const ptrdiff_t *plane_offsets, int32_t channels,
                            int32_t columns, uint8_t *output) {
  for (int32_t column = 0; column < columns; column += 16) {
    const int32_t pixels = at_most_16(columns - column);
    bytes16 planes[4] = {0};
    for (int32_t lane = 0; lane < channels; lane++) {
      planes[lane] = load_part(input + plane_offsets[lane] + column, pixels);
    }
    const bytes16 even_low = zip_low(planes[0], planes[2]), odd_low = zip_low(planes[1], planes[3]);
    const bytes16 even_high = zip_high(planes[0], planes[2]), odd_high = zip_high(planes[1], planes[3]);
    const bytes16 quarters[4] = {zip_low(even_low, odd_low), zip_high(even_low, odd_low),
                                 zip_low(even_high, odd_high), zip_high(even_high, odd_high)};
    memcpy(output + column * 4, quarters, (size_t)pixels * 4);
  }
}

void kiln_interleave_row(const uint8_t *input, const ptrdiff_t *plane_offsets, int32_t channels,
                         int32_t columns, ptrdiff_t output_stride, uint8_t *output) {
  if (output_stride == 4) {
    interleave_four(input, plane_offsets, channels, columns, output);
    return;
  }
  for (int32_t channel = 0; channel < output_stride; channel += 16) {
    const int32_t lanes = at_most_16(channels - channel);
    const int32_t written = at_most_16((int32_t)output_stride - channel);
    for (int32_t column = 0; column < columns; column += 16) {
      const int32_t pixels = at_most_16(columns - column);
      bytes16 rows[16];
      for (int32_t lane = 0; lane < 16; lane++) {
        const bytes16 zero = {0};
        rows[lane] = lane < lanes ? load_part(input + plane_offsets[channel + lane] + column, pixels) : zero;
      }
      transpose(rows);
      uint8_t *target = output + column * output_stride + channel;
      for (int32_t pixel = 0; pixel < pixels; pixel++) {
        store_part(rows[pixel], written, target + pixel * output_stride);
      }
    }
  }
}

void kiln_deinterleave_row(const uint8_t *input, ptrdiff_t input_stride, int32_t channels, int32_t columns,
                           const ptrdiff_t *plane_offsets, uint8_t *output) {
  for (int32_t channel = 0; channel < channels; channel += 16) {
    const int32_t lanes = at_most_16(channels - channel);
    for (int32_t column = 0; column < columns; column += 16) {
      const int32_t pixels = at_most_16(columns - column);
      const uint8_t *source = input + column * input_stride + channel;
      bytes16 rows[16];
      for (int32_t pixel = 0; pixel < 16; pixel++) {
        const bytes16 zero = {0};
        rows[pixel] = pixel < pixels ? load_part(source + pixel * input_stride, lanes) : zero;
      }
      transpose(rows);
      for (int32_t lane = 0; lane < lanes; lane++) {
        store_part(rows[lane], pixels, output + plane_offsets[channel + lane] + column);
      }
    }
  }
}
