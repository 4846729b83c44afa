func checkControlRegisters() {
  write_mscratch(0x0123_4567_89AB_CDEF)
  expect("mscratch keeps 64 bits", read_mscratch(), 0x0123_4567_89AB_CDEF)
  set_mscratch(0xF000_0000_0000_0000)
  expect("csrs", read_mscratch(), 0xF123_4567_89AB_CDEF)
  clear_mscratch(0xFFFF_FFFF)
  expect("csrc", read_mscratch(), 0xF123_4567_0000_0000)
  expect("csrrw, csrrs, csrrc and the immediate forms", run_csr_forms(), 1)
  expect("mhartid", read_mhartid(), 0)
  // A, C, D, F, I, M; reading as 0 is allowed, too.
  let extensions = read_misa()
  expect("misa", extensions == 0 || extensions & 0x112D == 0x112D)
}

func checkCounters() {
  let (cycle, retired) = (read_mcycle(), read_minstret())
  for _ in 0..<100 { memory_fence() }
  let (cycles, instructions) = (read_mcycle() &- cycle, read_minstret() &- retired)
  expect("mcycle advances", cycles > 0 && cycles < 10_000_000)
  #if QEMU
  // There, both follow the clock of the host.
  expect("minstret advances", instructions > 0)
  #else
  expect("minstret counts a loop of 100", instructions, from: 200, through: 10_000)
  #endif
}

/// Runs one instruction that must trap, and checks what the handler saw.
@inline(never) private func expectTrap(
  _ what: StaticString, _ cause: UInt64, _ instruction: @convention(c) () -> UInt64
) {
  TrapRecord.forget()
  TrapRecord.expected = 1
  let pc = instruction()
  expect(what, TrapRecord.count, 1)
  expect(what, TrapRecord.cause, cause)
  expect(what, TrapRecord.pc, pc)
}

func checkExceptions() {
  expectTrap("ecall of machine mode", 11, trap_ecall)
  expect("mstatus.MPP is machine mode", TrapRecord.status &>> 11 & 3, 3)
  expectTrap("ebreak", 3, trap_ebreak)
  expectTrap("c.ebreak", 3, trap_c_ebreak)
  expectTrap("a write to a counter that is read only", 2, trap_read_only_register)
  expectTrap("the 16-bit instruction 0", 2, trap_zero)
  expectTrap("a float instruction while mstatus.FS is off", 2, trap_float_off)
}

func checkUserMode() {
  expectTrap("ecall of user mode", 8, trap_user_ecall)
  expect("mstatus.MPP is user mode", TrapRecord.status &>> 11 & 3, 0)
}

func checkReturn() {
  let status = run_mret()
  expect("mret: MIE takes MPIE", status &>> 3 & 1, 1)
  expect("mret: MPIE is set", status &>> 7 & 1, 1)
}

func checkMisaligned() {
  let address = scratch_address()
  insn_sd(address, 0x8877_6655_4433_2211)
  TrapRecord.expected = 1
  let load = trap_misaligned_load(address)
  if TrapRecord.count == 0 {
    note("misaligned loads are performed")
    expect("a misaligned load", load.value, 0x5544_3322)
  } else {
    note("misaligned loads trap")
    expect("the cause of a misaligned load", TrapRecord.cause, 4)
    expect("its mepc", TrapRecord.pc, load.pc)
    expect("its mbadaddr", TrapRecord.address, address &+ 1)
  }
  TrapRecord.forget()
  TrapRecord.expected = 1
  let pc = trap_misaligned_store(address, 0xDDCC_BBAA)
  if TrapRecord.count == 0 {
    note("misaligned stores are performed")
    expect("a misaligned store", insn_ld(address), 0x8877_66DD_CCBB_AA11)
  } else {
    note("misaligned stores trap")
    expect("the cause of a misaligned store", TrapRecord.cause, 6)
    expect("its mepc", TrapRecord.pc, pc)
    expect("its mbadaddr", TrapRecord.address, address &+ 1)
    expect("memory as it was", insn_ld(address), 0x8877_6655_4433_2211)
  }
}
