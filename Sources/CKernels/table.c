#include "internal.h"

void kiln_map_codes(const uint8_t *table, const uint8_t *restrict input, size_t count, uint8_t *restrict output) {
  size_t index = 0;
  // Eight at a time: one load and one store for them, table entries between.
  for (; index + 8 <= count; index += 8) {
    uint64_t codes, results = 0;
    memcpy(&codes, input + index, 8);
    for (int lane = 0; lane < 8; lane++) {
      results |= (uint64_t)table[(codes >> (8 * lane)) & 255] << (8 * lane);
    }
    memcpy(output + index, &results, 8);
  }
  for (; index < count; index++) output[index] = table[input[index]];
}
