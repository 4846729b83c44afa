/// Rounding modes by their number in `frm`.
enum Rounding {
  static let nearestEven: UInt64 = 0
  static let towardZero: UInt64 = 1
  static let down: UInt64 = 2
  static let up: UInt64 = 3
  static let nearestAway: UInt64 = 4
}

/// Bits of `fflags`.
enum Flag {
  static let none: UInt64 = 0
  static let inexact: UInt64 = 1
  static let underflow: UInt64 = 2
  static let overflow: UInt64 = 4
  static let divideByZero: UInt64 = 8
  static let invalid: UInt64 = 16
}

/// A binary32 number in a register of 64 bits.
func boxed(_ bits: UInt64) -> UInt64 { 0xFFFF_FFFF_0000_0000 | bits }

private let (one, minusOne) = (boxed(0x3F80_0000), boxed(0xBF80_0000))
/// Half of the last place of 1, so that adding it is a tie.
private let half = boxed(0x3380_0000)
private let minusHalf = boxed(0xB380_0000)
private let (infinity, quietNaN) = (boxed(0x7F80_0000), boxed(0x7FC0_0000))

func checkRounding() {
  let above = boxed(0x3F80_0001)
  expect("1 + tie to even", insn_fadd_s(one, half, Rounding.nearestEven), one, Flag.inexact)
  expect("1 + tie toward zero", insn_fadd_s(one, half, Rounding.towardZero), one, Flag.inexact)
  expect("1 + tie down", insn_fadd_s(one, half, Rounding.down), one, Flag.inexact)
  expect("1 + tie up", insn_fadd_s(one, half, Rounding.up), above, Flag.inexact)
  expect("1 + tie away", insn_fadd_s(one, half, Rounding.nearestAway), above, Flag.inexact)
  expect("odd + tie to even", insn_fadd_s(above, half, 0), boxed(0x3F80_0002), Flag.inexact)
  let below = boxed(0xBF80_0001)
  expect("-1 - tie down", insn_fadd_s(minusOne, minusHalf, Rounding.down), below, Flag.inexact)
  expect("-1 - tie up", insn_fadd_s(minusOne, minusHalf, Rounding.up), minusOne, Flag.inexact)
  expect("-1 - tie away", insn_fadd_s(minusOne, minusHalf, Rounding.nearestAway), below, Flag.inexact)
  expect("a mode in the instruction", insn_fadd_s_rne(one, half, Rounding.up), one, Flag.inexact)
  expect("1 - 1 down is -0", insn_fsub_s(one, one, Rounding.down), boxed(0x8000_0000), Flag.none)
  expect("1 - 1 up is +0", insn_fsub_s(one, one, Rounding.up), boxed(0), Flag.none)
  // A double's last place of 1 is 2⁻⁵².
  let (one64, half64) = (0x3FF0_0000_0000_0000 as UInt64, 0x3CA0_0000_0000_0000 as UInt64)
  expect("double tie to even", insn_fadd_d(one64, half64, Rounding.nearestEven), one64, Flag.inexact)
  expect("double tie up", insn_fadd_d(one64, half64, Rounding.up), one64 + 1, Flag.inexact)
}

func checkOverflow() {
  let (largest, two) = (boxed(0x7F7F_FFFF), boxed(0x4000_0000))
  let flags = Flag.overflow | Flag.inexact
  expect("overflow to nearest", insn_fmul_s(largest, two, Rounding.nearestEven), infinity, flags)
  expect("overflow toward zero", insn_fmul_s(largest, two, Rounding.towardZero), largest, flags)
  expect("overflow down", insn_fmul_s(largest, two, Rounding.down), largest, flags)
  expect(
    "negative overflow up", insn_fmul_s(boxed(0xFF7F_FFFF), two, Rounding.up), boxed(0xFF7F_FFFF), flags)
  let underflow = Flag.underflow | Flag.inexact
  expect("exact subnormal", insn_fmul_s(boxed(0x0080_0000), boxed(0x3F00_0000), 0), boxed(0x40_0000), 0)
  expect("underflow to 0", insn_fmul_s(boxed(1), boxed(0x3F00_0000), 0), boxed(0), underflow)
  expect("underflow up", insn_fmul_s(boxed(1), boxed(0x3F00_0000), Rounding.up), boxed(1), underflow)
  expect("subnormal + subnormal", insn_fadd_s(boxed(0x40_0000), boxed(0x40_0000), 0), boxed(0x80_0000), 0)
}

