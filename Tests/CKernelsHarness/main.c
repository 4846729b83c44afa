#include "harness.h"

static uint64_t state = 1;

uint64_t next_random(void) {
  state += 0x9E3779B97F4A7C15u;
  uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
  return mixed ^ (mixed >> 31);
}

int64_t random_in(int64_t lowest, int64_t highest) {
  return lowest + (int64_t)(next_random() % (uint64_t)(highest - lowest + 1));
}

uint8_t *random_bytes(size_t count) {
  uint8_t *bytes = malloc(count > 0 ? count : 1);
  for (size_t i = 0; i < count; i++) {
    const int64_t kind = random_in(0, 5);
    bytes[i] = kind == 0 ? 0 : kind == 1 ? 255 : (uint8_t)random_in(0, 255);
  }
  return bytes;
}

void check_equal(const void *found, const void *expected, size_t count, const char *what, kiln_set set) {
  const uint8_t *a = found, *b = expected;
  for (size_t i = 0; i < count; i++) {
    if (a[i] == b[i]) continue;
    printf("set %d, %s: byte %zu of %zu is %d, expected %d\n", (int)set, what, i, count, a[i], b[i]);
    exit(1);
  }
}

int64_t floor_divide(int64_t value, int shift) {
  const int64_t divisor = (int64_t)1 << shift;
  return value / divisor - (value % divisor < 0);
}

int main(void) {
  static const char *names[] = {"scalar", "baseline", "avx2", "avxvnni", "avx512vnni", "neon", "dotprod"};
  for (int set = KILN_SET_SCALAR; set <= KILN_SET_DOTPROD; set++) {
    if (!kiln_set_is_available((kiln_set)set)) continue;
    state = 1;
    check_sums((kiln_set)set);
    check_finish((kiln_set)set);
    check_bytes((kiln_set)set);
    check_floats((kiln_set)set);
    check_fused((kiln_set)set);
    printf("%s ", names[set]);
    fflush(stdout);
  }
  printf("equal the plain loops\n");
  return 0;
}
