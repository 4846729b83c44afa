#include "../internal.h"

#if KILN_ARM

/// The regions in registers: 16 numbers are 64 bytes, which one table lookup reads.
typedef struct regions {
  int32x4_t threshold[3], start[3], slope[3], shift[3], bias[3];
  uint8x16x4_t thresholds, starts, words;
} regions;

typedef struct lanes {
  int32x4_t start, slope, shift, bias;
} lanes;

KILN_INLINE uint8x16x4_t load_table(const int32_t *numbers) {
  uint8x16x4_t table;
  for (int i = 0; i < 4; i++) table.val[i] = vreinterpretq_u8_s32(vld1q_s32(numbers + 4 * i));
  return table;
}

KILN_INLINE void load_regions(const kiln_finish *finish, int form, regions *regions) {
  if (form <= 3) {
    for (int i = 0; i < form; i++) {
      regions->threshold[i] = vdupq_n_s32(finish->threshold[i]);
      regions->start[i] = vdupq_n_s32(finish->start[i]);
      regions->slope[i] = vdupq_n_s32(finish->slope[i]);
      regions->shift[i] = vdupq_n_s32(finish->slope_shift[i]);
      regions->bias[i] = vdupq_n_s32(finish->bias[i]);
    }
    return;
  }
  int32_t words[16];
  // Slope / 2 in the upper half, then shift, then bias.
  for (int i = 0; i < 16; i++) {
    words[i] = (int32_t)((uint32_t)finish->slope[i] << 15 | (uint32_t)finish->slope_shift[i] << 8 |
                         (uint32_t)finish->bias[i]);
  }
  regions->thresholds = load_table(finish->threshold);
  regions->starts = load_table(finish->start);
  regions->words = load_table(words);
}

KILN_INLINE lanes find_few(const regions *regions, const int form, int32x4_t value) {
  lanes found = {regions->start[0], regions->slope[0], regions->shift[0], regions->bias[0]};
#pragma GCC unroll 2
  for (int i = 1; i < form; i++) {
    const uint32x4_t above = vcgtq_s32(value, regions->threshold[i]);
    found.start = vbslq_s32(above, regions->start[i], found.start);
    found.slope = vbslq_s32(above, regions->slope[i], found.slope);
    found.shift = vbslq_s32(above, regions->shift[i], found.shift);
    found.bias = vbslq_s32(above, regions->bias[i], found.bias);
  }
  return found;
}

/// The table's number for each lane; `bytes` holds the four byte indices of each.
KILN_INLINE int32x4_t look_up(uint8x16x4_t table, uint32x4_t bytes) {
  return vreinterpretq_s32_u8(vqtbl4q_u8(table, vreinterpretq_u8_u32(bytes)));
}

KILN_INLINE lanes find_many(const regions *regions, int32x4_t value) {
  // Indices in units of bytes, in each byte of a lane: one more bit per step, highest first.
  uint32x4_t bytes = vdupq_n_u32(0x03020100);
#pragma GCC unroll 4
  for (int bit = 8; bit > 0; bit /= 2) {
    const uint32x4_t step = vdupq_n_u32((uint32_t)bit * 0x04040404);
    const uint32x4_t above = vcgtq_s32(value, look_up(regions->thresholds, vaddq_u32(bytes, step)));
    bytes = vaddq_u32(bytes, vandq_u32(above, step));
  }
  const int32x4_t word = look_up(regions->words, bytes);
  const lanes found = {
      look_up(regions->starts, bytes),
      vshlq_n_s32(vshrq_n_s32(word, 16), 1),
      vandq_s32(vshrq_n_s32(word, 8), vdupq_n_s32(0xFF)),
      vandq_s32(word, vdupq_n_s32(0xFF)),
  };
  return found;
}

/// The low 32 bits of `a * b >> -negative_shift`.
KILN_INLINE int32x4_t shifted_product(int32x4_t a, int32x4_t b, int32x4_t negative_shift) {
  const int64x2_t low = vmull_s32(vget_low_s32(a), vget_low_s32(b));
  const int64x2_t high = vmull_high_s32(a, b);
  return vcombine_s32(vmovn_s64(vshlq_s64(low, vmovl_s32(vget_low_s32(negative_shift)))),
                      vmovn_s64(vshlq_s64(high, vmovl_high_s32(negative_shift))));
}

