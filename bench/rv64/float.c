// Floating point: products, sums, comparisons and divisions of both precisions.
static double doubles[1000];
static float singles[1000];
volatile double result;

void guest_main(void) {
  double sum = 0;
  float total = 0;
  for (int i = 0; i < 1000; i++) {
    doubles[i] = i * 0.37 + 1;
    singles[i] = i * 0.11f + 1;
  }
  for (int round = 0; round < 4000; round++) {
    for (int i = 1; i < 1000; i++) {
      sum += doubles[i] * doubles[i - 1];
      doubles[i] = doubles[i] * 0.999 + 0.001;
      total += singles[i] * singles[i - 1];
      singles[i] = singles[i] / 1.0001f;
      if (total > 1e6f) total -= 1e6f;
      if (sum > 1e12) sum -= 1e12;
    }
  }
  result = sum + total;
  *(volatile unsigned *)0x100000 = 0x5555;
  for (;;) {}
}
