// Runs every F and D operation of a RISC-V processor on operands drawn from seeds, and prints one line per
// operation, format and rounding mode: a signature of the results and flags of the first 1,000 sets of
// operands, and one of all 20,000. FloatSignatureGoldenTests.swift draws the same operands.
// Minimum and maximum are IEEE 754-2019's here; under -cpu rv64,priv_spec=v1.10.0 qemu gives 2008's minNum for them,
// which differs for signalling NaNs, and those four lines alone change.
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// SplitMix64 (Steele, Lea, Flood 2014), also the mixer of signatures.
static uint64_t next(uint64_t *state) {
  uint64_t mixed = *state += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  return mixed ^ (mixed >> 31);
}

typedef struct {
  const char *name;
  int width, fraction, bias;
} Format;

static const Format binary32 = {"binary32", 32, 23, 127}, binary64 = {"binary64", 64, 52, 1023};

// A special magnitude: around zero, the ends of the subnormal and normal numbers, NaNs, one and powers of two.
static uint64_t special(const Format *format, uint64_t index) {
  const uint64_t unit = 1ull << format->fraction, bias = (uint64_t)format->bias;
  const uint64_t infinity = (2 * bias + 1) * unit, one = bias * unit;
  const uint64_t table[] = {
      0, 1, unit - 1, unit, unit + 1, infinity - 1, infinity, infinity + 1,
      infinity + unit / 2, infinity + unit / 2 + 1, one, one - 1, one + 1, one - unit,
      one + unit, one + unit / 2, one + 31 * unit, one + 32 * unit, one + 63 * unit, one + 64 * unit,
  };
  return table[index % (sizeof table / sizeof *table)];
}

// A pattern of one of eight shapes; `previous` is the pattern drawn before.
static uint64_t draw_pattern(const Format *format, uint64_t *state, uint64_t previous) {
  const uint64_t shape = next(state) % 8, random = next(state), n = (random >> 52) % 64;
  const uint64_t unit = 1ull << format->fraction, sign = 1ull << (format->width - 1);
  const uint64_t fraction = random % unit, bias = (uint64_t)format->bias;
  const uint64_t signed_zero = random >> 63 ? sign : 0;
  switch (shape) {
    case 0: return format->width == 32 ? (uint32_t)random : random;
    case 1: return signed_zero | special(format, n);
    case 2: return signed_zero | (bias - 32 + n) * unit | fraction;
    case 3: return signed_zero | (bias - 32 + n) * unit | (fraction & ~(unit / 64 - 1));
    case 4: return signed_zero | (n % 2) * unit | fraction >> n % (uint64_t)format->fraction;
    case 5: return signed_zero | (2 * bias - n % 4) * unit | fraction;
    case 6:
      return signed_zero | (bias + n) * unit |
             (n + 2 < (uint64_t)format->fraction ? fraction & ~((unit >> (n + 2)) - 1) : fraction);
    default: return (previous ^ sign) ^ n % 4;
  }
}

// An integer: any, small, small and negative, or near a power of two.
static uint64_t draw_integer(uint64_t *state) {
  const uint64_t shape = next(state) % 4, random = next(state), shift = next(state) % 64;
  switch (shape) {
    case 0: return random;
    case 1: return random >> shift;
    case 2: return ~(random >> shift);
    default: return (1ull << shift) + random % 8 - 3;
  }
}

typedef uint64_t Run(uint64_t a, uint64_t b, uint64_t c, uint64_t *flags);

#define RUN(NAME, LOAD, CODE)                                                    \
  static uint64_t NAME(uint64_t a, uint64_t b, uint64_t c, uint64_t *flags) {   \
    uint64_t result;                                                             \
    __asm__ volatile(LOAD "fsflags x0\n" CODE "frflags %1\n"                     \
                     : "=&r"(result), "=&r"(*flags)                              \
                     : "r"(a), "r"(b), "r"(c)                                    \
                     : "ft0", "ft1", "ft2");                                     \
    return result;                                                               \
  }
