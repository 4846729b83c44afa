#include "fused.h"

void kiln_fused_lay_out(const kiln_fused_layout *layout, const float *input, float *output) {
  kiln_fused_set_of(layout->set)->lay_out(layout, input, output);
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
    set->lay_out(layout, input + channel * input_plane, scratch);
    for (int32_t copy = 0; copy < layer->multiplier; copy++) {
      const int32_t own = channel * layer->multiplier + copy;
      float *target = output + own * output_plane;
      set->row(layer, layer->weights + (ptrdiff_t)own * layer->taps, layer->bias[own], scratch, count, wide);
      if (has_gaps) {
        set->copy_rows(wide, layout->columns, layer->output_rows, layer->output_columns, target);
      } else {
        memcpy(target, wide, count * sizeof *target);
      }
      if (layer->map.function != KILN_FUNCTION_IDENTITY) {
        kiln_map map = layer->map;
        if (layer->slopes) map.a = layer->slopes[own];
        kiln_map_floats(&map, target, (size_t)output_plane, target);
      }
    }
  }
}
