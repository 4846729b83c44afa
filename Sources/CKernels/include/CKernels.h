// Integer kernels in C intrinsics and sums of floats, several instruction sets in one object, chosen by a
// parameter at run time.
//
// Contract of every function: sizes are right (the Swift callers check them), nothing is allocated, no
// thread is made, nothing fails. Memory is addressed as the comments say, no byte outside.
// Results are equal for every set, bit for bit.
//
// Words: a tile is a few output pixels x 16 output channels; a block is 16 channels; a run is a stretch of
// input elements that lie side by side (for NHWC: one kernel row); a form is how a set wants its input.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Output channels of one block, for every set.
#define KILN_BLOCK 16

/// Instruction sets. `BASELINE` is what every processor of the architecture has: SSE2 or NEON.
typedef enum kiln_set {
  KILN_SET_SCALAR = 0,
  KILN_SET_BASELINE = 1,
  KILN_SET_AVX2 = 2,
  KILN_SET_AVXVNNI = 3,
  KILN_SET_AVX512VNNI = 4,
  KILN_SET_NEON = 5,
  KILN_SET_DOTPROD = 6,
} kiln_set;

/// Number types of inputs and weights.
typedef enum kiln_role {
  KILN_ROLE_U8_U8 = 0,
  KILN_ROLE_U8_S8 = 1,
  KILN_ROLE_S8_S8 = 2,
} kiln_role;

/// 1 if this object holds the set and the processor has it, else 0.
int kiln_set_is_available(kiln_set set);

/// Tells the processor that the thread waits for another one.
static inline void kiln_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Runs a loop of the set's multiply-accumulate on registers alone and returns how many products it formed.
uint64_t kiln_peak(kiln_set set, uint64_t iterations);

// MARK: Input and weights

/// How a set wants the input of a dense convolution.
typedef struct kiln_form {
  /// 2: input and weights are widened to s16 (any weight of 16 bits will do); 1: they stay bytes.
  int32_t element_size;
  /// XORed to each input byte (1-byte form only).
  int32_t flip;
  /// What the flip costs: this times the sum of an output channel's weights belongs into its start value.
  int32_t start_factor;
} kiln_form;

/// The form of a dense convolution's input.
kiln_form kiln_dense_form(kiln_set set, kiln_role role);

/// Brings `count` input bytes into a form; `output` has `count * element_size` bytes.
void kiln_prepare(kiln_set set, kiln_role role, kiln_form form, const uint8_t *input, size_t count,
                  void *output);

/// Number types of weights before they are packed.
typedef enum kiln_weights {
  KILN_WEIGHTS_U8 = 0,
  KILN_WEIGHTS_S8 = 1,
  /// Only for forms of 2 bytes.
  KILN_WEIGHTS_S16 = 2,
} kiln_weights;

/// Bytes of packed dense weights.
size_t kiln_dense_weight_bytes(kiln_form form, int32_t output_channels, int32_t input_channels, int32_t taps);

/// Packs dense weights `[oc][ic][tap]` for runs of `[tap][ic rounded up to 4]`; new lanes get weight 0.
/// `offset` is added to each weight, the sums fit s16 (2-byte form) or the role's weight type.
void kiln_dense_pack(kiln_form form, const void *weights, kiln_weights type, int32_t offset,
                     int32_t output_channels, int32_t input_channels, int32_t taps, void *packed);

/// Bytes of packed depthwise weights.
size_t kiln_depthwise_weight_bytes(int32_t channels, int32_t taps);

/// Packs depthwise weights `[channel][tap]` as s16 pairs of taps `[tap / 2][channels rounded up to 16][2]`.
void kiln_depthwise_pack(const void *weights, kiln_weights type, int32_t offset, int32_t channels, int32_t taps,
                         void *packed);

// MARK: Sums

