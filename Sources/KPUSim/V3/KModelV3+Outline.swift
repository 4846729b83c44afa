import KModel
import Tensors

extension KModelV3 {
  /// The outputs; shapes are those of the last layer that writes each range, else flat.
  var outputDescriptions: [TensorDescription] {
    let facts = layerFacts
    var writers: [Range<Int>: Int] = [:]
    for (index, layer) in layers.enumerated() {
      // A KPU layer leaves something in main memory only if its flag says so.
      if case .k210Conv = layer.operation, layer.flags & 1 == 0 { continue }
      guard let written = try? layer.operation.mainMemoryOutput() else { continue }
      writers[written.bytes] = index
    }
    return outputs.enumerated().map { index, output in
      let byteCount = Int(output.byteCount)
      let writer = writers[Int(output.address)..<(Int(output.address) + byteCount)]
      let elementType: ElementType =
        writer.map { layers[$0].operation.producesFloats } == false ? .uint8 : .float32
      let count = byteCount / elementType.byteCount
      let shape = writer.flatMap { facts[$0].output }
      return TensorDescription(
        name: "output\(index)", elementType: elementType,
        shape: shape?.elementCount == count ? shape ?? Shape([count]) : Shape([count]), byteCount: byteCount)
    }
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

/// A set of KPU RAM rows; adding a range costs the same however long it is.
struct RowSet {
  private var runs: [Range<Int>] = []

  /// Adds every row of a map; a map that leaves KPU RAM (nil) adds none.
  mutating func insert(_ map: FeatureMap?) {
    guard let map else { return }
    insert(bytes: map.range)
  }

  /// Adds every row that a range inside KPU RAM touches; other ranges add none.
  mutating func insert(bytes: Range<Int>) {
    let rowByteCount = FeatureMapLayout.rowByteCount
    guard !bytes.isEmpty, bytes.upperBound <= KPUDatapath.ramByteCount else { return }
    runs.append((bytes.lowerBound / rowByteCount)..<((bytes.upperBound - 1) / rowByteCount + 1))
  }

  /// Number of rows.
  var count: Int {
    var (count, end) = (0, 0)
    for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) where run.upperBound > end {
      count += run.upperBound - max(run.lowerBound, end)
      end = run.upperBound
    }
    return count
  }
}
