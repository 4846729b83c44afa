#include "fused.h"

const kiln_fused_set *kiln_fused_set_of(kiln_set set) {
#if KILN_X86
  if (set >= KILN_SET_AVX2) return &kiln_fused_avx2;
#elif KILN_ARM
  if (set != KILN_SET_SCALAR) return &kiln_fused_neon;
#endif
  (void)set;
  return &kiln_fused_scalar;
}

KILN_INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

void kiln_map_floats(const kiln_map *map, const float *input, size_t count, float *output) {
  kiln_fused_set_of(map->set)->map(map, input, count, output);
}

void kiln_combine_bytes(const kiln_combine *form, const int8_t *a, const int8_t *b, size_t count, int8_t *output) {
  kiln_fused_set_of(form->set)->combine(form, a, b, count, output);
}

KILN_INLINE void pack(const int unit, const float *source, int32_t count, ptrdiff_t index_step, int32_t depth,
                      ptrdiff_t depth_step, float *packed) {
  for (int32_t first = 0; first < count; first += unit) {
    const int32_t filled = smaller(unit, count - first);
    for (int32_t k = 0; k < depth; k++) {
      const float *place = source + first * index_step + k * depth_step;
      for (int index = 0; index < unit; index++) packed[index] = index < filled ? place[index * index_step] : 0;
      packed += unit;
    }
  }
}

void kiln_fused_pack(const float *source, int32_t count, ptrdiff_t index_step, int32_t depth,
                     ptrdiff_t depth_step, int32_t unit, float *packed) {
  if (unit == KILN_FUSED_ROWS) {
    pack(KILN_FUSED_ROWS, source, count, index_step, depth, depth_step, packed);
  } else {
    pack(KILN_FUSED_COLUMNS, source, count, index_step, depth, depth_step, packed);
  }
}

/// Whether a function is done with the sums.
KILN_INLINE int is_clip(const kiln_fused *layer) { return layer->map.function == KILN_FUNCTION_CLIP; }

/// The function that follows the sums of one channel.
static void follow(const kiln_map *map, const float *slopes, int32_t channel, size_t count, float *values) {
  if (map->function == KILN_FUNCTION_IDENTITY || map->function == KILN_FUNCTION_CLIP) return;
  kiln_map own = *map;
  if (slopes) own.a = slopes[channel];
  kiln_map_floats(&own, values, count, values);
}

/// The stretches of up to 16 pixels that lie side by side in the input.
typedef struct stretches {
  int32_t count;
  int32_t pixels;
  ptrdiff_t places[KILN_FUSED_COLUMNS];
  int32_t starts[KILN_FUSED_COLUMNS + 1];
} stretches;

static stretches stretches_of(const kiln_fused *layer, int32_t pixel, int32_t pixels) {
  stretches result = {.count = 0, .pixels = pixels};
  const int is_dense = layer->row_step == layer->columns;
  int32_t done = 0;
  while (done < pixels) {
    const int32_t row = (pixel + done) / layer->columns, column = (pixel + done) % layer->columns;
    result.places[result.count] = row * layer->row_step + column;
    result.starts[result.count++] = done;
    done = is_dense ? pixels : done + smaller(pixels - done, layer->columns - column);
  }
  result.starts[result.count] = pixels;
  return result;
}

/// Packs 16 pixels of the terms from `first` on.
///
/// Stretches are copied 16 floats wide: what is too much is written over by the next one, or by the next term.
static void pack_pixels(const kiln_fused *layer, const float *input, const stretches *s, int32_t first,
                        int32_t depth, float *packed) {
  const ptrdiff_t *offsets = layer->offsets + first;
  if (layer->has_slack || (s->count == 1 && s->pixels == KILN_FUSED_COLUMNS)) {
    if (s->count == 1) {
      const float *place = input + s->places[0];
      for (int32_t k = 0; k < depth; k++) {
        memcpy(packed + k * KILN_FUSED_COLUMNS, place + offsets[k], KILN_FUSED_COLUMNS * sizeof *packed);
      }
      return;
    }
    for (int32_t k = 0; k < depth; k++) {
      const float *place = input + offsets[k];
      for (int32_t i = 0; i < s->count; i++) {
        memcpy(packed + s->starts[i], place + s->places[i], KILN_FUSED_COLUMNS * sizeof *packed);
      }
      packed += KILN_FUSED_COLUMNS;
    }
    return;
  }
  for (int32_t k = 0; k < depth; k++) {
    for (int32_t i = 0; i < s->count; i++) {
      const float *place = input + offsets[k] + s->places[i];
      for (int32_t x = s->starts[i]; x < s->starts[i + 1]; x++) packed[x] = place[x - s->starts[i]];
    }
    for (int32_t x = s->pixels; x < KILN_FUSED_COLUMNS; x++) packed[x] = 0;
    packed += KILN_FUSED_COLUMNS;
  }
}

