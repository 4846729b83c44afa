#include "internal.h"

#if KILN_X86
/// The halves of a table of 32 or more bytes that a bit of each code chooses; the bit is brought to the sign.
#define CHOOSE(low, high, left) _mm256_blendv_epi8(low, high, _mm256_slli_epi16(codes, left))

/// All but the last few of `count` codes; returns how many. Each low nibble is looked up in all 16 rows of the table, then
/// the bits above it choose.
KILN_TARGET("avx2")
static size_t map_avx2(const uint8_t *table, const uint8_t *input, size_t count, uint8_t *output) {
  __m256i rows[16];
  for (int row = 0; row < 16; row++) {
    rows[row] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 16 * row)));
  }
  size_t index = 0;
  for (; index + 32 <= count; index += 32) {
    const __m256i codes = _mm256_loadu_si256((const __m256i *)(input + index));
    const __m256i nibbles = _mm256_and_si256(codes, _mm256_set1_epi8(15));
    __m256i found[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; i++) {
      found[i] = CHOOSE(_mm256_shuffle_epi8(rows[2 * i], nibbles), _mm256_shuffle_epi8(rows[2 * i + 1], nibbles), 3);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) found[i] = CHOOSE(found[2 * i], found[2 * i + 1], 2);
#pragma GCC unroll 2
    for (int i = 0; i < 2; i++) found[i] = CHOOSE(found[2 * i], found[2 * i + 1], 1);
    _mm256_storeu_si256((__m256i *)(output + index), _mm256_blendv_epi8(found[0], found[1], codes));
  }
  return index;
}

KILN_TARGET("avx512f,avx512bw,avx512vbmi")
static size_t map_avx512(const uint8_t *table, const uint8_t *input, size_t count, uint8_t *output) {
  const __m512i first = _mm512_loadu_si512(table), second = _mm512_loadu_si512(table + 64);
  const __m512i third = _mm512_loadu_si512(table + 128), fourth = _mm512_loadu_si512(table + 192);
  size_t index = 0;
  for (; index + 64 <= count; index += 64) {
    const __m512i codes = _mm512_loadu_si512(input + index);
    const __m512i low = _mm512_permutex2var_epi8(first, codes, second);
    const __m512i high = _mm512_permutex2var_epi8(third, codes, fourth);
    _mm512_storeu_si512(output + index, _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(codes), high));
  }
  return index;
}

static size_t map_vectors(kiln_set set, const uint8_t *table, const uint8_t *input, size_t count, uint8_t *output) {
  if (set == KILN_SET_AVX512VNNI && kiln_has_vbmi()) return map_avx512(table, input, count, output);
  return set >= KILN_SET_AVX2 ? map_avx2(table, input, count, output) : 0;
}
#endif

void kiln_map_codes(kiln_set set, const uint8_t *table, const uint8_t *restrict input, size_t count,
                    uint8_t *restrict output) {
  size_t index = 0;
#if KILN_X86
  index = map_vectors(set, table, input, count, output);
#else
  (void)set;
#endif
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
