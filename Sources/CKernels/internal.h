// What the sets' files share; not visible from Swift.
#ifndef CKERNELS_INTERNAL_H
#define CKERNELS_INTERNAL_H

#include <string.h>

#include "include/CKernels.h"

// The harness compiles the x86 kernels for any processor, with portable forms of the intrinsics.
#if defined(KILN_PORTABLE_X86)
#include "portable-x86.h"
#define KILN_X86 1
#define KILN_TARGET(features)
#elif defined(__x86_64__)
#include <immintrin.h>
#define KILN_X86 1
#define KILN_TARGET(features) __attribute__((target(features)))
#elif defined(__aarch64__)
#include <arm_neon.h>
#define KILN_ARM 1
#define KILN_TARGET(features) __attribute__((target(features)))
#endif

// Has a vector in a register of its own before it is used twice. Compilers that may fold and move its load run out of registers.
#if defined(__x86_64__) && !defined(KILN_PORTABLE_X86)
#define KILN_SETTLE(vector) __asm__("" : "+v"(vector))
#else
#define KILN_SETTLE(vector) (void)(vector)
#endif

#define KILN_INLINE static inline __attribute__((always_inline))

#if KILN_X86
/// Whether processors of the set of AVX-512 permute bytes, too; the first ones don't.
int kiln_has_vbmi(void);
#endif

/// What stays the same for all tiles of a dense layer; input strides in bytes.
typedef struct kiln_tile {
  ptrdiff_t column_stride;
  ptrdiff_t sums_stride;  // int32 from one pixel to the next
  ptrdiff_t block_bytes;  // packed weights of one block
  const ptrdiff_t *run_offsets;  // in elements
  ptrdiff_t element_size;
  int32_t run_count;  // at least 1
  int32_t run_bytes;  // a positive multiple of 4 elements
} kiln_tile;

/// Sums of `count` tiles side by side, each a fixed number of pixels x one or two blocks.
typedef void (*kiln_tile_function)(const kiln_tile *tile, const uint8_t *input, const void *weights,
                                   const int32_t *start, int32_t *sums, int32_t count);

/// Defines the tile function `name` from the file's inline function `tile` of one tile; `attribute` may be empty.
#define KILN_TILE(name, attribute, pixels, variant)                                                       \
  attribute static void name(const kiln_tile *t, const uint8_t *x, const void *weights, const int32_t *start, \
                             int32_t *sums, int32_t count) {                                              \
    for (; count > 0; count--) {                                                                          \
      tile(pixels, variant, t, x, weights, start, sums);                                                  \
      x += pixels * t->column_stride;                                                                     \
      sums += pixels * t->sums_stride;                                                                    \
    }                                                                                                     \
  }

/// Tile functions `name_1` to `name_4`, `name_6` or `name_12` of as many pixels, and the list of their names.
#define KILN_TILES_4(name, attribute, variant) \
  KILN_TILE(name##_1, attribute, 1, variant)   \
  KILN_TILE(name##_2, attribute, 2, variant)   \
  KILN_TILE(name##_3, attribute, 3, variant)   \
  KILN_TILE(name##_4, attribute, 4, variant)
#define KILN_TILES_6(name, attribute, variant) \
  KILN_TILES_4(name, attribute, variant)       \
  KILN_TILE(name##_5, attribute, 5, variant)   \
  KILN_TILE(name##_6, attribute, 6, variant)
#define KILN_TILES_12(name, attribute, variant) \
  KILN_TILES_6(name, attribute, variant)        \
  KILN_TILE(name##_7, attribute, 7, variant)    \
  KILN_TILE(name##_8, attribute, 8, variant)    \
  KILN_TILE(name##_9, attribute, 9, variant)    \
  KILN_TILE(name##_10, attribute, 10, variant)  \
  KILN_TILE(name##_11, attribute, 11, variant)  \
  KILN_TILE(name##_12, attribute, 12, variant)
#define KILN_LIST_4(name) name##_1, name##_2, name##_3, name##_4
#define KILN_LIST_6(name) KILN_LIST_4(name), name##_5, name##_6
#define KILN_LIST_12(name) KILN_LIST_6(name), name##_7, name##_8, name##_9, name##_10, name##_11, name##_12

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
extern const kiln_tiles kiln_tiles_avxvnni_weights, kiln_tiles_avxvnni_inputs, kiln_tiles_avxvnni_words;
extern const kiln_tiles kiln_tiles_avx512vnni_weights, kiln_tiles_avx512vnni_inputs, kiln_tiles_avx512vnni_words;
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
void kiln_finish_sse2(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
void kiln_finish_avx2(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
void kiln_finish_relu_avx2(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
/// Whether the activation is constant or has stairs up to a threshold and does not fall behind it.
int kiln_finish_is_relu(const kiln_finish *);
void kiln_finish_avx512(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
#endif
#if KILN_ARM
void kiln_finish_neon(const kiln_finish *, const int32_t *, const int32_t *, size_t, uint8_t *);
#endif

/// Whether a set reads bytes by a dot product of four instead of s16 pairs.
KILN_INLINE int kiln_reads_bytes(kiln_set set) {
  return set == KILN_SET_AVXVNNI || set == KILN_SET_AVX512VNNI || set == KILN_SET_DOTPROD;
}

/// A weight before it is packed.
KILN_INLINE int32_t kiln_source_weight(const void *weights, kiln_weights type, size_t index) {
  if (type == KILN_WEIGHTS_S16) return ((const int16_t *)weights)[index];
  return type == KILN_WEIGHTS_S8 ? ((const int8_t *)weights)[index] : ((const uint8_t *)weights)[index];
}

KILN_INLINE int32_t kiln_round_up(int32_t value, int32_t unit) { return (value + unit - 1) / unit * unit; }

#endif
