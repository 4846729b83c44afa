import KModel
import Tensors

extension KModelV3 {
  /// The outputs; shapes are those of the last layer that writes each range, else flat.
  var outputDescriptions: [TensorDescription] {
    let writers = outputWriters
    return outputs.enumerated().map { index, output in
      let writer = writers[output.bytes]
      let elementType: ElementType = writer?.producesFloats == false ? .uint8 : .float32
      let count = Int(output.byteCount) / elementType.byteCount
      let shape = writer?.shape?.elementCount == count ? writer?.shape : nil
      return TensorDescription(
        name: "output\(index)", elementType: elementType, shape: shape ?? Shape([count]),
        byteCount: Int(output.byteCount))
    }
  }

  /// The last layer that writes each output; layers are searched once, however many outputs there are.
  private var outputWriters: [Range<Int>: (producesFloats: Bool, shape: Shape?)] {
    let ranges = Set(outputs.map { $0.bytes })
    var writers: [Range<Int>: OperationV3] = [:]
    for layer in layers {
      guard let written = try? layer.operation.mainMemoryOutput(), ranges.contains(written.bytes) else {
        continue
      }
      writers[written.bytes] = layer.operation
    }
    return writers.mapValues { ($0.producesFloats, LayerFacts($0).output) }
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

extension KModelV3.Output {
  /// The output's place in main memory.
  var bytes: Range<Int> { Int(address)..<(Int(address) + Int(byteCount)) }
}

/// A set of KPU RAM rows; adding a range costs the same however long it is.
struct RowSet {
  /// For each row, how many ranges start at it less those that end before it.
  private var changes = [Int](repeating: 0, count: FeatureMapLayout.rowsOfRAM + 1)

  /// Adds every row of a map; a map that leaves KPU RAM (nil) adds none.
  mutating func insert(_ map: FeatureMap?) {
    guard let map else { return }
    insert(bytes: map.range)
  }

  /// Adds every row that a range inside KPU RAM touches; other ranges add none.
  mutating func insert(bytes: Range<Int>) {
    let rowByteCount = FeatureMapLayout.rowByteCount
    guard !bytes.isEmpty, bytes.upperBound <= KPUDatapath.ramByteCount else { return }
    changes[bytes.lowerBound / rowByteCount] += 1
    changes[(bytes.upperBound - 1) / rowByteCount + 1] -= 1
  }

  /// Number of rows.
  var count: Int {
    var (count, depth) = (0, 0)
    for change in changes {
      depth += change
      if depth > 0 { count += 1 }
    }
    return count
  }
}