/// A dense convolution of a rectangle of output pixels; offsets and strides count input elements.
typedef struct kiln_dense {
  kiln_set set;
  /// Number types of bytes; words are s16 in every set.
  kiln_role role;
  /// Bytes of an element, as the form of the input says.
  int32_t element_size;
  int32_t rows;
  int32_t columns;
  /// From one output pixel to the one below, and to the one on the right.
  ptrdiff_t row_stride;
  ptrdiff_t column_stride;
  int32_t run_count;
  /// Elements of each run, a multiple of 4.
  int32_t run_length;
  /// Where each run starts, from the pixel's own address.
  const ptrdiff_t *run_offsets;
  /// Output channels / 16, rounded up.
  int32_t block_count;
  /// Packed weights of the first block, and bytes from one block's to the next's; 0: they follow each other.
  const void *weights;
  ptrdiff_t weight_stride;
  /// Start value of each output channel, `block_count * 16`.
  const int32_t *start;
} kiln_dense;

/// Writes `sums[row * columns + column][block_count * 16]`, 32 bits wrapping.
void kiln_dense_accumulate(const kiln_dense *layer, const void *input, int32_t *sums);

/// A dense 3 x 3 convolution of step 1 by Winograd's F(4 x 4, 3 x 3), on words in every set.
///
/// Exact if each sum of products lies within -2^25 ..< 2^25, each weight within -668...668 and each input is of 8 bits:
/// then transformed inputs and weights fit s16. Channels of the input come in sixteens.
typedef struct kiln_winograd {
  kiln_set set;
  int32_t rows;
  int32_t columns;
  /// Elements from one input row to the next; pixels are `input_channels` apart. The input reaches from the first
  /// window's corner 2 rows and columns past the output, whose rows and columns count in fours here. What no output sees
  /// cancels out as long as it is of 8 bits, too.
  ptrdiff_t row_stride;
  int32_t input_channels;
  /// Output channels / 16, rounded up.
  int32_t block_count;
  /// Packed weights of the first block.
  const int16_t *weights;
  /// Start value of each output channel, `block_count * 16`.
  const int32_t *start;
} kiln_winograd;

/// Bytes of packed weights.
size_t kiln_winograd_weight_bytes(int32_t output_channels, int32_t input_channels);

/// Packs weights `[oc][ic][3][3]`, transformed; parameters as of `kiln_dense_pack`.
void kiln_winograd_pack(const void *weights, kiln_weights type, int32_t offset, int32_t output_channels,
                        int32_t input_channels, int16_t *packed);

/// Transforms the input of a rectangle into `transformed[36][tile][input_channels]`, tiles of 4 x 4 outputs.
void kiln_winograd_transform(const kiln_winograd *layer, const int16_t *input, int16_t *transformed);

/// Writes `sums[row * columns + column][block_count * 16]`; `products` is working memory of `[36][tile][32]`.
void kiln_winograd_accumulate(const kiln_winograd *layer, const int16_t *transformed, int32_t *products,
                              int32_t *sums);

/// A depthwise convolution of a rectangle of output pixels over s16 elements; strides as above.
typedef struct kiln_depthwise {
  kiln_set set;
  int32_t rows;
  int32_t columns;
  ptrdiff_t row_stride;
  ptrdiff_t column_stride;
  /// Pairs of taps; an odd tap is paired with weight 0 at any readable offset.
  int32_t pair_count;
  /// Where each tap lies, `2 * pair_count`.
  const ptrdiff_t *tap_offsets;
  /// Channels / 16 of the rectangle; each pixel of the input has at least as many channels.
  int32_t block_count;
  /// Packed weights of the first channel, and s16 elements from one pair to the next.
  const int16_t *weights;
  ptrdiff_t weight_stride;
  /// Start value of each channel, `block_count * 16`.
  const int32_t *start;
} kiln_depthwise;

/// Writes `sums[row * columns + column][block_count * 16]`, 32 bits wrapping.
void kiln_depthwise_accumulate(const kiln_depthwise *layer, const int16_t *input, int32_t *sums);

/// Sums the first `channels` of each pixel's `stride` bytes, for `pixels` pixels.
void kiln_sum_channels(kiln_set set, const uint8_t *input, int32_t channels, int32_t stride, size_t pixels,
                       int32_t *sums);

