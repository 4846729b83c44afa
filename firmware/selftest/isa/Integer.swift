private let minimum: UInt64 = 0x8000_0000_0000_0000
private let ones = UInt64.max
/// The smallest number of 32 bits, extended.
private let minimum32: UInt64 = 0xFFFF_FFFF_8000_0000

func checkAddition() {
  expect("add wraps", insn_add(ones, 2), 1)
  expect("add carries past bit 31", insn_add(0xFFFF_FFFF, 1), 0x1_0000_0000)
  expect("sub borrows", insn_sub(0, 1), ones)
  expect("sub of the minimum", insn_sub(minimum, 1), 0x7FFF_FFFF_FFFF_FFFF)
  expect("addi -2048", insn_addi_m2048(2047), ones)
}

func checkComparison() {
  expect("slt minimum, 0", insn_slt(minimum, 0), 1)
  expect("slt 0, minimum", insn_slt(0, minimum), 0)
  expect("slt equal", insn_slt(5, 5), 0)
  expect("sltu 0, ones", insn_sltu(0, ones), 1)
  expect("sltu minimum, 0", insn_sltu(minimum, 0), 0)
  expect("slti -1 of the minimum", insn_slti_m1(minimum), 1)
  expect("slti -1 of -1", insn_slti_m1(ones), 0)
  expect("sltiu extends -1, then compares unsigned", insn_sltiu_m1(0x8000), 1)
  expect("sltiu -1 of ones", insn_sltiu_m1(ones), 0)
}

func checkLogic() {
  expect("xor", insn_xor(0xFF00_FF00_FF00_FF00, 0x0FF0_0FF0_0FF0_0FF0), 0xF0F0_F0F0_F0F0_F0F0)
  expect("or", insn_or(0xF0F0_0000_0000_0001, 0x0F0F_0000_0000_0002), 0xFFFF_0000_0000_0003)
  expect("and", insn_and(0xFF00_FF00_FF00_FF00, 0x0FF0_0FF0_0FF0_0FF0), 0x0F00_0F00_0F00_0F00)
  expect("xori -1", insn_xori_m1(0x1234), 0xFFFF_FFFF_FFFF_EDCB)
  expect("ori -2048", insn_ori_m2048(1), 0xFFFF_FFFF_FFFF_F801)
  expect("andi -16", insn_andi_m16(0xFFFF_FFFF_1234_567F), 0xFFFF_FFFF_1234_5670)
}

func checkShifts() {
  expect("sll 63", insn_sll(3, 63), minimum)
  expect("sll takes 6 bits", insn_sll(1, 64 + 5), 32)
  expect("srl 63", insn_srl(minimum, 63), 1)
  expect("sra 63", insn_sra(minimum, 63), ones)
  expect("sra of a positive", insn_sra(0x7FFF_FFFF_FFFF_FFFF, 62), 1)
  expect("slli 63", insn_slli_63(1), minimum)
  expect("srli 63", insn_srli_63(ones), 1)
  expect("srai 63", insn_srai_63(minimum), ones)
}

func checkWords() {
  expect("addw overflows", insn_addw(0x7FFF_FFFF, 1), minimum32)
  expect("addw drops the upper half", insn_addw(0xFFFF_FFFF_0000_0001, 1), 2)
  expect("subw", insn_subw(0, 1), ones)
  expect("addiw", insn_addiw_1(0x7FFF_FFFF), minimum32)
  expect("sllw extends bit 31", insn_sllw(1, 31), minimum32)
  expect("sllw takes 5 bits", insn_sllw(1, 33), 2)
  expect("srlw drops the upper half", insn_srlw(0xFFFF_FFFF_8000_0000, 31), 1)
  expect("srlw by 0 extends", insn_srlw(0x8000_0000, 0), minimum32)
  expect("sraw", insn_sraw(0x8000_0000, 31), ones)
  expect("slliw 31", insn_slliw_31(1), minimum32)
  expect("srliw 31", insn_srliw_31(0x8000_0000), 1)
  expect("sraiw 31", insn_sraiw_31(0x8000_0000), ones)
}

