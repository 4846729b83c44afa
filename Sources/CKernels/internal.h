// What the sets' files share; not visible from Swift.
#ifndef CKERNELS_INTERNAL_H
#define CKERNELS_INTERNAL_H

#include <string.h>

#include "include/CKernels.h"

// The harness compiles x86 kernels on any processor, with SIMDe's portable forms of the intrinsics.
#if defined(KILN_SIMDE)
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>
#define KILN_X86 1
#define KILN_TARGET(features)
#define _mm256_dpbusd_avx_epi32 simde_mm256_dpbusd_epi32
#elif defined(__x86_64__)
#include <immintrin.h>
#define KILN_X86 1
#define KILN_TARGET(features) __attribute__((target(features)))
#elif defined(__aarch64__)
#include <arm_neon.h>
#define KILN_ARM 1
#define KILN_TARGET(features) __attribute__((target(features)))
#endif

#define KILN_INLINE static inline __attribute__((always_inline))

/// What stays the same for all tiles of a dense layer; strides and offsets in bytes.
typedef struct kiln_tile {
  ptrdiff_t column_stride;
  ptrdiff_t sums_stride;  // int32 from one pixel to the next
  ptrdiff_t block_bytes;  // packed weights of one block
  const ptrdiff_t *run_offsets;
  ptrdiff_t offset_scale;
  int32_t run_count;
  int32_t run_bytes;
} kiln_tile;

/// Sums of one tile: a fixed number of pixels x one or two blocks.
typedef void (*kiln_tile_function)(const kiln_tile *tile, const uint8_t *input, const void *weights,
                                   const int32_t *start, int32_t *sums);

/// A set's tiles; functions[n - 1] does n pixels.
typedef struct kiln_tiles {
  int32_t pixels;
  int32_t blocks;
  kiln_tile_function functions[12];
  /// For a last odd block when `blocks` is 2.
  int32_t single_pixels;
  kiln_tile_function singles[12];
} kiln_tiles;

extern const kiln_tiles kiln_tiles_scalar;
#if KILN_X86
extern const kiln_tiles kiln_tiles_sse2, kiln_tiles_avx2;
extern const kiln_tiles kiln_tiles_avxvnni_weights, kiln_tiles_avxvnni_inputs;
extern const kiln_tiles kiln_tiles_avx512vnni_weights, kiln_tiles_avx512vnni_inputs;
#endif
#if KILN_ARM
extern const kiln_tiles kiln_tiles_neon, kiln_tiles_dotprod_unsigned, kiln_tiles_dotprod_signed;
#endif

/// Sums of one output row of one block of channels, depthwise.
typedef void (*kiln_depthwise_function)(const kiln_depthwise *layer, const int16_t *input,
                                        const int16_t *weights, const int32_t *start, int32_t *sums);

void kiln_depthwise_row_scalar(const kiln_depthwise *, const int16_t *, const int16_t *, const int32_t *,
                               int32_t *);
#if KILN_X86
void kiln_depthwise_row_sse2(const kiln_depthwise *, const int16_t *, const int16_t *, const int32_t *, int32_t *);
void kiln_depthwise_row_avx2(const kiln_depthwise *, const int16_t *, const int16_t *, const int32_t *, int32_t *);
void kiln_depthwise_row_avx512(const kiln_depthwise *, const int16_t *, const int16_t *, const int32_t *, int32_t *);
#endif
#if KILN_ARM
void kiln_depthwise_row_neon(const kiln_depthwise *, const int16_t *, const int16_t *, const int32_t *, int32_t *);
#endif

/// One set's `kiln_finish_narrow`.
typedef void (*kiln_finish_function)(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);

void kiln_finish_scalar(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
#if KILN_X86
void kiln_finish_avx2(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
void kiln_finish_avx512(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
#endif

/// Whether a set reads bytes by a dot product of four instead of s16 pairs.
KILN_INLINE int kiln_reads_bytes(kiln_set set) {
  return set == KILN_SET_AVXVNNI || set == KILN_SET_AVX512VNNI || set == KILN_SET_DOTPROD;
}

KILN_INLINE int32_t kiln_round_up(int32_t value, int32_t unit) { return (value + unit - 1) / unit * unit; }

#endif
