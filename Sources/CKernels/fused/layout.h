// How one set lays maps out for its sums; included by its file behind lanes.h.

KILN_INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
KILN_INLINE int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

/// First of the places 0... whose input index `first + place * stride` is not negative, at most `count`.
KILN_INLINE int32_t first_inside(int32_t first, int32_t stride, int32_t count) {
  return first >= 0 ? 0 : smaller(count, (int32_t)((stride - 1 - (int64_t)first) / stride));
}

/// End of the places whose input index is below `size`.
KILN_INLINE int32_t end_inside(int32_t first, int32_t stride, int32_t size, int32_t count) {
  return first >= size ? 0 : smaller(count, (int32_t)(((int64_t)size - first + stride - 1) / stride));
}

/// Rows are short: no call, and a last vector that overlaps the one before.
FUSED_INLINE void copy_row(const float *source, int32_t count, float *target) {
  int32_t x = 0;
  for (; x + FUSED_LANES <= count; x += FUSED_LANES) store(target + x, load(source + x));
  if (x == count) return;
  if (count >= FUSED_LANES) {
    store(target + count - FUSED_LANES, load(source + count - FUSED_LANES));
  } else {
    for (; x < count; x++) target[x] = source[x];
  }
}

/// Every second float; `source` ends behind the last of them.
FUSED_INLINE void copy_halves(const float *source, int32_t count, float *target) {
  int32_t x = 0;
  for (; x + FUSED_LANES < count; x += FUSED_LANES) {
    const lanes low = load(source + 2 * x), high = load(source + 2 * x + FUSED_LANES);
#if FUSED_LANES == 8
    store(target + x, __builtin_shufflevector(low, high, 0, 2, 4, 6, 8, 10, 12, 14));
#else
    store(target + x, __builtin_shufflevector(low, high, 0, 2, 4, 6));
#endif
  }
  for (; x < count; x++) target[x] = source[2 * x];
}

FUSED_ATTRIBUTE static void lay_out(const kiln_fused_layout *layout, const float *input, float *output) {
  const int32_t stride = layout->column_stride;
  for (int32_t part = 0; part < layout->parts; part++) {
    const int32_t first_row = layout->first_rows[part], first_column = layout->first_columns[part];
    const int32_t begin = first_inside(first_column, stride, layout->columns);
    const int32_t end = larger(begin, end_inside(first_column, stride, layout->input_columns, layout->columns));
    for (int32_t row = 0; row < layout->rows; row++) {
      const int64_t input_row = first_row + (int64_t)row * layout->row_stride;
      if (input_row < 0 || input_row >= layout->input_rows) {
        memset(output, 0, (size_t)layout->columns * sizeof *output);
      } else {
        const float *source = input + input_row * layout->input_columns + first_column + (ptrdiff_t)begin * stride;
        for (int32_t x = 0; x < begin; x++) output[x] = 0;
        if (stride == 1) {
          copy_row(source, end - begin, output + begin);
        } else if (stride == 2) {
          copy_halves(source, end - begin, output + begin);
        } else {
          for (int32_t x = begin; x < end; x++) output[x] = source[(ptrdiff_t)(x - begin) * stride];
        }
        for (int32_t x = end; x < layout->columns; x++) output[x] = 0;
      }
      output += layout->columns;
    }
  }
}

/// Rows that lie `row_step` apart to rows side by side.
FUSED_ATTRIBUTE static void copy_rows(const float *source, ptrdiff_t row_step, int32_t rows, int32_t columns,
                                      float *target) {
  for (int32_t row = 0; row < rows; row++) copy_row(source + row * row_step, columns, target + (ptrdiff_t)row * columns);
}
