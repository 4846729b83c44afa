import KModel
import Simulation
import Tensors

extension KModelV4 {
  /// The outputs; shapes are those of the last node that writes each range, else flat.
  var outputDescriptions: [TensorDescription] {
    let facts = layerFacts
    var writers: [MemoryRange: Int] = [:]
    for (index, node) in nodes.enumerated() { writers[node.operation.result] = index }
    return outputs.enumerated().map { index, range in
      let shape = writers[range].flatMap { facts[$0].output }
      let count = Int(range.byteCount) / range.dataType.byteCount
      return TensorDescription(
        name: "output\(index)", elementType: range.dataType.elementType,
        shape: shape?.elementCount == count ? shape ?? Shape([count]) : Shape([count]),
        byteCount: Int(range.byteCount))
    }
  }

  /// Rows of KPU RAM that an input or any node reads or writes.
  var touchedKPURows: Int {
    var rows = RowSet()
    for range in inputs.map({ $0.range }) + nodes.flatMap({ $0.operation.ranges })
    where range.memory == .kpu {
      rows.insert(bytes: Operand<UInt8>(range).bytes)
    }
    for node in nodes {
      guard case .kpuConv2D(let convolution) = node.operation else { continue }
      rows.insert(bytes: convolution.allBatches(of: try? convolution.argument.inputMap()))
      rows.insert(bytes: convolution.allBatches(of: try? convolution.argument.outputMap()))
    }
    return rows.count
  }
}

extension KModelV4.Input {
  /// What users see of the input.
  func description(index: Int) -> TensorDescription {
    let elementType = range.dataType.elementType
    let count = shape.shape.elementCount ?? 0
    // In KPU RAM the range has the size of the padded layout, in main memory that of the dense tensor.
    let byteCount =
      range.memory == .kpu
      ? count.multipliedReportingOverflow(by: elementType.byteCount).partialValue : Int(range.byteCount)
    return TensorDescription(
      name: "input\(index)", elementType: elementType, shape: shape.shape, byteCount: byteCount)
  }
}

extension DataTypeV4 {
  /// The type as reports name it.
  var elementType: ElementType { self == .float32 ? .float32 : .uint8 }
}

extension OperationV4.KPUConv2D {
  /// The bytes of as many maps as the node has batches, one behind the other; empty for no map.
  func allBatches(of map: FeatureMap?) -> Range<Int> {
    guard let map, batches > 0 else { return 0..<0 }
    return map.range.lowerBound..<(map.range.lowerBound + map.layout.byteCount * Int(batches))
  }

  /// The words for one batch: its maps lie behind those of the batches before.
  ///
  /// - Throws: a fault when a map's row does not fit KPU RAM.
  func argument(ofBatch batch: Int) throws(Fault) -> KPULayerArgument {
    let input = try argument.inputMap()
    let output = try argument.outputMap()
    let inputRow = argument.imageSourceRow + batch * input.layout.rowCount
    let outputRow = argument.imageDestinationRow + batch * output.layout.rowCount
    for row in [inputRow, outputRow] where row >= FeatureMapLayout.rowsOfRAM {
      throw .outOfBounds(
        memory: "KPU RAM", start: row * FeatureMapLayout.rowByteCount,
        byteCount: FeatureMapLayout.rowByteCount, size: KPUDatapath.ramByteCount)
    }
    var words = argument
    words.imageSourceRow = inputRow
    words.imageDestinationRow = outputRow
    return words
  }
}