func checkBranches() {
  expect("beq taken", insn_beq(7, 7), 1)
  expect("beq not taken", insn_beq(7, 0x1_0000_0007), 0)
  expect("bne taken", insn_bne(7, 0x1_0000_0007), 1)
  expect("bne not taken", insn_bne(7, 7), 0)
  expect("blt minimum, 2", insn_blt(minimum, 2), 1)
  expect("blt equal", insn_blt(2, 2), 0)
  expect("bge equal", insn_bge(2, 2), 1)
  expect("bge minimum, 2", insn_bge(minimum, 2), 0)
  expect("bltu 2, minimum", insn_bltu(2, minimum), 1)
  expect("bltu ones, 2", insn_bltu(ones, 2), 0)
  expect("bgeu ones, 2", insn_bgeu(ones, 2), 1)
  expect("bgeu 2, ones", insn_bgeu(2, ones), 0)
}

func checkJumps() {
  expect("jal links", insn_jal_link(), 0)
  expect("jalr clears bit 0", insn_jalr_odd(), 1)
  expect("lui extends", insn_lui_80000(), minimum32)
  expect("auipc", insn_auipc_7ffff(), 0x7FFF_F000)
  expect("fence.i", insn_fence_i(), 42)
}

func checkMemory() {
  let address = scratch_address()
  insn_sd(address, 0x8182_8384_F5F6_F7F8)
  expect("lb extends", insn_lb(address), 0xFFFF_FFFF_FFFF_FFF8)
  expect("lbu", insn_lbu(address &+ 7), 0x81)
  expect("lh extends", insn_lh(address &+ 2), 0xFFFF_FFFF_FFFF_F5F6)
  expect("lhu", insn_lhu(address &+ 6), 0x8182)
  expect("lw extends", insn_lw(address &+ 4), 0xFFFF_FFFF_8182_8384)
  expect("lwu", insn_lwu(address), 0xF5F6_F7F8)
  expect("ld", insn_ld(address), 0x8182_8384_F5F6_F7F8)
  insn_sb(address &+ 1, 0xAA11)
  insn_sh(address &+ 2, 0xBB_2233)
  insn_sw(address &+ 4, 0xCC_4455_6677)
  expect("sb, sh, sw", insn_ld(address), 0x4455_6677_2233_11F8)
}

func checkMultiplication() {
  expect("mul, low half", insn_mul(0x1_0000_0001, 0x1_0000_0001), 0x2_0000_0001)
  expect("mul of negatives", insn_mul(ones, ones), 1)
  expect("mulh -1, -1", insn_mulh(ones, ones), 0)
  expect("mulh minimum squared", insn_mulh(minimum, minimum), 0x4000_0000_0000_0000)
  expect("mulh minimum, 2", insn_mulh(minimum, 2), ones)
  expect("mulhu ones squared", insn_mulhu(ones, ones), 0xFFFF_FFFF_FFFF_FFFE)
  expect("mulhsu -1, ones", insn_mulhsu(ones, ones), ones)
  expect("mulhsu minimum, ones", insn_mulhsu(minimum, ones), minimum)
  expect("mulhsu 1, ones", insn_mulhsu(1, ones), 0)
  expect("mulw", insn_mulw(0x8000_0000, 0xFFFF_FFFF), minimum32)
}

func checkDivision() {
  expect("div toward zero", insn_div(0 &- 7, 2), 0 &- 3)
  expect("rem has the sign of the dividend", insn_rem(0 &- 7, 2), ones)
  expect("rem of a positive by a negative", insn_rem(7, 0 &- 2), 1)
  expect("div by 0", insn_div(7, 0), ones)
  expect("divu by 0", insn_divu(7, 0), ones)
  expect("rem by 0", insn_rem(0 &- 7, 0), 0 &- 7)
  expect("remu by 0", insn_remu(7, 0), 7)
  expect("div overflows", insn_div(minimum, ones), minimum)
  expect("rem of the overflow", insn_rem(minimum, ones), 0)
  expect("divu", insn_divu(minimum, ones), 0)
  expect("remu", insn_remu(ones, 10), 5)
}

func checkWordDivision() {
  expect("divw by 0", insn_divw(7, 0x1_0000_0000), ones)
  expect("divuw by 0", insn_divuw(7, 0), ones)
  expect("remw by 0", insn_remw(0x8000_0001, 0), 0xFFFF_FFFF_8000_0001)
  expect("remuw by 0 extends", insn_remuw(0x8000_0001, 0), 0xFFFF_FFFF_8000_0001)
  expect("divw overflows", insn_divw(0x8000_0000, 0xFFFF_FFFF), minimum32)
  expect("remw of the overflow", insn_remw(0x8000_0000, 0xFFFF_FFFF), 0)
  expect("divuw extends", insn_divuw(0xFFFF_FFFF, 1), ones)
  expect("remuw", insn_remuw(0xFFFF_FFFF, 10), 5)
}