/// Sums over the window of each output pixel of what `kiln_sum_channels` found, times `factor`, wrapping.
/// `sums` has `row_stride` values per input row; output pixels are `step` input pixels apart.
void kiln_window_sums(kiln_set set, const int32_t *sums, ptrdiff_t row_stride, int32_t kernel_size, int32_t step,
                      int32_t rows, int32_t columns, int32_t factor, int32_t *output);

/// Adds `(factor * terms[i]) >> shift` to `sums[i]`, or with `sums` null replaces `terms[i]` by it.
///
/// The product is exact; what is added wraps at 32 bits. `shift` is at most 32.
void kiln_add_terms(kiln_set set, int32_t factor, int32_t shift, size_t count, int32_t *terms, int32_t *sums);

// MARK: Finish

/// Rounding of the K210's activation; the segment rule is already part of the thresholds.
typedef enum kiln_rounding {
  KILN_ROUNDING_HALF_UP = 0,
  KILN_ROUNDING_HALF_EVEN = 1,
} kiln_rounding;

/// An activation that climbs by single steps up to a threshold and behind it rises by a power of two: a leaky relu as the
/// K210's compilers write it, or, without steps, a relu.
///
/// A batch-normed value `b` up to the threshold has `x = max(b - origin, least)`, lies in bucket
/// `k = ((x >> shift) * scale) >> 16` and becomes `k`, or `k + 1` if `x > k * width + base + deviation[k]`. Above it the
/// result is `(b + addend (+ 1)) >> ramp_shift` without sign, which holds start, half and bias; the one is added for
/// halves that go to the even neighbour when `(b - start) >> ramp_shift` is odd.
typedef struct kiln_stairs {
  /// 0: the activation has no such form; 1: no steps, but `flat`; else at most `kiln_stair_buckets`.
  int32_t bucket_count;
  int32_t flat;
  int32_t origin;
  int32_t least;
  int32_t shift;
  int32_t scale;
  int32_t width;
  int32_t base;
  uint8_t deviation[128];
  int32_t threshold;
  int32_t start;
  int32_t addend;
  int32_t ramp_shift;
} kiln_stairs;

/// Buckets that a set's kernels look up; 0 for sets that have no such form.
int32_t kiln_stair_buckets(kiln_set set);

/// Batch norm and activation in 32 bits, for layers whose ranges have been proved.
///
/// Batch norm: `b = ((v * multiplier) >> shift) + addend`, v and b fit s32. Activation: the last region i
/// with `b > threshold[i]` (i > 0; else 0), thresholds ascending. Rounded `(b - start) * multiplier >> shift`
/// plus bias, clamped to a byte; `start`, `b - start` and the rounded value with one more binary place fit s32,
/// the activation's shifts are at most 32, batch norm's at most 15. So no product has more than 48 bits.
typedef struct kiln_finish {
  kiln_set set;
  kiln_rounding rounding;
  /// Channels written per pixel, a multiple of 4.
  int32_t channels;
  /// Channels from one pixel to the next: of the sums (a multiple of 16), of the output in bytes.
  ptrdiff_t sums_stride;
  ptrdiff_t output_stride;
  /// Per channel, readable up to the next multiple of 16. Even channels: the shift; odd ones: 32 - shift.
  const int32_t *multiplier;
  const int32_t *shift;
  const int32_t *addend;
  /// Largest output of each channel: 255, or 0 for lanes that pad.
  const uint8_t *limit;
  /// Regions in use, 1...16. The arrays hold 16; unused thresholds are INT32_MAX.
  int32_t region_count;
  int32_t threshold[16];
  int32_t start[16];
  /// Twice `y_mul`.
  int32_t slope[16];
  int32_t slope_shift[16];
  int32_t bias[16];
  /// The same activation for sets that have a form for it.
  kiln_stairs stairs;
} kiln_finish;