/// One tile, whose columns may be fewer than 16.
static void one_tile(const kiln_fused_set *set, const kiln_fused_tile *tile, int32_t rows, int32_t columns,
                     const float *a, const float *b, float *output) {
  if (columns == KILN_FUSED_COLUMNS) {
    set->tiles[rows - 1](tile, a, b, output);
    return;
  }
  float whole[KILN_FUSED_ROWS * KILN_FUSED_COLUMNS];
  kiln_fused_tile own = *tile;
  if (tile->start == output) {
    for (int32_t row = 0; row < rows; row++) {
      memcpy(whole + row * KILN_FUSED_COLUMNS, output + row * tile->row_step, (size_t)columns * sizeof *whole);
      memset(whole + row * KILN_FUSED_COLUMNS + columns, 0,
             (size_t)(KILN_FUSED_COLUMNS - columns) * sizeof *whole);
    }
    own.start = whole;
    own.start_row_step = KILN_FUSED_COLUMNS;
  }
  own.row_step = KILN_FUSED_COLUMNS;
  set->tiles[rows - 1](&own, a, b, whole);
  for (int32_t row = 0; row < rows; row++) {
    memcpy(output + row * tile->row_step, whole + row * KILN_FUSED_COLUMNS, (size_t)columns * sizeof *whole);
  }
}

/// Rows of weights whose blocks of KILN_FUSED_DEPTH terms stay in the second cache.
enum { rows_at_once = 24 * KILN_FUSED_ROWS };

/// Adds `depth` terms to the sums of some packed pixels.
static void add_block(const kiln_fused *layer, const kiln_fused_set *set, int32_t first, int32_t depth,
                      const float *packed, int32_t pixels, int32_t first_channel, int32_t channels, float *output) {
  const int is_first = first == 0, is_last = first + depth == layer->depth;
  kiln_fused_tile tile = {
      .depth = depth, .b_step = KILN_FUSED_COLUMNS, .row_step = layer->channel_step,
      .clamps = is_last && is_clip(layer), .minimum = layer->map.a, .maximum = layer->map.b,
      .start_row_step = is_first ? layer->bias_step : layer->channel_step, .start_column_step = !is_first};
  for (int32_t chunk = 0; chunk < channels; chunk += rows_at_once) {
    const int32_t end = smaller(channels, chunk + rows_at_once);
    for (int32_t pixel = 0; pixel < pixels; pixel += KILN_FUSED_COLUMNS) {
      const float *b = packed + (ptrdiff_t)pixel * depth;
      for (int32_t row = chunk; row < end; row += KILN_FUSED_ROWS) {
        const int32_t channel = first_channel + row;
        float *target = output + channel * layer->channel_step + pixel;
        const float *a = layer->weights + (ptrdiff_t)channel * layer->depth + (ptrdiff_t)first * KILN_FUSED_ROWS;
        tile.start = is_first ? layer->bias + channel * layer->bias_step : target;
        one_tile(set, &tile, smaller(KILN_FUSED_ROWS, end - row), smaller(KILN_FUSED_COLUMNS, pixels - pixel), a,
                 b, target);
      }
    }
  }
}

void kiln_fused_pixels(const kiln_fused *layer, const float *input, int32_t first_pixel, int32_t pixels,
                       int32_t first_channel, int32_t channels, float *output, float *scratch) {
  const kiln_fused_set *set = kiln_fused_set_of(layer->set);
  for (int32_t start = 0; start < pixels; start += KILN_FUSED_PIXELS) {
    const int32_t count = smaller(KILN_FUSED_PIXELS, pixels - start);
    float *target = output + first_pixel + start;
    for (int32_t first = 0; first < layer->depth; first += KILN_FUSED_DEPTH) {
      const int32_t depth = smaller(KILN_FUSED_DEPTH, layer->depth - first);
      for (int32_t pixel = 0; pixel < count; pixel += KILN_FUSED_COLUMNS) {
        const int32_t filled = smaller(KILN_FUSED_COLUMNS, count - pixel);
        const stretches s = stretches_of(layer, first_pixel + start + pixel, filled);
        pack_pixels(layer, input, &s, first, depth, scratch + (ptrdiff_t)pixel * depth);
      }
      add_block(layer, set, first, depth, scratch, count, first_channel, channels, target);
    }
    for (int32_t channel = first_channel; channel < first_channel + channels; channel++) {
      follow(&layer->map, layer->slopes, channel, (size_t)count, target + channel * layer->channel_step);
    }
  }
}

