func checkCompressedArithmetic() {
  expect("c.add", insn_c_add(0xFFFF_FFFF, 1), 0x1_0000_0000)
  expect("c.sub", insn_c_sub(0, 1), .max)
  expect("c.xor", insn_c_xor(0xF0, 0xFF), 0x0F)
  expect("c.or", insn_c_or(0xF0, 0x0F), 0xFF)
  expect("c.and", insn_c_and(0xFC, 0x3F), 0x3C)
  expect("c.addw", insn_c_addw(0x7FFF_FFFF, 1), 0xFFFF_FFFF_8000_0000)
  expect("c.subw", insn_c_subw(0, 1), .max)
  expect("c.mv", insn_c_mv(1, 2), 2)
  expect("c.addi -32", insn_c_addi_m32(31), .max)
  expect("c.addiw 31", insn_c_addiw_31(0x7FFF_FFFF), 0xFFFF_FFFF_8000_001E)
  expect("c.li -32", insn_c_li_m32(0), 0xFFFF_FFFF_FFFF_FFE0)
  expect("c.lui", insn_c_lui_fffe0(0), 0xFFFF_FFFF_FFFE_0000)
  expect("c.slli 63", insn_c_slli_63(3), 1 << 63)
  expect("c.srli 63", insn_c_srli_63(.max), 1)
  expect("c.srai 63", insn_c_srai_63(1 << 63), .max)
  expect("c.andi -32", insn_c_andi_m32(0xFF), 0xE0)
  expect("c.addi4spn", insn_c_addi4spn_1020(), 1020)
  expect("c.addi16sp", insn_c_addi16sp(), 512)
}

func checkCompressedControl() {
  expect("c.beqz taken", insn_beqz(0), 1)
  expect("c.beqz not taken", insn_beqz(1 << 63), 0)
  expect("c.bnez taken", insn_bnez(1 << 63), 1)
  expect("c.bnez not taken", insn_bnez(0), 0)
  expect("c.j, c.jr, c.jalr", insn_c_jumps(), 7)
}

func checkCompressedMemory() {
  // Each loads a word and a double word of the same number and gives their difference, which is in the upper half.
  let number: UInt64 = 0x1234_5678_89AB_CDEF
  expect("c.lw, c.sw, c.ld, c.sd", insn_c_memory(scratch_address() &- 64, number), 0xEDCB_A987_0000_0000)
  expect("c.lwsp, c.swsp, c.ldsp, c.sdsp", insn_c_stack(0, number), 0xEDCB_A987_0000_0000)
  expect("c.fld, c.fsd, c.fldsp, c.fsdsp", insn_c_float(scratch_address(), number), number)
}
