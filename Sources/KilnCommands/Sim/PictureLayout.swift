import Simulation
import Tensors

/// How an input holds a picture: one or three channels, before rows and columns or behind them.
struct PictureLayout: Equatable {
  let channels: Int
  let height: Int
  let width: Int
  /// Whether channels lie innermost (NHWC).
  let isInterleaved: Bool

  /// The layout of a shape of three or four axes, one picture; nil for other shapes.
  ///
  /// Where both orders would do, channels come first, as compiled models have them.
  init?(_ shape: Shape) {
    let extents = shape.extents
    guard extents.count >= 3, extents.dropLast(3).allSatisfy({ $0 == 1 }), extents.allSatisfy({ $0 > 0 })
    else {
      return nil
    }
    let map = Array(extents.suffix(3))
    if [1, 3].contains(map[0]) {
      (channels, height, width, isInterleaved) = (map[0], map[1], map[2], false)
    } else if [1, 3].contains(map[2]) {
      (channels, height, width, isInterleaved) = (map[2], map[0], map[1], true)
    } else {
      return nil
    }
  }

  /// The shape of its planes.
  var planarShape: Shape { Shape([1, channels, height, width]) }

  /// Planes in the input's order.
  func ordered(_ planes: [UInt8]) -> [UInt8] {
    guard isInterleaved, channels > 1 else { return planes }
    let size = height * width
    return planes.indices.map { planes[$0 % channels * size + $0 / channels] }
  }
}

extension InputEncoding {
  /// The same with channels innermost, if they are or `also` says so.
  func interleaved(_ also: Bool) -> InputEncoding {
    InputEncoding(
      means: means, deviations: deviations, quantization: quantization, elementType: elementType,
      isInterleaved: isInterleaved || also)
  }
}

extension NumberListArgument {
  /// One number for each of up to four planes.
  var planes: [Float] { numbers.count == 1 ? [Float](repeating: numbers[0], count: 4) : numbers }
}