/// Gathers the terms of some pixels, `[pixel / 6][k][pixel % 6]`.
static void pack_rows(const kiln_fused *layer, const float *input, int32_t first_pixel, int32_t pixels,
                      int32_t first, int32_t depth, float *packed) {
  for (int32_t tile = 0; tile < pixels; tile += KILN_FUSED_ROWS) {
    const int32_t filled = smaller(KILN_FUSED_ROWS, pixels - tile);
    for (int32_t row = 0; row < filled; row++) {
      const int32_t pixel = first_pixel + tile + row;
      const float *place =
          input + pixel / layer->columns * layer->row_step + pixel % layer->columns * layer->column_step;
      for (int32_t k = 0; k < depth; k++) packed[k * KILN_FUSED_ROWS + row] = place[layer->offsets[first + k]];
    }
    packed += depth * KILN_FUSED_ROWS;
  }
}

/// One pixel: its terms in a row, and 64 channels at once.
static void one_pixel(const kiln_fused *layer, const kiln_fused_set *set, const float *input, int32_t pixel,
                      int32_t first_channel, int32_t channels, float *sums, float *scratch) {
  const float *place =
      input + pixel / layer->columns * layer->row_step + pixel % layer->columns * layer->column_step;
  for (int32_t first = 0; first < layer->depth; first += KILN_FUSED_DEPTH) {
    const int32_t depth = smaller(KILN_FUSED_DEPTH, layer->depth - first);
    for (int32_t k = 0; k < depth; k++) scratch[k] = place[layer->offsets[first + k]];
    kiln_fused_tile tile = {.depth = depth, .b_step = KILN_FUSED_COLUMNS, .row_step = KILN_FUSED_COLUMNS,
                            .start_column_step = first > 0 || layer->bias_step};
    for (int32_t channel = 0; channel < channels;) {
      const float *b = layer->weights + (ptrdiff_t)(first_channel + channel) * layer->depth +
                       (ptrdiff_t)first * KILN_FUSED_COLUMNS;
      tile.start = first > 0 ? sums + channel : layer->bias + (first_channel + channel) * layer->bias_step;
      const int32_t left = channels - channel;
      if (left > 3 * KILN_FUSED_COLUMNS) {
        set->wide(&tile, scratch, b, (ptrdiff_t)layer->depth * KILN_FUSED_COLUMNS, sums + channel);
        channel += 4 * KILN_FUSED_COLUMNS;
      } else {
        // A row's factors are read 6 apart.
        float spaced[KILN_FUSED_DEPTH * KILN_FUSED_ROWS];
        for (int32_t k = 0; k < depth; k++) spaced[k * KILN_FUSED_ROWS] = scratch[k];
        set->tiles[0](&tile, spaced, b, sums + channel);
        channel += KILN_FUSED_COLUMNS;
      }
    }
  }
}

/// Sums `[channel / 16][pixel][channel % 16]` to rows of channels.
static void gather_rows(const kiln_fused *layer, const float *sums, int32_t first_pixel, int32_t pixels,
                        int32_t first_channel, int32_t channels, float *output) {
  for (int32_t pixel = 0; pixel < pixels; pixel++) {
    float *target = output + (first_pixel + pixel) * layer->pixel_step + first_channel;
    const float *source = sums + pixel * KILN_FUSED_COLUMNS;
    for (int32_t channel = 0; channel < channels; channel += KILN_FUSED_COLUMNS) {
      memcpy(target + channel, source + (ptrdiff_t)channel * pixels,
             (size_t)smaller(KILN_FUSED_COLUMNS, channels - channel) * sizeof *target);
    }
    if (layer->map.function != KILN_FUNCTION_IDENTITY) {
      kiln_map_floats(&layer->map, target, (size_t)channels, target);
    }
  }
}

