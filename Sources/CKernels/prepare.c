#include "internal.h"

kiln_form kiln_dense_form(kiln_set set, kiln_role role) {
  kiln_form form = {2, 0, 0};
  if (!kiln_reads_bytes(set)) return form;
  form.element_size = 1;
  if (set == KILN_SET_DOTPROD) {
    // Signs must agree: udot for two unsigned operands, sdot with x - 128 for the mixed role.
    if (role == KILN_ROLE_U8_S8) {
      form.flip = 0x80;
      form.start_factor = 128;
    }
    return form;
  }
  // vpdpbusd multiplies unsigned by signed. Two unsigned: the weights stay, x becomes x - 128; two signed:
  // x becomes x + 128. Either way the correction is a constant of the output channel.
  if (role == KILN_ROLE_U8_U8) {
    form.flip = 0x80;
    form.start_factor = 128;
  } else if (role == KILN_ROLE_S8_S8) {
    form.flip = 0x80;
    form.start_factor = -128;
  }
  return form;
}

KILN_INLINE void widen_unsigned(const uint8_t *input, size_t count, int16_t *output) {
  for (size_t i = 0; i < count; i++) output[i] = input[i];
}

KILN_INLINE void widen_signed(const uint8_t *input, size_t count, int16_t *output) {
  for (size_t i = 0; i < count; i++) output[i] = (int8_t)input[i];
}

KILN_INLINE void flip_bytes(const uint8_t *input, size_t count, uint8_t flip, uint8_t *output) {
  for (size_t i = 0; i < count; i++) output[i] = input[i] ^ flip;
}

KILN_INLINE void prepare(kiln_role role, kiln_form form, const uint8_t *input, size_t count, void *output) {
  if (form.element_size == 1) {
    flip_bytes(input, count, (uint8_t)form.flip, output);
  } else if (role == KILN_ROLE_S8_S8) {
    widen_signed(input, count, output);
  } else {
    widen_unsigned(input, count, output);
  }
}

#if KILN_X86
KILN_TARGET("avx2")
static void prepare_avx2(kiln_role role, kiln_form form, const uint8_t *input, size_t count, void *output) {
  prepare(role, form, input, count, output);
}
#endif

void kiln_prepare(kiln_set set, kiln_role role, kiln_form form, const uint8_t *input, size_t count,
                  void *output) {
#if KILN_X86
  if (set >= KILN_SET_AVX2) {
    prepare_avx2(role, form, input, count, output);
    return;
  }
#else
  (void)set;
#endif
  prepare(role, form, input, count, output);
}

KILN_INLINE uint32_t sum_bytes(const uint8_t *input, int32_t count) {
  uint32_t sum = 0;
  for (int32_t i = 0; i < count; i++) sum += input[i];
  return sum;
}

#if KILN_X86
/// Pictures' pixels of 4 bytes, 8 at a time; what pads a pixel counts nothing. Returns how many pixels were summed.
KILN_TARGET("avx2")
static size_t sum_fours_avx2(const uint8_t *input, int32_t channels, size_t pixels, int32_t *sums) {
  const __m256i counted = _mm256_set1_epi32((int32_t)(0x01010101u >> 8 * (4 - channels)));
  size_t pixel = 0;
  for (; pixel + 8 <= pixels; pixel += 8) {
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)(input + 4 * pixel));
    const __m256i pairs = _mm256_maddubs_epi16(bytes, counted);
    _mm256_storeu_si256((__m256i *)(sums + pixel), _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  return pixel;
}

/// The eights of a pixel, 16 or a multiple of 32 bytes, summed in the even numbers of 32 bits.
KILN_INLINE KILN_TARGET("avx2") __m256i sum_eights(const uint8_t *pixel, int32_t channels) {
  __m256i sum = _mm256_setzero_si256();
  for (int32_t channel = 0; channel < channels; channel += 32) {
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)(pixel + channel));
    sum = _mm256_add_epi32(sum, _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
  }
  return sum;
}

/// Four pixels at a time whose channels are 16, or a multiple of 32. Returns how many pixels were summed.
KILN_TARGET("avx2")
static size_t sum_pixels_avx2(const uint8_t *input, int32_t channels, int32_t stride, size_t pixels, int32_t *sums) {
  size_t pixel = 0;
  if (channels == 16 && stride == 16) {
    for (; pixel + 4 <= pixels; pixel += 4, input += 64) {
      // Two pixels in each; the second pair's sums go between the first one's.
      const __m256i pairs = _mm256_or_si256(sum_eights(input, 32), _mm256_slli_epi64(sum_eights(input + 32, 32), 32));
      const __m256i whole = _mm256_add_epi32(pairs, _mm256_shuffle_epi32(pairs, 0x4e));
      const __m128i even = _mm256_castsi256_si128(whole), odd = _mm256_extracti128_si256(whole, 1);
      _mm_storeu_si128((__m128i *)(sums + pixel), _mm_unpacklo_epi32(even, odd));
    }
  } else if (channels % 32 == 0 && channels > 0) {
    for (; pixel + 4 <= pixels; pixel += 4, input += 4 * (ptrdiff_t)stride) {
      const __m256i first = sum_eights(input, channels), second = sum_eights(input + stride, channels);
      const __m256i third = sum_eights(input + 2 * (ptrdiff_t)stride, channels);
      const __m256i fourth = sum_eights(input + 3 * (ptrdiff_t)stride, channels);
      const __m256i upper = _mm256_or_si256(first, _mm256_slli_epi64(second, 32));
      const __m256i lower = _mm256_or_si256(third, _mm256_slli_epi64(fourth, 32));
      const __m256i halves =
          _mm256_add_epi32(_mm256_unpacklo_epi64(upper, lower), _mm256_unpackhi_epi64(upper, lower));
      _mm_storeu_si128((__m128i *)(sums + pixel),
                       _mm_add_epi32(_mm256_castsi256_si128(halves), _mm256_extracti128_si256(halves, 1)));
    }
  }
  return pixel;
}