#define LOAD_S "fmv.w.x ft0, %2\nfmv.w.x ft1, %3\nfmv.w.x ft2, %4\n"
#define LOAD_D "fmv.d.x ft0, %2\nfmv.d.x ft1, %3\nfmv.d.x ft2, %4\n"
#define STORE_S "fmv.x.w %0, ft0\n"
#define STORE_D "fmv.x.d %0, ft0\n"
// An operation in both formats, to a pattern or to an integer.
#define BOTH(NAME, S, D)                       \
  RUN(NAME##_s, LOAD_S, S "\n" STORE_S)        \
  RUN(NAME##_d, LOAD_D, D "\n" STORE_D)
#define TO_INTEGER(NAME, S, D) \
  RUN(NAME##_s, LOAD_S, S "\n") \
  RUN(NAME##_d, LOAD_D, D "\n")

BOTH(add, "fadd.s ft0, ft0, ft1", "fadd.d ft0, ft0, ft1")
BOTH(subtract, "fsub.s ft0, ft0, ft1", "fsub.d ft0, ft0, ft1")
BOTH(multiply, "fmul.s ft0, ft0, ft1", "fmul.d ft0, ft0, ft1")
BOTH(divide, "fdiv.s ft0, ft0, ft1", "fdiv.d ft0, ft0, ft1")
BOTH(squareRoot, "fsqrt.s ft0, ft0", "fsqrt.d ft0, ft0")
BOTH(multiplyAdd, "fmadd.s ft0, ft0, ft1, ft2", "fmadd.d ft0, ft0, ft1, ft2")
BOTH(minimum, "fmin.s ft0, ft0, ft1", "fmin.d ft0, ft0, ft1")
BOTH(maximum, "fmax.s ft0, ft0, ft1", "fmax.d ft0, ft0, ft1")
TO_INTEGER(isEqual, "feq.s %0, ft0, ft1", "feq.d %0, ft0, ft1")
TO_INTEGER(isLess, "flt.s %0, ft0, ft1", "flt.d %0, ft0, ft1")
TO_INTEGER(isLessOrEqual, "fle.s %0, ft0, ft1", "fle.d %0, ft0, ft1")
TO_INTEGER(classify, "fclass.s %0, ft0", "fclass.d %0, ft0")
TO_INTEGER(toInt32, "fcvt.w.s %0, ft0, dyn", "fcvt.w.d %0, ft0, dyn")
TO_INTEGER(toUInt32, "fcvt.wu.s %0, ft0, dyn", "fcvt.wu.d %0, ft0, dyn")
TO_INTEGER(toInt64, "fcvt.l.s %0, ft0, dyn", "fcvt.l.d %0, ft0, dyn")
TO_INTEGER(toUInt64, "fcvt.lu.s %0, ft0, dyn", "fcvt.lu.d %0, ft0, dyn")
BOTH(fromInt32, "fcvt.s.w ft0, %2, dyn", "fcvt.d.w ft0, %2")
BOTH(fromUInt32, "fcvt.s.wu ft0, %2, dyn", "fcvt.d.wu ft0, %2")
BOTH(fromInt64, "fcvt.s.l ft0, %2, dyn", "fcvt.d.l ft0, %2, dyn")
BOTH(fromUInt64, "fcvt.s.lu ft0, %2, dyn", "fcvt.d.lu ft0, %2, dyn")
// The format in the name is the one converted to; operands are of the other.
RUN(fromOther_s, LOAD_D, "fcvt.s.d ft0, ft0, dyn\n" STORE_S)
RUN(fromOther_d, LOAD_S, "fcvt.d.s ft0, ft0\n" STORE_D)

// What the operands are, and how many bits of the result count: 0 for those of the format.
enum { PATTERNS, OTHER_PATTERNS, INTEGERS };

static const struct {
  const char *name;
  Run *as_single, *as_double;
  int operands, is_rounded, width;
} operations[] = {
#define OPERATION(NAME, OPERANDS, ROUNDED, WIDTH) {#NAME, NAME##_s, NAME##_d, OPERANDS, ROUNDED, WIDTH}
    OPERATION(add, PATTERNS, 1, 0),
    OPERATION(subtract, PATTERNS, 1, 0),
    OPERATION(multiply, PATTERNS, 1, 0),
    OPERATION(divide, PATTERNS, 1, 0),
    OPERATION(squareRoot, PATTERNS, 1, 0),
    OPERATION(multiplyAdd, PATTERNS, 1, 0),
    OPERATION(minimum, PATTERNS, 0, 0),
    OPERATION(maximum, PATTERNS, 0, 0),
    OPERATION(isEqual, PATTERNS, 0, 64),
    OPERATION(isLess, PATTERNS, 0, 64),
    OPERATION(isLessOrEqual, PATTERNS, 0, 64),
    OPERATION(classify, PATTERNS, 0, 64),
    OPERATION(toInt32, PATTERNS, 1, 32),
    OPERATION(toUInt32, PATTERNS, 1, 32),
    OPERATION(toInt64, PATTERNS, 1, 64),
    OPERATION(toUInt64, PATTERNS, 1, 64),
    OPERATION(fromInt32, INTEGERS, 1, 0),
    OPERATION(fromUInt32, INTEGERS, 1, 0),
    OPERATION(fromInt64, INTEGERS, 1, 0),
    OPERATION(fromUInt64, INTEGERS, 1, 0),
    OPERATION(fromOther, OTHER_PATTERNS, 1, 0),
};

static const char *const modes[] = {"nearestEven", "towardZero", "down", "up", "nearestMaxMagnitude"};

static void write_line(size_t operation, const Format *format, uint64_t mode) {
  char name[80];
  snprintf(name, sizeof name, "%s %s %s", operations[operation].name, format->name,
           operations[operation].is_rounded ? modes[mode] : "-");
  // The seed is the signature of the line's name.
  uint64_t state = 0, signature = 0;
  for (const char *letter = name; *letter; letter++) {
    state ^= (uint8_t)*letter;
    state = next(&state);
  }
  const int kind = operations[operation].operands;
  const Format *other = format == &binary32 ? &binary64 : &binary32;
  const Format *source = kind == OTHER_PATTERNS ? other : format;
  Run *run = format == &binary32 ? operations[operation].as_single : operations[operation].as_double;
  const int width = operations[operation].width ? operations[operation].width : format->width;
  __asm__ volatile("fsrm %0" : : "r"(mode));
  printf("%s", name);
  for (int set = 1; set <= 20000; set++) {
    uint64_t operands[3] = {0, 0, 0}, flags;
    for (int i = 0; i < 3; i++)
      operands[i] =
          kind == INTEGERS ? draw_integer(&state) : draw_pattern(source, &state, i ? operands[i - 1] : 0);
    const uint64_t result = run(operands[0], operands[1], operands[2], &flags);
    // Registers hold 32 bits with their sign spread.
    signature ^= width == 32 ? (uint32_t)result : result;
    signature = next(&signature);
    signature ^= flags;
    signature = next(&signature);
    if (set == 1000 || set == 20000) printf(" %016llx", (unsigned long long)signature);
  }
  printf("\n");
}

int main(void) {
  for (size_t operation = 0; operation < sizeof operations / sizeof *operations; operation++)
    for (int wide = 0; wide < 2; wide++)
      for (uint64_t mode = 0; mode < (operations[operation].is_rounded ? 5 : 1); mode++)
        write_line(operation, wide ? &binary64 : &binary32, mode);
  return 0;
}
