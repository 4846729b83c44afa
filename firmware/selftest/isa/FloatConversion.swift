private let one = boxed(0x3F80_0000)
private let quietNaN = boxed(0x7FC0_0000)

func checkComparisons() {
  let (zero, minusZero, signalling) = (boxed(0), boxed(0x8000_0000), boxed(0x7F80_0001))
  expect("feq of zeros", insn_feq_s(zero, minusZero), 1, Flag.none)
  expect("fle of zeros", insn_fle_s(minusZero, zero), 1, Flag.none)
  expect("flt of zeros", insn_flt_s(minusZero, zero), 0, Flag.none)
  expect("flt -1, 1", insn_flt_s(boxed(0xBF80_0000), one), 1, Flag.none)
  expect("feq of a quiet NaN", insn_feq_s(quietNaN, quietNaN), 0, Flag.none)
  expect("feq of a signalling NaN", insn_feq_s(signalling, one), 0, Flag.invalid)
  expect("flt of a quiet NaN", insn_flt_s(quietNaN, one), 0, Flag.invalid)
  expect("fle of a quiet NaN", insn_fle_s(one, quietNaN), 0, Flag.invalid)
  expect("flt.d", insn_flt_d(1 << 63, 1), 1, Flag.none)
  expect("fle.d of a NaN", insn_fle_d(0x7FF8_0000_0000_0000, 0), 0, Flag.invalid)
}

func checkSaturation() {
  let (infinity, minusInfinity) = (boxed(0x7F80_0000), boxed(0xFF80_0000))
  let minimum32: UInt64 = 0xFFFF_FFFF_8000_0000
  expect("fcvt.w.s NaN", insn_fcvt_w_s(quietNaN, 0), 0x7FFF_FFFF, Flag.invalid)
  expect("fcvt.w.s -infinity", insn_fcvt_w_s(minusInfinity, 0), minimum32, Flag.invalid)
  expect("fcvt.w.s 2^31", insn_fcvt_w_s(boxed(0x4F00_0000), 0), 0x7FFF_FFFF, Flag.invalid)
  expect("fcvt.w.s -2^31", insn_fcvt_w_s(boxed(0xCF00_0000), 0), minimum32, Flag.none)
  expect("fcvt.wu.s -1", insn_fcvt_wu_s(boxed(0xBF80_0000), 0), 0, Flag.invalid)
  expect("fcvt.wu.s -0.5", insn_fcvt_wu_s(boxed(0xBF00_0000), Rounding.towardZero), 0, Flag.inexact)
  expect("fcvt.wu.s extends", insn_fcvt_wu_s(boxed(0x4F7F_FFFF), 0), 0xFFFF_FFFF_FFFF_FF00, Flag.none)
  expect("fcvt.wu.s infinity", insn_fcvt_wu_s(infinity, 0), .max, Flag.invalid)
  expect("fcvt.l.s -infinity", insn_fcvt_l_s(minusInfinity, 0), 1 << 63, Flag.invalid)
  expect("fcvt.l.d 2^63", insn_fcvt_l_d(0x43E0_0000_0000_0000, 0), 0x7FFF_FFFF_FFFF_FFFF, Flag.invalid)
  expect("fcvt.lu.d NaN", insn_fcvt_lu_d(0x7FF8_0000_0000_0000, 0), .max, Flag.invalid)
  expect("fcvt.lu.d 2^63", insn_fcvt_lu_d(0x43E0_0000_0000_0000, 0), 1 << 63, Flag.none)
}

func checkIntegerRounding() {
  let (value, negative) = (boxed(0x4020_0000), boxed(0xC020_0000))
  expect("2.5 to even", insn_fcvt_w_s(value, Rounding.nearestEven), 2, Flag.inexact)
  expect("2.5 toward zero", insn_fcvt_w_s(value, Rounding.towardZero), 2, Flag.inexact)
  expect("2.5 up", insn_fcvt_w_s(value, Rounding.up), 3, Flag.inexact)
  expect("2.5 away", insn_fcvt_w_s(value, Rounding.nearestAway), 3, Flag.inexact)
  expect("-2.5 to even", insn_fcvt_w_s(negative, Rounding.nearestEven), 0 &- 2, Flag.inexact)
  expect("-2.5 down", insn_fcvt_w_s(negative, Rounding.down), 0 &- 3, Flag.inexact)
  expect("-2.5 up", insn_fcvt_w_s(negative, Rounding.up), 0 &- 2, Flag.inexact)
  expect("2^24 + 1 to even", insn_fcvt_s_l(0x100_0001, 0), boxed(0x4B80_0000), Flag.inexact)
  expect("2^24 + 1 up", insn_fcvt_s_l(0x100_0001, Rounding.up), boxed(0x4B80_0001), Flag.inexact)
  expect("2^64 - 1 to single", insn_fcvt_s_lu(.max, 0), boxed(0x5F80_0000), Flag.inexact)
  expect("2^64 - 1 to double", insn_fcvt_d_lu(.max, 0), 0x43F0_0000_0000_0000, Flag.inexact)
  expect("-2^63 to double", insn_fcvt_d_l(1 << 63, 0), 0xC3E0_0000_0000_0000, Flag.none)
  expect("-1 of 32 bits", insn_fcvt_s_w(0xFFFF_FFFF, 0), boxed(0xBF80_0000), Flag.none)
  expect("2^32 - 1", insn_fcvt_s_wu(0xFFFF_FFFF, 0), boxed(0x4F80_0000), Flag.inexact)
}

