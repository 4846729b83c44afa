import Glibc
import KModel

extension KPUParameters {
  /// Whether all three blocks hold the same bytes; `==` of slices takes as long as a large 1x1 layer itself.
  func hasContents(of other: KPUParameters) -> Bool {
    weights.hasBytes(of: other.weights) && batchNorm.hasBytes(of: other.batchNorm)
      && activation.hasBytes(of: other.activation)
  }
}

extension ArraySlice<UInt8> {
  /// **Invariant**: both buffers have `count` bytes, and live as long as the closures that lend them.
  fileprivate func hasBytes(of other: ArraySlice<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe other.withUnsafeBytes { others in
        guard let first = bytes.baseAddress, let second = others.baseAddress else { return true }
        return unsafe memcmp(first, second, bytes.count) == 0
      }
    }
  }
}
