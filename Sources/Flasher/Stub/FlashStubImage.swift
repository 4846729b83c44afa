/// Kiln's own flash stub.
package enum FlashStubImage {
  /// The program, for 0x80000000.
  package static let bytes: [UInt8] = []
}