/// Finishes `pixels` pixels of one row of memory; `terms`, if not null, holds what each pixel adds to its sums.
void kiln_finish_narrow(const kiln_finish *finish, const int32_t *sums, const int32_t *terms, size_t pixels,
                        uint8_t *output);

/// Batch norm and activation in 64 bits, wrapping, for any parameters.
typedef struct kiln_finish_wide {
  kiln_rounding rounding;
  int32_t channels;
  ptrdiff_t sums_stride;
  ptrdiff_t output_stride;
  /// Per channel: added to the sum, `norm_mul`, `norm_shift`, `norm_add`.
  const int64_t *constant;
  const int64_t *multiplier;
  const int64_t *shift;
  const int64_t *addend;
  const uint8_t *limit;
  /// `arg_x` and `shr_x` of the sums of inputs.
  int64_t input_factor;
  int64_t input_shift;
  /// Elements of the sums of inputs from one pixel to the next, and from one channel to the next (0 or 1).
  ptrdiff_t input_stride;
  ptrdiff_t input_channel_stride;
  int32_t region_count;
  int64_t threshold[16];
  int64_t start[16];
  int64_t slope[16];
  int64_t slope_shift[16];
  int64_t bias[16];
} kiln_finish_wide;

/// As `kiln_finish_narrow`; `inputs` is read only if `input_factor` is not 0.
void kiln_finish_any(const kiln_finish_wide *finish, const int32_t *sums, const int32_t *inputs, size_t pixels,
                     uint8_t *output);

/// What becomes of the bits that a requantisation's shift drops.
typedef enum kiln_requantize_rounding {
  KILN_REQUANTIZE_FLOOR = 0,
  KILN_REQUANTIZE_HALF_UP = 1,
  KILN_REQUANTIZE_HALF_AWAY = 2,
  KILN_REQUANTIZE_HALF_EVEN = 3,
} kiln_requantize_rounding;

/// `clamp(round(v * multiplier / 2^shift) + zero_point, lowest, highest)` with a product of 64 bits; the
/// rounded value is cut to 32 bits and the sum wraps there.
typedef struct kiln_requantize {
  kiln_set set;
  kiln_requantize_rounding rounding;
  /// Channels written per pixel.
  int32_t channels;
  ptrdiff_t sums_stride;
  ptrdiff_t output_stride;
  /// Per channel; null: none, the symmetric form of shifts alone.
  const int32_t *multiplier;
  /// Per channel, 0...62, without multipliers 0...31.
  const int32_t *shift;
  int32_t zero_point;
  /// Bounds of the result, within -128...127 or 0...255.
  int32_t lowest;
  int32_t highest;
} kiln_requantize;

/// Requantises `pixels` pixels; results of -128...127 are stored in two's complement.
void kiln_requantize_sums(const kiln_requantize *form, const int32_t *sums, size_t pixels, uint8_t *output);

/// One multiply stage: `bounded(nearest(value * factor))`, halves to even.
typedef struct kiln_stage {
  /// Per channel, powers of two included, readable up to the next multiple of 16; null: the value is only bounded.
  const double *factor;
  /// The same for values below zero; equal to `factor` when it makes no difference.
  const double *negative_factor;
  double lowest;
  double highest;
} kiln_stage;

/// Entries 2^step apart, at least 2.
typedef struct kiln_table_part {
  const int16_t *entries;
  int64_t start;
  int32_t count;
  int32_t step;
} kiln_table_part;

/// A function with straight lines between its entries and beyond them.
typedef struct kiln_table {
  kiln_table_part negative;
  kiln_table_part positive;
  int64_t below_factor;
  int64_t above_factor;
  int32_t below_shift;
  int32_t above_shift;
} kiln_table;

typedef enum kiln_operand {
  KILN_OPERAND_NONE = 0,
  KILN_OPERAND_ADD = 1,
  KILN_OPERAND_MULTIPLY = 2,
} kiln_operand;

