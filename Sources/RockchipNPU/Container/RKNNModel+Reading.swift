import Containers
import Tensors

extension RKNNTensor {
  init(_ table: FlatTable, index: Int) throws(FlatBufferError) {
    self.index = index
    typeCode = Int(try table.integer(0, Int8.self))
    elementType = Self.elementType(code: typeCode)
    layout = Layout(code: Int(try table.integer(1, UInt8.self)))
    role = Role(code: Int(try table.integer(2, Int8.self)))
    nativeShape = try table.integers(3)
    shape = Shape(try table.indices(4))
    name = try table.string(5)
    minima = try table.floats(8)
    maxima = try table.floats(9)
    scales = try table.floats(10)
    zeroPoints = try table.integers(11)
    byteCount = Int(try table.integer(12, Int32.self))
    arenaOffset = Int(try table.integer(13, Int32.self))
    bufferIndex = Int(try table.integer(18, Int32.self))
  }
}

extension RKNNNode {
  /// What a node counts against the budget beside its table: reports hold a row of each, and several remarks.
  private static let charge = 2048

  /// Reads a node of a container of the given version.
  init(_ table: FlatTable, index: Int, version: Int, file: [UInt8]) throws(FlatBufferError) {
    self.index = index
    offset = table.offset
    try table.charge(Self.charge)
    operation = try table.string(1)
    // Remarks repeat it.
    try table.charge(2 * operation.utf8.count)
    name = try table.string(2)
    // One byte; the compiler leaves the three behind it as they were.
    isOnNPU = try table.integer(3, UInt8.self) == 2
    inputs = try table.indices(4)
    outputs = try table.indices(5)
    // Fused nodes have none or a single byte; outputs of the graph 16 bytes of another kind.
    if let range = try table.byteRange(9), range.count >= 5, !Self.ends.contains(operation) {
      attributes = try Self.attributes(file[range], table, index: index)
    } else {
      attributes = nil
    }
    if version == 2 {
      (taskCounts, tableTaskCounts) = ([], [])
      commandTensors = try Self.commandTensors(table)
    } else {
      taskCounts = try table.indices(10)
      tableTaskCounts = try table.indices(11)
      commandTensors = []
    }
  }

  /// Reads attributes; texts are counted by the bytes, elements one by one, since many nodes may share them.
  private static func attributes(
    _ bytes: ArraySlice<UInt8>, _ table: FlatTable, index: Int
  ) throws(FlatBufferError) -> RKNNAttributes {
    try table.charge(4 * bytes.count)
    let elementSize = BSONDocument.elementByteCount
    let document: BSONDocument
    do throws(BSONError) {
      document = try BSONDocument(bytes, elementLimit: table.affordableCount(of: elementSize))
    } catch {
      throw FlatBufferError(
        .invalid(field: "attributes of node \(index)", found: error.reason, expected: "a BSON document"),
        offset: error.offset)
    }
    try table.charge(document.elementCount * elementSize)
    return RKNNAttributes(document: document)
  }

  /// The tasks of version 2 that run on a single core, by the tensors of their commands.
  private static func commandTensors(_ table: FlatTable) throws(FlatBufferError) -> [Int] {
    var tensors: [Int] = []
    for task in try table.tables(6) {
      // Which cores take part in the program that the task belongs to: bit 0 alone, 2 or 3 bits.
      let cores = try task.integer(7, Int32.self)
      if cores == 1 { tensors.append(Int(try task.integer(0, Int32.self))) }
    }
    return tensors
  }
}

extension RKNNModel {
  /// Checks that every index leads somewhere.
  func checkReferences() throws(RKNNError) {
    for tensor in tensors {
      guard tensor.shape.extents.count <= RKNNTensor.axisLimit else {
        throw RKNNError(
          .invalid(
            field: "number of axes", found: "\(tensor.shape.extents.count)",
            expected: "at most \(RKNNTensor.axisLimit)"),
          offset: container.payload.lowerBound, subject: "tensor \(tensor.index)")
      }
      guard buffers.indices.contains(tensor.bufferIndex) || tensor.bufferIndex == 0 && buffers.isEmpty else {
        throw RKNNError(
          .invalid(
            field: "buffer", found: "\(tensor.bufferIndex)",
            expected: "below \(buffers.count), the number of buffers"),
          offset: container.payload.lowerBound, subject: "tensor \(tensor.index)")
      }
    }
    for node in nodes {
      try check(node.inputs + node.outputs + node.commandTensors, of: node.subject, at: node.offset)
    }
    try check(inputs + outputs, of: "graph", at: container.payload.lowerBound)
    for node in nodes where (node.taskCounts + node.tableTaskCounts).contains(where: { $0 < 0 }) {
      throw RKNNError(
        .invalid(field: "number of tasks", found: "\(node.taskCounts)", expected: "none below 0"),
        offset: node.offset, subject: node.subject)
    }
  }

  private func check(_ indices: [Int], of subject: String, at offset: Int) throws(RKNNError) {
    for index in indices where !tensors.indices.contains(index) {
      throw RKNNError(
        .invalid(
          field: "tensor", found: "\(index)", expected: "below \(tensors.count), the number of tensors"),
        offset: offset, subject: subject)
    }
  }
}