func checkFormats() {
  expect("1/3 to single", insn_fcvt_s_d(0x3FD5_5555_5555_5555, 0), boxed(0x3EAA_AAAB), Flag.inexact)
  let flags = Flag.overflow | Flag.inexact
  expect("2^1000 to single", insn_fcvt_s_d(0x7E70_0000_0000_0000, 0), boxed(0x7F80_0000), flags)
  expect("1.5 to double", insn_fcvt_d_s(boxed(0x3FC0_0000), 0), 0x3FF8_0000_0000_0000, Flag.none)
  expect("a subnormal to double", insn_fcvt_d_s(boxed(1), 0), 0x36A0_0000_0000_0000, Flag.none)
  let canonical: UInt64 = 0x7FF8_0000_0000_0000
  expect("a signalling NaN to double", insn_fcvt_d_s(boxed(0x7F80_0001), 0), canonical, Flag.invalid)
}

func checkBoxing() {
  let address = scratch_address()
  let loose: UInt64 = 0x3F80_0000
  expect("fmv.w.x boxes", insn_fmv_w_x(loose), one)
  expect("fmv.x.w extends", insn_fmv_x_w(0x1234_5678_8000_0000), 0xFFFF_FFFF_8000_0000)
  insn_sd(address, loose)
  expect("flw boxes", insn_flw(address), one)
  insn_fsw(address, 0x1234_5678_9ABC_DEF0)
  expect("fsw stores the low half", insn_ld(address), 0x9ABC_DEF0)
  expect("a single without its box is a NaN", insn_fadd_s(loose, one, 0), quietNaN, Flag.none)
  expect("fsgnj.s of one without a box", insn_fsgnj_s(loose, boxed(1 << 31), 0), boxed(0xFFC0_0000), 0)
  expect("fclass.s of one without a box", insn_fclass_s(loose), 1 << 9, Flag.none)
  expect("results are boxed", insn_fadd_s(one, one, 0), boxed(0x4000_0000), Flag.none)
}

func checkSignsAndClasses() {
  let minusTwo = boxed(0xC000_0000)
  expect("fsgnj.s", insn_fsgnj_s(one, minusTwo, 0), boxed(0xBF80_0000), Flag.none)
  expect("fsgnjn.s", insn_fsgnjn_s(one, one, 0), boxed(0xBF80_0000), Flag.none)
  expect("fsgnjx.s", insn_fsgnjx_s(minusTwo, minusTwo, 0), boxed(0x4000_0000), Flag.none)
  expect("fsgnjx.d", insn_fsgnjx_d(1 << 63, 1 << 63, 0), 0, Flag.none)
  expect("-infinity", insn_fclass_s(boxed(0xFF80_0000)), 1 << 0, Flag.none)
  expect("negative", insn_fclass_s(minusTwo), 1 << 1, Flag.none)
  expect("negative subnormal", insn_fclass_s(boxed(0x8000_0001)), 1 << 2, Flag.none)
  expect("-0", insn_fclass_s(boxed(0x8000_0000)), 1 << 3, Flag.none)
  expect("+0", insn_fclass_s(boxed(0)), 1 << 4, Flag.none)
  expect("subnormal", insn_fclass_s(boxed(1)), 1 << 5, Flag.none)
  expect("positive", insn_fclass_s(one), 1 << 6, Flag.none)
  expect("+infinity", insn_fclass_s(boxed(0x7F80_0000)), 1 << 7, Flag.none)
  expect("signalling NaN", insn_fclass_s(boxed(0x7F80_0001)), 1 << 8, Flag.none)
  expect("quiet NaN", insn_fclass_s(quietNaN), 1 << 9, Flag.none)
  expect("signalling NaN, double", insn_fclass_d(0x7FF0_0000_0000_0001), 1 << 8, Flag.none)
}

func checkFloatControl() {
  expect("fcsr, frm, fflags", insn_fcsr_parts(0xFF), 0x1F_0007_00FF)
  expect("fcsr has 8 bits", insn_fcsr_parts(0xFFFF_FF21), 0x01_0001_0021)
  TrapRecord.expected = 1
  _ = insn_fadd_s(one, one, 7)
  expect("rounding mode 7 is an illegal instruction", TrapRecord.count, 1)
  expect("its cause", TrapRecord.cause, 2)
}
