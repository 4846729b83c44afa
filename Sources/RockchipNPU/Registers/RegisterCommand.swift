/// One register command: which register gets which value.
struct RegisterCommand: Equatable {
  /// Offset of the register in the NPU's address space.
  let register: UInt16
  /// What is written.
  let value: UInt32

  /// Takes a 64-bit word apart.
  ///
  /// Container version 6: `block << 48 | value << 16 | register`; version 2: `value << 32 | register << 16`. The block
  /// is left out, since no two have a register in common. **Source**: files of toolkits 1.3 to 2.3.2.
  init(word: UInt64, version: Int) {
    register = UInt16(truncatingIfNeeded: version == 2 ? word >> 16 : word)
    value = UInt32(truncatingIfNeeded: version == 2 ? word >> 32 : word >> 16)
  }
}
