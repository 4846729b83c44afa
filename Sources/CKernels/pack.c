#include "internal.h"

size_t kiln_dense_weight_bytes(kiln_form form, int32_t output_channels, int32_t input_channels, int32_t taps) {
  size_t elements = (size_t)kiln_round_up(input_channels, 4) * (size_t)taps;
  return elements * (size_t)kiln_round_up(output_channels, KILN_BLOCK) * (size_t)form.element_size;
}

void kiln_dense_pack(kiln_form form, const void *weights, kiln_weights type, int32_t offset,
                     int32_t output_channels, int32_t input_channels, int32_t taps, void *packed) {
  size_t index = 0;
  // Elements that one multiply-accumulate instruction adds up: pairs of s16 or fours of bytes.
  const int32_t group = form.element_size == 2 ? 2 : 4;
  const int32_t padded_inputs = kiln_round_up(input_channels, 4);
  const size_t block_elements = (size_t)padded_inputs * (size_t)taps * KILN_BLOCK;
  memset(packed, 0, kiln_dense_weight_bytes(form, output_channels, input_channels, taps));
  for (int32_t output = 0; output < output_channels; output++) {
    const size_t block = (size_t)(output / KILN_BLOCK) * block_elements;
    for (int32_t input = 0; input < input_channels; input++) {
      for (int32_t tap = 0; tap < taps; tap++) {
        const int32_t weight = kiln_source_weight(weights, type, index++) + offset;
        const int32_t step = tap * padded_inputs + input;
        const size_t place =
            block + (size_t)(step / group * KILN_BLOCK + output % KILN_BLOCK) * (size_t)group + (size_t)(step % group);
        if (form.element_size == 2) {
          ((int16_t *)packed)[place] = (int16_t)weight;
        } else {
          ((uint8_t *)packed)[place] = (uint8_t)weight;
        }
      }
    }
  }
}

size_t kiln_depthwise_weight_bytes(int32_t channels, int32_t taps) {
  return (size_t)kiln_round_up(channels, KILN_BLOCK) * (size_t)kiln_round_up(taps, 2) * sizeof(int16_t);
}

void kiln_depthwise_pack(const void *weights, kiln_weights type, int32_t offset, int32_t channels, int32_t taps,
                         void *packed) {
  size_t index = 0;
  const int32_t padded = kiln_round_up(channels, KILN_BLOCK);
  memset(packed, 0, kiln_depthwise_weight_bytes(channels, taps));
  for (int32_t channel = 0; channel < channels; channel++) {
    for (int32_t tap = 0; tap < taps; tap++) {
      const int32_t weight = kiln_source_weight(weights, type, index++) + offset;
      ((int16_t *)packed)[(tap / 2 * padded + channel) * 2 + tap % 2] = (int16_t)weight;
    }
  }
}
