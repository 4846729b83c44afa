/// Text as a board sends it over its serial port.
package enum BoardText {
  /// The same with CR LF for each LF, as `mp_hal_stdout_tx_strn_cooked` has it: whatever stands in front.
  package static func bytes(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(0x0A) else { return text }
    return text.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
  }
}
