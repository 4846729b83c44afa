import OpKernels
import Tensors

/// How a value lies in memory while a graph runs.
enum ValueForm: Equatable, Sendable {
  /// Codes of one batch of a map, pixel by pixel, as the fast kernels read them.
  case map(InterleavedMap)
  /// Codes in logical order.
  case codes(Int)
  /// Single precision in logical order.
  case floats(Int)

  /// The form of a value; nil for types and sizes that do not run.
  init?(_ value: Graph.Value) {
    guard let count = value.shape.elementCount, count > 0, count <= 1 << 30 else { return nil }
    let extents = value.shape.extents
    switch value.elementType {
    case .int8 where value.quantization != nil:
      if extents.count == 4, extents[0] == 1 {
        self = .map(InterleavedMap(channels: extents[1], height: extents[2], width: extents[3]))
      } else {
        self = .codes(count)
      }
    case .float16, .float32: self = .floats(count)
    // Computed in single precision, on the grid of their codes.
    case .int16 where value.quantization != nil: self = .floats(count)
    default: return nil
    }
  }

  /// Bytes that it takes.
  var byteCount: Int {
    switch self {
    case .map(let map): map.byteCount
    case .codes(let count): count
    case .floats(let count): 4 * count
    }
  }

  /// Elements without padding.
  var elementCount: Int {
    switch self {
    case .map(let map): map.channels * map.pixelCount
    case .codes(let count), .floats(let count): count
    }
  }

  /// Numbers that its memory holds, those that pad included.
  var storedCount: Int {
    if case .map(let map) = self { return map.byteCount }
    return elementCount
  }

  /// Whether it holds floats.
  var isFloat: Bool {
    if case .floats = self { return true }
    return false
  }
}