/// Two stages, a table, an operand and an output converter, for sums whose ranges have been proved: every product is
/// below 2^51.
typedef struct kiln_staged {
  kiln_set set;
  /// Channels written per pixel.
  int32_t channels;
  ptrdiff_t sums_stride;
  /// Of output and operand.
  ptrdiff_t output_stride;
  kiln_stage first;
  kiln_stage second;
  /// Null: none.
  const kiln_table *table;
  kiln_operand operand_function;
  /// `nearest((operand + offset) * factor)`.
  double operand_offset;
  double operand_factor;
  double lowest;
  double highest;
  double factor;
  double zero_point;
} kiln_staged;

/// Finishes `pixels` pixels; `operand` has the output's layout and is not read if there is no function of it.
void kiln_staged_finish(const kiln_staged *form, const int32_t *sums, const int8_t *operand, size_t pixels,
                        int8_t *output);

// MARK: Pools and layout

/// Pools finished NHWC bytes: windows of `side` x `side`, `stride` apart, cut at the map's lower and right edge.
typedef struct kiln_pool {
  kiln_set set;
  int32_t side;
  int32_t stride;
  /// 1: truncated mean (coordinates past the edge read the last pixel); 0: largest.
  int32_t is_mean;
  /// Of the input rows at hand; the windows of the last output row may reach past them only at the map's edge.
  int32_t rows;
  int32_t columns;
  int32_t output_rows;
  int32_t output_columns;
  /// Bytes pooled per pixel, and bytes from one pixel to the next.
  int32_t channels;
  ptrdiff_t input_stride;
  ptrdiff_t output_stride;
} kiln_pool;

/// Pools one rectangle; rows of input and output are dense.
void kiln_pool_bytes(const kiln_pool *pool, const uint8_t *input, uint8_t *output);

/// The largest of each of `count` 2 x 2 windows that lie side by side in two rows of a plane.
void kiln_pool_rows(const uint8_t *above, const uint8_t *below, int32_t count, uint8_t *output);

/// Largest sums of windows that lie side by side, for finishes that never fall: they give the largest results.
typedef struct kiln_sums_pool {
  kiln_set set;
  /// Of the windows, and from one to the next.
  int32_t side;
  /// Of the sums' rows; the windows lie within.
  int32_t columns;
  int32_t output_rows;
  int32_t output_columns;
  /// From one pixel to the next, a multiple of 16.
  int32_t channels;
  /// Per channel 0, or -1 where larger sums give smaller results, so that the least sum is wanted.
  const int32_t *flips;
} kiln_sums_pool;

/// Pools sums; `terms`, if not null, holds what each pixel adds to its sums, which is part of the output then.
void kiln_pool_sums(const kiln_sums_pool *pool, const int32_t *sums, const int32_t *terms, int32_t *output);

/// Planar rows to pixels: `output[x][channel]`, channels padded to `output_stride` with zeros.
/// Plane c of the row starts at `input + plane_offsets[c]`.
void kiln_interleave_row(const uint8_t *input, const ptrdiff_t *plane_offsets, int32_t channels,
                         int32_t columns, ptrdiff_t output_stride, uint8_t *output);

/// Pixels to planar rows, the inverse; lanes that pad are not read.
void kiln_deinterleave_row(const uint8_t *input, ptrdiff_t input_stride, int32_t channels, int32_t columns,
                           const ptrdiff_t *plane_offsets, uint8_t *output);

// MARK: Floats

/// Sums of a row of outputs, each formed in the order of the terms and never fused, then clamped.
///
/// `output[x] = min(max(start[x] + sum over t of input[offsets[t] + x] * weights[t], minimum), maximum)` with
/// the comparisons of C++ (NaN stays, an empty range gives its maximum).
typedef struct kiln_float_row {
  kiln_set set;
  int32_t terms;
  const ptrdiff_t *offsets;
  const float *weights;
  /// Start of each output, or with `start_step` 0 one for all of them.
  const float *start;
  ptrdiff_t start_step;
  float minimum;
  float maximum;
} kiln_float_row;

/// Computes `count` outputs; `output` overlaps nothing that is read.
void kiln_float_row_sums(const kiln_float_row *row, const float *input, size_t count, float *output);