func checkDivisionAndRoot() {
  let (zero, three) = (boxed(0), boxed(0x4040_0000))
  expect("1 / 3", insn_fdiv_s(one, three, Rounding.nearestEven), boxed(0x3EAA_AAAB), Flag.inexact)
  expect("1 / 3 toward zero", insn_fdiv_s(one, three, Rounding.towardZero), boxed(0x3EAA_AAAA), Flag.inexact)
  expect("1 / 0", insn_fdiv_s(one, zero, 0), infinity, Flag.divideByZero)
  expect("-1 / 0", insn_fdiv_s(minusOne, zero, 0), boxed(0xFF80_0000), Flag.divideByZero)
  expect("0 / 0", insn_fdiv_s(zero, zero, 0), quietNaN, Flag.invalid)
  expect("infinity / infinity", insn_fdiv_s(infinity, infinity, 0), quietNaN, Flag.invalid)
  let (one64, three64) = (0x3FF0_0000_0000_0000 as UInt64, 0x4008_0000_0000_0000 as UInt64)
  expect("1 / 3 of doubles", insn_fdiv_d(one64, three64, 0), 0x3FD5_5555_5555_5555, Flag.inexact)
  expect("root of 2", insn_fsqrt_s(boxed(0x4000_0000), 0), boxed(0x3FB5_04F3), Flag.inexact)
  expect("root of 4", insn_fsqrt_s(boxed(0x4080_0000), 0), boxed(0x4000_0000), Flag.none)
  expect("root of -1", insn_fsqrt_s(minusOne, 0), quietNaN, Flag.invalid)
  expect("root of -0", insn_fsqrt_s(boxed(0x8000_0000), 0), boxed(0x8000_0000), Flag.none)
  expect("root of 2, doubles", insn_fsqrt_d(1 << 62, 0), 0x3FF6_A09E_667F_3BCD, Flag.inexact)
}

func checkFused() {
  // (1 + 2⁻²³)² is 1 + 2⁻²² + 2⁻⁴⁶, whose last term only one rounding keeps.
  let (factor, sum) = (boxed(0x3F80_0001), boxed(0x3F80_0002))
  let (minusSum, tail, minusTail) = (boxed(0xBF80_0002), boxed(0x2880_0000), boxed(0xA880_0000))
  expect("fmadd.s", insn_fmadd_s(factor, factor, minusSum, 0), tail, Flag.none)
  expect("fmsub.s", insn_fmsub_s(factor, factor, sum, 0), tail, Flag.none)
  expect("fnmsub.s", insn_fnmsub_s(factor, factor, sum, 0), minusTail, Flag.none)
  expect("fnmadd.s", insn_fnmadd_s(factor, factor, minusSum, 0), minusTail, Flag.none)
  expect("infinity × 0 + NaN", insn_fmadd_s(infinity, boxed(0), quietNaN, 0), quietNaN, Flag.invalid)
  let (factor64, minusSum64) = (0x3FF0_0000_0000_0001 as UInt64, 0xBFF0_0000_0000_0002 as UInt64)
  expect("fmadd.d", insn_fmadd_d(factor64, factor64, minusSum64, 0), 0x3970_0000_0000_0000, Flag.none)
  expect("fnmadd.d", insn_fnmadd_d(factor64, factor64, minusSum64, 0), 0xB970_0000_0000_0000, Flag.none)
}

func checkMinimumAndMaximum() {
  let (zero, minusZero) = (boxed(0), boxed(0x8000_0000))
  expect("fmin of zeros", insn_fmin_s(zero, minusZero, 0), minusZero, Flag.none)
  expect("fmax of zeros", insn_fmax_s(minusZero, zero, 0), zero, Flag.none)
  expect("fmin of NaN and 1", insn_fmin_s(quietNaN, one, 0), one, Flag.none)
  expect("fmax of 1 and NaN", insn_fmax_s(one, quietNaN, 0), one, Flag.none)
  expect("fmin of NaNs", insn_fmin_s(boxed(0xFFC0_0001), boxed(0x7FC0_0002), 0), quietNaN, Flag.none)
  expect("fmin.d", insn_fmin_d(0x3FF0_0000_0000_0000, 1 << 63, 0), 1 << 63, Flag.none)
  expect("fmax.d", insn_fmax_d(1 << 63, 0x3FF0_0000_0000_0000, 0), 0x3FF0_0000_0000_0000, Flag.none)
}

/// What the K210 does here is not known; whoever runs this on a chip learns it.
func noteOpenQuestions() {
  let found = insn_fmin_s(boxed(0x7F80_0001), one, 0)
  expect("fmin of a signalling NaN raises invalid", found.flags, Flag.invalid)
  if found.bits == one {
    note("fmin of a signalling NaN gives the other operand")
  } else if found.bits == quietNaN {
    note("fmin of a signalling NaN gives the canonical NaN")
  } else {
    note("fmin of a signalling NaN gives", hexadecimal: found.bits)
  }
  // 2⁻¹²⁶ - 2⁻¹⁶⁰ is tiny, and rounds to a number that is not.
  let tiny = insn_fnmsub_s(boxed(0x0D80_0000), boxed(0x2180_0000), boxed(0x0080_0000), 0)
  expect("2^-126 - 2^-160", tiny.bits, boxed(0x0080_0000))
  expect("2^-126 - 2^-160 is inexact", tiny.flags & Flag.inexact, Flag.inexact)
  note(
    tiny.flags & Flag.underflow == 0
      ? "underflow is found after rounding" : "underflow is found before rounding")
}
