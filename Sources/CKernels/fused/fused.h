// What the files of fused sums share.
#ifndef CKERNELS_FUSED_H
#define CKERNELS_FUSED_H

#include "../internal.h"

/// Sums of up to 6 rows x 16 columns: `sums[row][column] = start + a[k][row] * b[k][column]` over k in order.
typedef struct kiln_fused_tile {
  /// Terms; `a` steps by KILN_FUSED_ROWS from one to the next.
  int32_t depth;
  /// Elements of `b` from one term to the next.
  ptrdiff_t b_step;
  /// Elements of the output from one row to the next.
  ptrdiff_t row_step;
  /// Starts: `start[row * start_row_step + column * start_column_step]`, of which a column's step is 0 or 1.
  const float *start;
  ptrdiff_t start_row_step;
  int start_column_step;
  /// Whether results are brought into the range.
  int clamps;
  float minimum;
  float maximum;
} kiln_fused_tile;

/// What a set does by itself.
typedef struct kiln_fused_set {
  /// functions[n - 1] sums n rows.
  void (*tiles[KILN_FUSED_ROWS])(const kiln_fused_tile *, const float *a, const float *b, float *output);
  /// One row x 64 columns, of 4 stretches of 16 that lie `b_stretch` elements apart; `a` steps by 1.
  void (*wide)(const kiln_fused_tile *, const float *a, const float *b, ptrdiff_t b_stretch, float *output);
  /// `output[x] = bias + input[offsets[t] + x] * weights[t]` over t in order, `count` rounded up to 8.
  void (*row)(const kiln_fused_depthwise *, const float *weights, float bias, const float *input, size_t count,
              float *output);
  /// `kiln_fused_lay_out`.
  void (*lay_out)(const kiln_fused_layout *, const float *input, float *output);
  /// Rows that lie `row_step` apart to rows side by side.
  void (*copy_rows)(const float *source, ptrdiff_t row_step, int32_t rows, int32_t columns, float *target);
  void (*combine)(const kiln_combine *, const int8_t *a, const int8_t *b, size_t count, int8_t *output);
  void (*map)(const kiln_map *, const float *input, size_t count, float *output);
} kiln_fused_set;

extern const kiln_fused_set kiln_fused_scalar;
#if KILN_X86
extern const kiln_fused_set kiln_fused_avx2;
#endif
#if KILN_ARM
extern const kiln_fused_set kiln_fused_neon;
#endif

const kiln_fused_set *kiln_fused_set_of(kiln_set set);

#endif
