// The sums of one set; included by its file behind lanes.h.

/// Adds all terms: `a` holds a factor for each row, `b` one for each column.
FUSED_INLINE void add_terms(const int rows, const int vectors, int32_t depth, const float *a, ptrdiff_t a_step,
                            const float *b, ptrdiff_t b_step, lanes sums[KILN_FUSED_ROWS][FUSED_VECTORS]) {
  for (int32_t k = 0; k < depth; k++) {
    lanes columns[FUSED_VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) columns[v] = load(b + FUSED_LANES * v);
#pragma GCC unroll 6
    for (int row = 0; row < rows; row++) {
      const lanes factor = splat(a[row]);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) sums[row][v] = multiply_add(factor, columns[v], sums[row][v]);
    }
    a += a_step;
    b += b_step;
  }
}

FUSED_INLINE void tile(const int rows, const kiln_fused_tile *t, const float *a, const float *b, float *output) {
  lanes sums[KILN_FUSED_ROWS][FUSED_VECTORS];
  if (t->start_column_step) {
#pragma GCC unroll 6
    for (int row = 0; row < rows; row++) {
#pragma GCC unroll 4
      for (int v = 0; v < FUSED_VECTORS; v++) {
        sums[row][v] = load(t->start + row * t->start_row_step + FUSED_LANES * v);
      }
    }
  } else {
#pragma GCC unroll 6
    for (int row = 0; row < rows; row++) {
#pragma GCC unroll 4
      for (int v = 0; v < FUSED_VECTORS; v++) sums[row][v] = splat(t->start[row * t->start_row_step]);
    }
  }
  add_terms(rows, FUSED_VECTORS, t->depth, a, KILN_FUSED_ROWS, b, t->b_step, sums);
  if (t->clamps) {
    const lanes minimum = splat(t->minimum), maximum = splat(t->maximum);
#pragma GCC unroll 6
    for (int row = 0; row < rows; row++) {
#pragma GCC unroll 4
      for (int v = 0; v < FUSED_VECTORS; v++) sums[row][v] = at_most(at_least(sums[row][v], minimum), maximum);
    }
  }
#pragma GCC unroll 6
  for (int row = 0; row < rows; row++) {
#pragma GCC unroll 4
    for (int v = 0; v < FUSED_VECTORS; v++) store(output + row * t->row_step + FUSED_LANES * v, sums[row][v]);
  }
}

#define FUSED_TILE(rows)                                                                                  \
  FUSED_ATTRIBUTE static void tile_##rows(const kiln_fused_tile *t, const float *a, const float *b,       \
                                          float *output) {                                                \
    tile(rows, t, a, b, output);                                                                          \
  }

FUSED_TILE(1)
FUSED_TILE(2)
FUSED_TILE(3)
FUSED_TILE(4)
FUSED_TILE(5)
FUSED_TILE(6)

/// One row has few sums per 16 columns, and each has to wait for itself: four stretches at once.
FUSED_ATTRIBUTE static void wide(const kiln_fused_tile *t, const float *a, const float *b, ptrdiff_t b_stretch,
                                 float *output) {
  lanes sums[4][FUSED_VECTORS];
#pragma GCC unroll 4
  for (int stretch = 0; stretch < 4; stretch++) {
#pragma GCC unroll 4
    for (int v = 0; v < FUSED_VECTORS; v++) {
      const float *start = t->start + (16 * stretch + FUSED_LANES * v) * t->start_column_step;
      sums[stretch][v] = t->start_column_step ? load(start) : splat(*start);
    }
  }
  for (int32_t k = 0; k < t->depth; k++) {
    const lanes factor = splat(a[k]);
#pragma GCC unroll 4
    for (int stretch = 0; stretch < 4; stretch++) {
#pragma GCC unroll 4
      for (int v = 0; v < FUSED_VECTORS; v++) {
        const lanes columns = load(b + stretch * b_stretch + FUSED_LANES * v);
        sums[stretch][v] = multiply_add(factor, columns, sums[stretch][v]);
      }
    }
    b += t->b_step;
  }
  const lanes minimum = splat(t->minimum), maximum = splat(t->maximum);
#pragma GCC unroll 4
  for (int stretch = 0; stretch < 4; stretch++) {
#pragma GCC unroll 4
    for (int v = 0; v < FUSED_VECTORS; v++) {
      if (t->clamps) sums[stretch][v] = at_most(at_least(sums[stretch][v], minimum), maximum);
      store(output + 16 * stretch + FUSED_LANES * v, sums[stretch][v]);
    }
  }
}

/// A stretch of `vectors` registers of one row of outputs.
FUSED_INLINE void stretch(const int vectors, const kiln_fused_depthwise *layer, const float *weights, float bias,
                          const float *input, float *output) {
  lanes sums[32 / FUSED_LANES];
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) sums[v] = splat(bias);
  for (int32_t tap = 0; tap < layer->taps; tap++) {
    const lanes weight = splat(weights[tap]);
    const float *source = input + layer->offsets[tap];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) {
      sums[v] = multiply_add(load(source + FUSED_LANES * v), weight, sums[v]);
    }
  }
  const lanes minimum = splat(layer->minimum), maximum = splat(layer->maximum);
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) {
    if (layer->clamps) sums[v] = at_most(at_least(sums[v], minimum), maximum);
    store(output + FUSED_LANES * v, sums[v]);
  }
}

FUSED_ATTRIBUTE static void row(const kiln_fused_depthwise *layer, const float *weights, float bias,
                                const float *input, size_t count, float *output) {
  size_t x = 0;
  for (; x + 32 <= count; x += 32) stretch(32 / FUSED_LANES, layer, weights, bias, input + x, output + x);
  for (; x + 16 <= count; x += 16) stretch(16 / FUSED_LANES, layer, weights, bias, input + x, output + x);
  for (; x < count; x += 8) stretch(8 / FUSED_LANES, layer, weights, bias, input + x, output + x);
}
