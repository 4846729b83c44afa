// Integer work of the kinds that CoreMark mixes: a sieve, CRC-32, a matrix product, a linked list, a state machine.
// Ends by a word to the test finisher of qemu's `virt` machine.
typedef unsigned int u32;
typedef unsigned long u64;
typedef unsigned char u8;

static u8 sieve[200000];
static u32 crc_table[256];
static int matrix[3][64][64];
typedef struct node {
  struct node *next;
  int value;
} node;
static node nodes[1000];
volatile u64 result;

static u32 crc(const u8 *bytes, u32 count) {
  u32 value = ~0u;
  while (count--) value = crc_table[(value ^ *bytes++) & 255] ^ (value >> 8);
  return ~value;
}

__attribute__((noinline)) static int numbers(const char *text) {
  int state = 0, found = 0;
  for (; *text; text++) {
    int is_digit = *text >= '0' && *text <= '9';
    switch (state) {
      case 0: state = is_digit ? 1 : *text == '+' || *text == '-' ? 2 : 4; break;
      case 1: state = *text == '.' ? 3 : is_digit ? 1 : 4; break;
      case 2: state = is_digit ? 1 : 4; break;
      case 3: if (*text == ',') { state = 0; found++; } break;
      default: if (*text == ',') { state = 0; found++; }
    }
  }
  return found * 8 + state;
}

void guest_main(void) {
  u64 hash = 0;
  for (u32 i = 0; i < 256; i++) {
    u32 value = i;
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
    crc_table[i] = value;
  }
  for (int round = 0; round < 40; round++) {
    int primes = 0;
    for (int i = 2; i < 200000; i++) sieve[i] = 1;
    for (int i = 2; i < 200000; i++) {
      if (!sieve[i]) continue;
      primes++;
      for (int j = i + i; j < 200000; j += i) sieve[j] = 0;
    }
    hash = (hash + primes) * 31 + crc(sieve, 200000);
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        matrix[0][i][j] = i * j + round;
        matrix[1][i][j] = i - j;
      }
    }
    for (int i = 0; i < 64; i++) {
      for (int j = 0; j < 64; j++) {
        int sum = 0;
        for (int k = 0; k < 64; k++) sum += matrix[0][i][k] * matrix[1][k][j];
        matrix[2][i][j] = sum;
      }
    }
    hash = hash * 31 + matrix[2][10][20];
    for (int i = 0; i < 1000; i++) {
      nodes[i].next = &nodes[(i * 7 + 1) % 1000];
      nodes[i].value = i ^ round;
    }
    node *p = nodes;
    for (int i = 0; i < 200000; i++) {
      hash += p->value;
      p = p->next;
    }
    for (int i = 0; i < 2000; i++) hash = hash * 33 + numbers("+0.5,123.7,-9,abc,55,12.5e3,T0.3e-1F,-.123,");
  }
  result = hash;
  *(volatile u32 *)0x100000 = 0x5555;
  for (;;) {}
}
