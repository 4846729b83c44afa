/// Runs one atomic instruction on a word of memory; gives what it returned and what it left.
private func apply(
  _ instruction: @convention(c) (UInt64, UInt64) -> UInt64, to memory: UInt64, _ operand: UInt64
) -> (old: UInt64, new: UInt64) {
  let address = scratch_address()
  insn_sd(address, memory)
  let old = instruction(address, operand)
  return (old, insn_ld(address))
}

/// Checks one atomic instruction: what it returns and what it leaves.
@inline(never) private func expect(
  _ what: StaticString, _ instruction: @convention(c) (UInt64, UInt64) -> UInt64, _ memory: UInt64,
  _ operand: UInt64, old: UInt64, new: UInt64
) {
  let found = apply(instruction, to: memory, operand)
  expect(what, found.old, old)
  expect(what, found.new, new)
}

/// Half a double word that instructions on words must leave alone.
private let neighbour: UInt64 = 0x5555_5555_0000_0000

func checkAtomicWords() {
  let (extended, memory) = (0xFFFF_FFFF_8000_0001 as UInt64, neighbour | 0x8000_0001)
  expect("amoswap.w", insn_amoswap_w, memory, 7, old: extended, new: neighbour | 7)
  expect("amoadd.w", insn_amoadd_w, memory, 0x8000_0000, old: extended, new: neighbour | 1)
  expect("amoxor.w", insn_amoxor_w, memory, 0xFFFF_FFFF, old: extended, new: neighbour | 0x7FFF_FFFE)
  expect("amoand.w", insn_amoand_w, memory, 0x8000_0000, old: extended, new: neighbour | 0x8000_0000)
  expect("amoor.w", insn_amoor_w, memory, 6, old: extended, new: neighbour | 0x8000_0007)
  expect("amomin.w", insn_amomin_w, memory, 1, old: extended, new: memory)
  expect("amomax.w", insn_amomax_w, memory, 1, old: extended, new: neighbour | 1)
  expect("amominu.w", insn_amominu_w, memory, 1, old: extended, new: neighbour | 1)
  expect("amomaxu.w", insn_amomaxu_w, memory, 1, old: extended, new: memory)
  expect("amomin.w takes 32 bits", insn_amomin_w, 5, 0xFFFF_FFFF_0000_0001, old: 5, new: 1)
}

func checkAtomicDoubleWords() {
  let memory: UInt64 = 0x8000_0000_0000_0001
  expect("amoswap.d", insn_amoswap_d, memory, 7, old: memory, new: 7)
  expect("amoadd.d", insn_amoadd_d, memory, 1 << 63, old: memory, new: 1)
  expect("amoxor.d", insn_amoxor_d, memory, .max, old: memory, new: 0x7FFF_FFFF_FFFF_FFFE)
  expect("amoand.d", insn_amoand_d, memory, 1 << 63, old: memory, new: 1 << 63)
  expect("amoor.d", insn_amoor_d, memory, 6, old: memory, new: memory | 7)
  expect("amomin.d", insn_amomin_d, memory, 1, old: memory, new: memory)
  expect("amomax.d", insn_amomax_d, memory, 1, old: memory, new: 1)
  expect("amominu.d", insn_amominu_d, memory, 1, old: memory, new: 1)
  expect("amomaxu.d", insn_amomaxu_d, memory, 1, old: memory, new: memory)
}

func checkReservations() {
  expect(
    "lr.w, sc.w", insn_lr_sc_w, neighbour | 0x8000_0001, 3, old: 0xFFFF_FFFF_8000_0001, new: neighbour | 3)
  expect("lr.d, sc.d", insn_lr_sc_d, 1 << 63, 3, old: 1 << 63, new: 3)
  expect("sc.w without a reservation", insn_sc_alone_w, 5, 3, old: 1, new: 5)
  expect("sc.d without a reservation", insn_sc_alone_d, 5, 3, old: 1, new: 5)
}

/// Has both harts run the same loop on one counter, and compares the sum.
private func hammer(_ what: StaticString, _ loop: @escaping @convention(c) () -> Void) {
  _ = insn_hammer_exchange(0)
  hart1_start(loop)
  loop()
  let done = Delay.until(microseconds: 2_000_000) { hart1_is_busy() == 0 }
  expect("hart 1 comes to its end", done)
  expect(what, insn_hammer_exchange(0), 40_000)
}

func checkSharedCounter() {
  hammer("amoadd.d of both harts", insn_hammer_amoadd)
  hammer("lr.d and sc.d of both harts", insn_hammer_lr_sc)
  hammer("a lock of amoswap.w.aq and .rl", insn_hammer_lock)
}