// MARK: Tables

/// Replaces each byte by its entry of a table of 256.
void kiln_map_codes(kiln_set set, const uint8_t *table, const uint8_t *input, size_t count, uint8_t *output);

// MARK: Bytes through floats

/// `code((a - a_zero) * a_scale f (b - b_zero) * b_scale)`, where code(x) is `x / scale` rounded to even, plus `zero`,
/// saturated to s8; a NaN gives `zero` saturated.
typedef struct kiln_combine {
  kiln_set set;
  /// 0 addition, 1 subtraction, 2 multiplication, 3 division, 4 minimum, 5 maximum.
  int32_t function;
  float a_zero;
  float a_scale;
  float b_zero;
  float b_scale;
  float zero;
  float scale;
} kiln_combine;

/// Combines `count` s8 codes.
void kiln_combine_bytes(const kiln_combine *form, const int8_t *a, const int8_t *b, size_t count, int8_t *output);

// MARK: Fused floats
//
// A second arithmetic: each sum runs over its terms in order, and every step is one multiply-add that rounds once.

/// Functions of one float; a NaN stays one. What is not said here is the formula's order of plain operations.
typedef enum kiln_function {
  KILN_FUNCTION_IDENTITY = 0,
  /// Between a and b, of zeros the limit a and the value rather than b.
  KILN_FUNCTION_CLIP = 1,
  /// `x < 0 ? x * a : x`.
  KILN_FUNCTION_LEAKY_RELU = 2,
  /// `x < 0 ? a * (exp(x) - 1) : x`.
  KILN_FUNCTION_ELU = 3,
  /// `1 / (1 + exp(-x))`.
  KILN_FUNCTION_SIGMOID = 4,
  KILN_FUNCTION_TANH = 5,
  /// `x * sigmoid(x)`.
  KILN_FUNCTION_SILU = 6,
  /// `x * clip(x + 3, 0, 6) / 6`.
  KILN_FUNCTION_HARD_SWISH = 7,
  /// `clip(a * x + b, 0, 1)`, two roundings.
  KILN_FUNCTION_HARD_SIGMOID = 8,
  /// `x > 20 ? x : log(1 + exp(x))`.
  KILN_FUNCTION_SOFTPLUS = 9,
  /// `x * tanh(softplus(x))`.
  KILN_FUNCTION_MISH = 10,
  /// `x * 0.5 * (1 + erf(x * sqrt(0.5)))`.
  KILN_FUNCTION_GELU = 11,
  KILN_FUNCTION_EXP = 12,
  KILN_FUNCTION_LOG = 13,
  KILN_FUNCTION_ERF = 14,
} kiln_function;

/// A function with its parameters.
typedef struct kiln_map {
  kiln_set set;
  kiln_function function;
  float a;
  float b;
} kiln_map;

/// Maps `count` floats; input and output are the same or do not overlap.
void kiln_map_floats(const kiln_map *map, const float *input, size_t count, float *output);

/// Rows and columns of a tile of sums. Factors of rows are packed `[row / 6][k][row % 6]`, of columns
/// `[column / 16][k][column % 16]`, with zeros for what is missing in the last one.
#define KILN_FUSED_ROWS 6
#define KILN_FUSED_COLUMNS 16
/// Terms that are summed before the next tile has its turn.
#define KILN_FUSED_DEPTH 256
/// Pixels that are packed at once; `kiln_fused_channels` takes no more.
#define KILN_FUSED_PIXELS 128

/// Packs factors `source[index * index_step + k * depth_step]` of `count` rows or columns, `unit` side by side.
void kiln_fused_pack(const float *source, int32_t count, ptrdiff_t index_step, int32_t depth,
                     ptrdiff_t depth_step, int32_t unit, float *packed);

