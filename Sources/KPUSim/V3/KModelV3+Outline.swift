import KModel
import Tensors

extension KModelV3 {
  /// The outputs; shapes are those of the last layer that gives each range its shape, else flat.
  var outputDescriptions: [TensorDescription] {
    outputs.enumerated().map { index, output in
      let byteCount = Int(output.byteCount)
      let bytes = Int(output.address)..<(Int(output.address) + byteCount)
      let writer = writer(of: bytes, before: layers.count).map { layers[$0].operation }
      let elementType: ElementType = writer?.producesFloats == false ? .uint8 : .float32
      let count = byteCount / elementType.byteCount
      let shape = shape(of: bytes)
      return TensorDescription(
        name: "output\(index)", elementType: elementType,
        shape: shape?.elementCount == count ? shape ?? Shape([count]) : Shape([count]), byteCount: byteCount)
    }
  }

  /// Index of the last layer before `end` whose result takes exactly these bytes of main memory.
  private func writer(of bytes: Range<Int>, before end: Int) -> Int? {
    layers[..<end].lastIndex { layer in
      guard let written = try? layer.operation.mainMemoryOutput() else { return false }
      return written.bytes == bytes
    }
  }

  /// The shape of what lies in main memory at the end: that of its writer, looked for behind layers that keep it.
  private func shape(of bytes: Range<Int>) -> Shape? {
    var bytes = bytes
    var end = layers.count
    var shape: Shape?
    // Each step leads to an earlier layer.
    while let index = writer(of: bytes, before: end) {
      shape = LayerFacts(layers[index].operation).output
      guard let source = layers[index].operation.sourceOfShape else { return shape }
      (bytes, end) = (source, index)
    }
    return shape
  }

  /// Rows of KPU RAM that any layer reads or writes.
  var touchedKPURows: Int {
    var rows = RowSet()
    for layer in layers {
      switch layer.operation {
      case .k210Conv(let convolution):
        rows.insert(try? convolution.argument.inputMap())
        rows.insert(try? convolution.argument.outputMap())
      case .k210AddPadding(let padding): rows.insert(try? padding.map())
      case .k210Upload(let upload): rows.insert(try? upload.map())
      default: break
      }
    }
    return rows.count
  }
}

extension OperationV3 {
  /// The bytes that the layer maps one by one without storing their shape; nil for layers with a shape of their own.
  fileprivate var sourceOfShape: Range<Int>? {
    switch self {
    case .quantize(let layer): Int(layer.input)..<(Int(layer.input) + 4 * Int(layer.count))
    case .dequantize(let layer): Int(layer.input)..<(Int(layer.input) + Int(layer.count))
    case .requantize(let layer): Int(layer.input)..<(Int(layer.input) + Int(layer.count))
    case .logistic(let layer): Int(layer.input)..<(Int(layer.input) + 4 * Int(layer.count))
    default: nil
    }
  }
}

/// A set of KPU RAM rows.
struct RowSet {
  private var isMember = [Bool](repeating: false, count: FeatureMapLayout.rowsOfRAM)

  /// Adds every row of a map; a map that leaves KPU RAM (nil) adds none.
  mutating func insert(_ map: FeatureMap?) {
    guard let map else { return }
    insert(bytes: map.range)
  }

  /// Adds every row that a range inside KPU RAM touches; other ranges add none.
  mutating func insert(bytes: Range<Int>) {
    let rowByteCount = FeatureMapLayout.rowByteCount
    guard !bytes.isEmpty, bytes.upperBound <= KPUDatapath.ramByteCount else { return }
    for row in (bytes.lowerBound / rowByteCount)...((bytes.upperBound - 1) / rowByteCount) {
      isMember[row] = true
    }
  }

  /// Number of rows.
  var count: Int { isMember.reduce(0) { $0 + ($1 ? 1 : 0) } }
}
