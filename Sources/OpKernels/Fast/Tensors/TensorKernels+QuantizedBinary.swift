extension TensorKernels {
  /// Element-wise function of two u8 tensors of different scales; see `Reference.quantizedBinary`.
  ///
  /// Operands have 256 values each, so that their rescaling becomes a table, and so does the whole function
  /// while one of them stays the same. Sums are rescaled by the kernel of quantised convolutions.
  public func quantizedBinary(
    _ function: Reference.BinaryFunction, a: Span<UInt8>, aShape: InlineArray<4, Int>, aScale: Rescaling,
    b: Span<UInt8>, bShape: InlineArray<4, Int>, bScale: Rescaling, outputShape: InlineArray<4, Int>,
    outputScale: Rescaling, output: inout MutableSpan<UInt8>
  ) {
    guard let set, output.count >= Self.leastForTables else {
      return Reference.quantizedBinary(
        function, a: a, aShape: aShape, aScale: aScale, b: b, bShape: bShape, bScale: bScale,
        outputShape: outputShape, outputScale: outputScale, output: &output)
    }
    precondition(a.count == Reference.elementCount(aShape) && b.count == Reference.elementCount(bShape))
    precondition(output.count == Reference.elementCount(outputShape) && a.count > 0 && b.count > 0)
    guard let rows = BroadcastRows(a: aShape, b: bShape, output: outputShape) else {
      return quantizedBinary(
        function, a: Broadcast.expanded(a, aShape, to: outputShape, zero: 0).span, aShape: outputShape,
        aScale: aScale, b: Broadcast.expanded(b, bShape, to: outputShape, zero: 0).span,
        bShape: outputShape, bScale: bScale, outputShape: outputShape, outputScale: outputScale,
        output: &output)
    }
    let tables = OperandTables(a: aScale, b: bScale)
    let rescaler = ByteRescaler(outputScale, set: set)
    switch function {
    case .addition: Self.map(rows, a, b, tables, rescaler, &output) { $0 &+ $1 }
    case .subtraction: Self.map(rows, a, b, tables, rescaler, &output) { $0 &- $1 }
    case .multiplication: Self.map(rows, a, b, tables, rescaler, &output) { $0 &* $1 }
    case .division:
      Self.map(rows, a, b, tables, rescaler, &output) { Reference.apply(.division, $0, $1) }
    case .minimum: Self.map(rows, a, b, tables, rescaler, &output) { min($0, $1) }
    case .maximum: Self.map(rows, a, b, tables, rescaler, &output) { max($0, $1) }
    }
  }

  /// Elements below which tables cost more than they save.
  private static let leastForTables = 1024

  /// The rescaled value of each byte.
  private struct OperandTables {
    let a: [Int32]
    let b: [Int32]

    init(a: Rescaling, b: Rescaling) {
      self.a = (0...255).map { a.operand($0) }
      self.b = (0...255).map { b.operand($0) }
    }
  }

  @inline(__always)
  private static func map(
    _ rows: BroadcastRows, _ a: Span<UInt8>, _ b: Span<UInt8>, _ tables: OperandTables,
    _ rescaler: ByteRescaler, _ output: inout MutableSpan<UInt8>, _ function: (Int32, Int32) -> Int32
  ) {
    let (aTable, bTable) = (tables.a.span, tables.b.span)
    for row in 0..<rows.count {
      let left = a.extracting(rows.aRange(row))
      let right = b.extracting(rows.bRange(row))
      var results = output._mutatingExtracting(rows.outputRange(row))
      switch (rows.aIsVector, rows.bIsVector) {
      case (true, true):
        add(left, right, aTable, bTable, rescaler, &results, function)
      case (true, false):
        let value = bTable[Int(right[0])]
        look(up: left, &results) { rescaler.scale.result(function(aTable[$0], value)) }
      case (false, true):
        let value = aTable[Int(left[0])]
        look(up: right, &results) { rescaler.scale.result(function(value, bTable[$0])) }
      case (false, false):
        results.update(
          repeating: rescaler.scale.result(function(aTable[Int(left[0])], bTable[Int(right[0])])))
      }
    }
  }

  @inline(__always)
  private static func add(
    _ left: Span<UInt8>, _ right: Span<UInt8>, _ aTable: Span<Int32>, _ bTable: Span<Int32>,
    _ rescaler: ByteRescaler, _ results: inout MutableSpan<UInt8>, _ function: (Int32, Int32) -> Int32
  ) {
    precondition(aTable.count == 256 && bTable.count == 256)
    var sums = [Int32](repeating: 0, count: min(512, results.count))
    var start = 0
    while start < results.count {
      let count = min(512, results.count - start)
      let a = left.extracting(start..<(start + count))
      let b = right.extracting(start..<(start + count))
      var buffer = sums.mutableSpan
      for index in 0..<min(count, buffer.count) {
        buffer[index] = function(aTable[Int(a[index])], bTable[Int(b[index])])
      }
      var part = results._mutatingExtracting(start..<(start + count))
      rescaler.apply(to: sums.span.extracting(first: count), output: &part)
      start += count
    }
  }

  /// A function of one byte: by a table when there are more elements than bytes.
  @inline(__always)
  private static func look(
    up bytes: Span<UInt8>, _ results: inout MutableSpan<UInt8>, _ function: (Int) -> UInt8
  ) {
    if bytes.count < 512 {
      for index in 0..<min(bytes.count, results.count) { results[index] = function(Int(bytes[index])) }
      return
    }
    let values = (0..<256).map { function($0) }
    let table = values.span
    precondition(table.count == 256)
    for index in 0..<min(bytes.count, results.count) { results[index] = table[Int(bytes[index])] }
  }
}