/// Sums `[channel / 16][pixel][channel % 16]` to planes of pixels.
static void scatter(const kiln_fused *layer, const float *sums, int32_t first_pixel, int32_t pixels,
                    int32_t first_channel, int32_t channels, float *output) {
  for (int32_t channel = 0; channel < channels; channel++) {
    const float *source =
        sums + (ptrdiff_t)(channel / KILN_FUSED_COLUMNS) * pixels * KILN_FUSED_COLUMNS + channel % KILN_FUSED_COLUMNS;
    kiln_map map = layer->map;
    if (layer->slopes) map.a = layer->slopes[first_channel + channel];
    float values[KILN_FUSED_PIXELS];
    for (int32_t pixel = 0; pixel < pixels; pixel++) values[pixel] = source[pixel * KILN_FUSED_COLUMNS];
    if (map.function != KILN_FUNCTION_IDENTITY) kiln_map_floats(&map, values, (size_t)pixels, values);
    float *target = output + (first_channel + channel) * layer->channel_step + first_pixel * layer->pixel_step;
    for (int32_t pixel = 0; pixel < pixels; pixel++) target[pixel * layer->pixel_step] = values[pixel];
  }
}

void kiln_fused_channels(const kiln_fused *layer, const float *input, int32_t first_pixel, int32_t pixels,
                         int32_t first_channel, int32_t channels, float *output, float *scratch) {
  const kiln_fused_set *set = kiln_fused_set_of(layer->set);
  float *sums = scratch + (ptrdiff_t)KILN_FUSED_DEPTH * (pixels + KILN_FUSED_ROWS);
  if (pixels == 1) {
    one_pixel(layer, set, input, first_pixel, first_channel, channels, sums, scratch);
    // Channels lie side by side.
    if (!layer->slopes) kiln_map_floats(&layer->map, sums, (size_t)channels, sums);
    for (int32_t channel = 0; channel < channels; channel++) {
      if (layer->slopes) follow(&layer->map, layer->slopes, first_channel + channel, 1, sums + channel);
      output[(first_channel + channel) * layer->channel_step + first_pixel * layer->pixel_step] = sums[channel];
    }
    return;
  }
  for (int32_t first = 0; first < layer->depth; first += KILN_FUSED_DEPTH) {
    const int32_t depth = smaller(KILN_FUSED_DEPTH, layer->depth - first);
    pack_rows(layer, input, first_pixel, pixels, first, depth, scratch);
    kiln_fused_tile tile = {.depth = depth, .b_step = KILN_FUSED_COLUMNS, .row_step = KILN_FUSED_COLUMNS,
                            .start_row_step = first > 0 ? KILN_FUSED_COLUMNS : 0,
                            .start_column_step = first > 0 || layer->bias_step};
    for (int32_t channel = 0; channel < channels; channel += KILN_FUSED_COLUMNS) {
      const float *b = layer->weights + (ptrdiff_t)(first_channel + channel) * layer->depth +
                       (ptrdiff_t)first * KILN_FUSED_COLUMNS;
      for (int32_t pixel = 0; pixel < pixels; pixel += KILN_FUSED_ROWS) {
        float *target = sums + (ptrdiff_t)channel * pixels + pixel * KILN_FUSED_COLUMNS;
        tile.start = first > 0 ? target : layer->bias + (first_channel + channel) * layer->bias_step;
        set->tiles[smaller(KILN_FUSED_ROWS, pixels - pixel) - 1](&tile, scratch + (ptrdiff_t)pixel * depth, b,
                                                                 target);
      }
    }
  }
  if (layer->channel_step == 1 && !layer->slopes) {
    gather_rows(layer, sums, first_pixel, pixels, first_channel, channels, output);
  } else {
    scatter(layer, sums, first_pixel, pixels, first_channel, channels, output);
  }
}

void kiln_fused_row_by_matrix(kiln_set code, const float *row, int32_t depth, const float *matrix,
                              ptrdiff_t matrix_step, const float *bias, int bias_step, int32_t columns,
                              float *output) {
  const kiln_fused_set *set = kiln_fused_set_of(code);
  kiln_fused_tile tile = {.depth = depth, .b_step = matrix_step, .row_step = 0, .start_column_step = bias_step};
  int32_t column = 0;
  for (; column + 64 <= columns; column += 64) {
    tile.start = bias + column * bias_step;
    set->wide(&tile, row, matrix + column, KILN_FUSED_COLUMNS, output + column);
  }
  for (; column < columns; column++) {
    float sum = bias[column * bias_step];
    for (int32_t k = 0; k < depth; k++) sum = __builtin_fmaf(row[k], matrix[k * matrix_step + column], sum);
    output[column] = sum;
  }
}