/// Sums of products of a group of output channels over the pixels of a map:
/// `output[channel][pixel] = bias + sum over k of weights[channel][k] * input[place(pixel) + offsets[k]]`.
typedef struct kiln_fused {
  kiln_set set;
  /// Terms of each sum, at least 1.
  int32_t depth;
  int32_t channels;
  /// Packed by rows for `kiln_fused_pixels`, by columns for `kiln_fused_channels`.
  const float *weights;
  /// One per channel, as many as are packed; with `bias_step` 0 one for all of them.
  const float *bias;
  int32_t bias_step;
  /// Elements from a pixel's place to each term.
  const ptrdiff_t *offsets;
  /// `place(pixel) = pixel / columns * row_step + pixel % columns * column_step`.
  int32_t columns;
  ptrdiff_t row_step;
  ptrdiff_t column_step;
  /// Floats that may be read behind each term of the last pixel are 15 (1) or none (0).
  int has_slack;
  /// Elements of the output from one channel, and from one pixel, to the next.
  ptrdiff_t channel_step;
  ptrdiff_t pixel_step;
  /// What follows the sums: a clip alone is done with them.
  kiln_map map;
  /// Not null for a slope of each channel in place of `map.a`.
  const float *slopes;
} kiln_fused;

/// Pixels side by side in registers; `column_step` and `pixel_step` are 1. Channels from a multiple of 6 on.
/// `scratch` has KILN_FUSED_DEPTH * KILN_FUSED_PIXELS + 16 floats.
void kiln_fused_pixels(const kiln_fused *layer, const float *input, int32_t first_pixel, int32_t pixels,
                       int32_t first_channel, int32_t channels, float *output, float *scratch);

/// Channels side by side in registers, for few pixels: KILN_FUSED_PIXELS at most. Channels from a multiple of 16
/// on. `scratch` has KILN_FUSED_DEPTH * (pixels + 6) floats, then pixels for each channel, rounded up to 16.
void kiln_fused_channels(const kiln_fused *layer, const float *input, int32_t first_pixel, int32_t pixels,
                         int32_t first_channel, int32_t channels, float *output, float *scratch);

/// `output[column] = bias[column] + sum over k of row[k] * matrix[k * matrix_step + column]`, for one row.
void kiln_fused_row_by_matrix(kiln_set set, const float *row, int32_t depth, const float *matrix,
                              ptrdiff_t matrix_step, const float *bias, int bias_step, int32_t columns,
                              float *output);

/// A map laid out with its padding, and columns and rows sorted by their remainder by the stride, so that each tap
/// reads neighbours for neighbouring outputs: `[part][rows][columns]`.
typedef struct kiln_fused_layout {
  kiln_set set;
  int32_t input_rows;
  int32_t input_columns;
  int32_t rows;
  int32_t columns;
  int32_t row_stride;
  int32_t column_stride;
  /// Of each part the input row and column of its first element, which may lie outside.
  int32_t parts;
  const int32_t *first_rows;
  const int32_t *first_columns;
} kiln_fused_layout;

/// Lays out one channel.
void kiln_fused_lay_out(const kiln_fused_layout *layout, const float *input, float *output);

/// Convolutions of one channel each.
typedef struct kiln_fused_depthwise {
  kiln_set set;
  kiln_fused_layout layout;
  /// Output channels of one input channel.
  int32_t multiplier;
  int32_t output_rows;
  int32_t output_columns;
  int32_t taps;
  /// Elements from an output's place in the layout to each tap.
  const ptrdiff_t *offsets;
  /// `[output channel][tap]`.
  const float *weights;
  const float *bias;
  /// Whether sums are brought into the range.
  int clamps;
  float minimum;
  float maximum;
  /// What follows, if that is no clip.
  kiln_map map;
  const float *slopes;
} kiln_fused_depthwise;

/// Input channels from `first_channel` on; `input` and `output` start at channel 0. `scratch` has
/// parts * rows * columns + 32 floats, then output_rows * columns + 32.
void kiln_fused_depthwise_run(const kiln_fused_depthwise *layer, const float *input, int32_t first_channel,
                              int32_t channels, float *output, float *scratch);

#ifdef __cplusplus
}
#endif
#endif