KILN_TARGET("avx2")
static void sum_channels_avx2(const uint8_t *input, int32_t channels, int32_t stride, size_t pixels, int32_t *sums) {
  const __m256i zero = _mm256_setzero_si256();
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    __m256i wide = zero;
    int32_t channel = 0;
    for (; channel + 32 <= channels; channel += 32) {
      wide = _mm256_add_epi64(wide, _mm256_sad_epu8(_mm256_loadu_si256((const __m256i *)(input + channel)), zero));
    }
    __m128i sum = _mm_add_epi64(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
    if (channel + 16 <= channels) {
      const __m128i bytes = _mm_loadu_si128((const __m128i *)(input + channel));
      sum = _mm_add_epi64(sum, _mm_sad_epu8(bytes, _mm_setzero_si128()));
      channel += 16;
    }
    if (channel + 8 <= channels) {
      const __m128i bytes = _mm_loadl_epi64((const __m128i *)(input + channel));
      sum = _mm_add_epi64(sum, _mm_sad_epu8(bytes, _mm_setzero_si128()));
      channel += 8;
    }
    sum = _mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum));
    sums[pixel] = (int32_t)((uint32_t)_mm_cvtsi128_si32(sum) + sum_bytes(input + channel, channels - channel));
    input += stride;
  }
}
#endif

void kiln_sum_channels(kiln_set set, const uint8_t *input, int32_t channels, int32_t stride, size_t pixels,
                       int32_t *sums) {
#if KILN_X86
  if (set == KILN_SET_AVX2 || set == KILN_SET_AVXVNNI || set == KILN_SET_AVX512VNNI) {
    const size_t done = stride == 4 && channels > 0 ? sum_fours_avx2(input, channels, pixels, sums)
                                                    : sum_pixels_avx2(input, channels, stride, pixels, sums);
    sum_channels_avx2(input + (ptrdiff_t)done * stride, channels, stride, pixels - done, sums + done);
    return;
  }
#else
  (void)set;
#endif
  for (size_t pixel = 0; pixel < pixels; pixel++) {
    sums[pixel] = (int32_t)sum_bytes(input, channels);
    input += stride;
  }
}

/// One row of sums over windows of `size` x `size`, constants of the caller so that its loop becomes vectors.
KILN_INLINE void window_row(const int size, const int step, const int32_t *restrict sums, ptrdiff_t row_stride,
                            int32_t columns, int32_t factor, int32_t *restrict output) {
  for (int32_t column = 0; column < columns; column++) {
    uint32_t sum = 0;
#pragma GCC unroll 3
    for (int y = 0; y < size; y++) {
#pragma GCC unroll 3
      for (int x = 0; x < size; x++) sum += (uint32_t)sums[y * row_stride + column * step + x];
    }
    output[column] = (int32_t)(sum * (uint32_t)factor);
  }
}

KILN_INLINE void window_sums(const int32_t *sums, ptrdiff_t row_stride, int32_t kernel_size, int32_t step,
                             int32_t rows, int32_t columns, int32_t factor, int32_t *output) {
  for (int32_t row = 0; row < rows; row++) {
    if (step == 1 && kernel_size == 1) {
      window_row(1, 1, sums, row_stride, columns, factor, output);
    } else if (step == 1 && kernel_size == 3) {
      window_row(3, 1, sums, row_stride, columns, factor, output);
    } else {
      window_row(kernel_size, step, sums, row_stride, columns, factor, output);
    }
    sums += row_stride * step;
    output += columns;
  }
}

#if KILN_X86
KILN_TARGET("avx2")
static void window_sums_avx2(const int32_t *sums, ptrdiff_t row_stride, int32_t kernel_size, int32_t step,
                             int32_t rows, int32_t columns, int32_t factor, int32_t *output) {
  window_sums(sums, row_stride, kernel_size, step, rows, columns, factor, output);
}
#endif

void kiln_window_sums(kiln_set set, const int32_t *sums, ptrdiff_t row_stride, int32_t kernel_size, int32_t step,
                      int32_t rows, int32_t columns, int32_t factor, int32_t *output) {
#if KILN_X86
  if (set >= KILN_SET_AVX2) {
    window_sums_avx2(sums, row_stride, kernel_size, step, rows, columns, factor, output);
    return;
  }
#else
  (void)set;
#endif
  window_sums(sums, row_stride, kernel_size, step, rows, columns, factor, output);
}
