#include "fused.h"

KILN_INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
KILN_INLINE int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

/// First of the places 0... whose input index `first + place * stride` is not negative, at most `count`.
static int32_t first_inside(int32_t first, int32_t stride, int32_t count) {
  return first >= 0 ? 0 : smaller(count, (int32_t)((stride - 1 - (int64_t)first) / stride));
}

/// End of the places whose input index is below `size`.
static int32_t end_inside(int32_t first, int32_t stride, int32_t size, int32_t count) {
  return first >= size ? 0 : smaller(count, (int32_t)(((int64_t)size - first + stride - 1) / stride));
}

void kiln_fused_lay_out(const kiln_fused_layout *layout, const float *input, float *output) {
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
        const float *source = input + input_row * layout->input_columns + first_column;
        for (int32_t x = 0; x < begin; x++) output[x] = 0;
        if (stride == 1) {
          for (int32_t x = begin; x < end; x++) output[x] = source[x];
        } else if (stride == 2) {
          for (int32_t x = begin; x < end; x++) output[x] = source[2 * x];
        } else {
          for (int32_t x = begin; x < end; x++) output[x] = source[(ptrdiff_t)x * stride];
        }
        for (int32_t x = end; x < layout->columns; x++) output[x] = 0;
      }
      output += layout->columns;
    }
  }
}

void kiln_fused_depthwise_run(const kiln_fused_depthwise *layer, const float *input, int32_t first_channel,
                              int32_t channels, float *output, float *scratch) {
  const kiln_fused_set *set = kiln_fused_set_of(layer->set);
  const kiln_fused_layout *layout = &layer->layout;
  const ptrdiff_t input_plane = (ptrdiff_t)layout->input_rows * layout->input_columns;
  const ptrdiff_t output_plane = (ptrdiff_t)layer->output_rows * layer->output_columns;
  const ptrdiff_t laid_out = (ptrdiff_t)layout->parts * layout->rows * layout->columns;
  float *wide = scratch + laid_out + 32;
  memset(scratch + laid_out, 0, 32 * sizeof *scratch);
  // All rows as one, the columns between them computed and dropped.
  const size_t count = (size_t)(layer->output_rows - 1) * (size_t)layout->columns + (size_t)layer->output_columns;
  const int has_gaps = layout->columns != layer->output_columns;
  for (int32_t channel = first_channel; channel < first_channel + channels; channel++) {
    kiln_fused_lay_out(layout, input + channel * input_plane, scratch);
    for (int32_t copy = 0; copy < layer->multiplier; copy++) {
      const int32_t own = channel * layer->multiplier + copy;
      float *target = output + own * output_plane;
      set->row(layer, layer->weights + (ptrdiff_t)own * layer->taps, layer->bias[own], scratch, count, wide);
      for (int32_t row = 0; row < layer->output_rows; row++) {
        const float *source = wide + (ptrdiff_t)row * layout->columns;
        memcpy(target + (ptrdiff_t)row * layer->output_columns, source,
               (size_t)(has_gaps ? layer->output_columns : (int32_t)count) * sizeof *target);
        if (!has_gaps) break;
      }
      if (layer->map.function != KILN_FUNCTION_IDENTITY) {
        kiln_map map = layer->map;
        if (layer->slopes) map.a = layer->slopes[own];
        kiln_map_floats(&map, target, (size_t)output_plane, target);
      }
    }
  }
}
