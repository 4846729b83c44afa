// Winograd's F(4x4, 3x3), by Lavin and Gray's points 0, 1, -1, 2, -2 and infinity: 4 x 4 output pixels from 36 products
// instead of 144.
//
// Exact in integers. The transform of the weights has the fractions 1/4, 1/6 and 1/24; taken without them, its values are
// whole, and the transform of the sums makes up for them: its first row gives 24 times the sum that is meant, the second 12
// times, the other two 6 times. So a pixel comes out 9 * 2^n times too large, n at most 6. All of this holds modulo 2^32,
// where 9 has an inverse; what is left to prove is that a sum shifted by 6 places fits s32.
#ifndef CKERNELS_WINOGRAD_H
#define CKERNELS_WINOGRAD_H

#include "../../internal.h"

/// Pixels along each side of a tile of the output, of the input that it sees, and products of a tile.
#define WINOGRAD_TILE 4
#define WINOGRAD_SIDE (WINOGRAD_TILE + 2)
#define WINOGRAD_PLACES (WINOGRAD_SIDE * WINOGRAD_SIDE)
/// Blocks of channels that are summed at a time, as many as the widest set's tiles take.
#define WINOGRAD_BLOCKS 2

/// Tiles that cover so many pixels of a row or column.
KILN_INLINE int32_t winograd_tiles(int32_t pixels) { return (pixels + WINOGRAD_TILE - 1) / WINOGRAD_TILE; }

/// A set's transforms.
typedef struct kiln_winograd_transforms {
  /// As `kiln_winograd_transform`.
  void (*input)(const kiln_winograd *layer, const int16_t *input, int16_t *transformed);
  /// Sums of `count` blocks from their products, `[36][tile][count * 16]`.
  void (*sums)(const kiln_winograd *layer, int32_t block, int32_t count, const int32_t *products, int32_t *sums);
} kiln_winograd_transforms;

extern const kiln_winograd_transforms kiln_winograd_portable;
#if KILN_X86
extern const kiln_winograd_transforms kiln_winograd_avx2, kiln_winograd_avx512;
#endif

#endif
