/// The board that the program is built for.
enum Board {
  /// The clock of the harts, in hertz.
  static var cpuHertz: UInt64 {
    #if QEMU
    // Its cycle counter has no fixed rate; this is about what one host does.
    return 1_000_000_000
    #else
    return SYSCTL.cpuHertz
    #endif
  }
}

#if QEMU
/// The serial line of qemu's `virt` machine, which is ready when the program starts.
typealias SerialLine = VirtUART

/// A 16550 whose transmitter never waits.
enum VirtUART: TextOutput {
  static func put(_ byte: UInt8) { MemoryByte(0x1000_0000).value = byte }
}
#else
/// The serial line to the host.
typealias SerialLine = UARTHS
#endif