/// 4 channels of one pixel to 4 results that are not yet clamped.
KILN_INLINE int32x4_t finish_four(const kiln_finish *finish, const regions *regions, const int form,
                                  const int half_even, int32_t channel, int32x4_t value) {
  // Odd channels hold 32 - shift; NEON shifts right by negative numbers.
  const int32x4_t sign = {-1, 1, -1, 1}, rest = {0, -32, 0, -32};
  const int32x4_t negative_shift = vmlaq_s32(rest, vld1q_s32(finish->shift + channel), sign);
  const int32x4_t scaled = shifted_product(value, vld1q_s32(finish->multiplier + channel), negative_shift);
  const int32x4_t normed = vaddq_s32(scaled, vld1q_s32(finish->addend + channel));
  const lanes found = form <= 3 ? find_few(regions, form, normed) : find_many(regions, normed);
  const int32x4_t distance = vsubq_s32(normed, found.start);
  const int32x4_t twice = shifted_product(distance, found.slope, vnegq_s32(found.shift));
  const int32x4_t floor = vshrq_n_s32(twice, 1);
  int32x4_t step = vandq_s32(twice, vdupq_n_s32(1));
  if (half_even) {
    // A tie loses no bits by the shift; ties of an even floor stay where they are.
    const uint32x4_t is_tie = vceqq_s32(vshlq_s32(twice, found.shift), vmulq_s32(distance, found.slope));
    step = vbicq_s32(step, vbicq_s32(vreinterpretq_s32_u32(is_tie), floor));
  }
  const int32x4_t direction = vorrq_s32(vshrq_n_s32(twice, 31), vdupq_n_s32(1));
  return vaddq_s32(vmlaq_s32(floor, step, direction), found.bias);
}

KILN_INLINE void finish_pixels(const kiln_finish *finish, const int form, const int half_even,
                               const int32_t *sums, const int32_t *terms, size_t pixels, uint8_t *output) {
  regions regions;
  load_regions(finish, form, &regions);
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    const int32x4_t term = vdupq_n_s32(terms ? terms[pixel] : 0);
    for (int32_t channel = 0; channel < finish->channels; channel += 8) {
      const int32x4_t first = vaddq_s32(vld1q_s32(sums + channel), term);
      const int32x4_t second = vaddq_s32(vld1q_s32(sums + channel + 4), term);
      const int16x4_t low = vqmovn_s32(finish_four(finish, &regions, form, half_even, channel, first));
      const int16x4_t high = vqmovn_s32(finish_four(finish, &regions, form, half_even, channel + 4, second));
      const uint8x8_t bytes = vmin_u8(vqmovun_s16(vcombine_s16(low, high)), vld1_u8(finish->limit + channel));
      if (channel + 8 <= finish->channels) {
        vst1_u8(output + channel, bytes);
      } else {
        const uint32_t last = vget_lane_u32(vreinterpret_u32_u8(bytes), 0);
        memcpy(output + channel, &last, 4);
      }
    }
    sums += finish->sums_stride;
    output += finish->output_stride;
  }
}

#define FORM(form)                                                                                          \
  static void form_##form(const kiln_finish *f, const int32_t *s, const int32_t *t, size_t n, uint8_t *o) { \
    if (f->rounding == KILN_ROUNDING_HALF_EVEN) {                                                           \
      finish_pixels(f, form, 1, s, t, n, o);                                                                \
    } else {                                                                                                \
      finish_pixels(f, form, 0, s, t, n, o);                                                                \
    }                                                                                                       \
  }
FORM(1)
FORM(2)
FORM(3)
FORM(16)

void kiln_finish_neon(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                      uint8_t *output) {
  static const kiln_finish_function forms[] = {form_1, form_1, form_2, form_3};
  const kiln_finish_function form = finish->region_count <= 3 ? forms[finish->region_count] : form_16;
  form(finish, sums, terms, pixels, output);
}

#endif
