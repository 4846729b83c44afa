import Bytes

/// The tasks of a model's program for one core, and which of them run each node.
///
/// **Source**: the kernel driver's `struct rknpu_task` (40 bytes) and files of toolkits 1.3 to 2.3.2.
struct RKNNPrograms {
  /// Offsets in the file of the commands of each node's tasks, those that load tables first.
  let commandsOfNodes: [[Range<Int>]]

  private let file: [UInt8]
  private let version: Int

  /// Bytes of one record.
  static let recordByteCount = 40

  /// Reads the records; commands are read when asked for.
  ///
  /// - Throws: `RKNNError` when a record leads outside its buffer.
  init(_ model: RKNNModel) throws(RKNNError) {
    file = model.file
    version = model.container.version
    if version == 2 {
      commandsOfNodes = model.nodes.map { node in
        node.commandTensors.map { model.contents(of: model.tensors[$0]).indices }
      }
      return
    }
    guard let records = model.tensors.first(where: { $0.role == .tasks }),
      let commands = model.tensors.first(where: { $0.role == .registerCommands })
    else {
      commandsOfNodes = model.nodes.map { _ in [] }
      return
    }
    let tasks = try Self.tasks(model.contents(of: records), commands: model.contents(of: commands))
    commandsOfNodes = Self.assign(tasks, model)
  }

  /// The commands of every record.
  private static func tasks(
    _ records: ArraySlice<UInt8>, commands: ArraySlice<UInt8>
  ) throws(RKNNError) -> [Range<Int>] {
    var tasks: [Range<Int>] = []
    for start in stride(
      from: records.startIndex, to: records.endIndex - recordByteCount + 1, by: recordByteCount)
    {
      let count = Int(word(records, at: start + 24, byteCount: 4)) * 8
      let first = Int(clamping: word(records, at: start + 32, byteCount: 8))
      guard first <= commands.count, count <= commands.count - first else {
        throw RKNNError(
          .invalid(
            field: "register commands", found: "\(count) bytes from \(first) on",
            expected: "within \(commands.count) bytes"),
          offset: start, subject: "task \(tasks.count)")
      }
      let begin = commands.startIndex + first
      tasks.append(begin..<(begin + count))
    }
    return tasks
  }

  /// Shares the tasks of the first program out to the nodes.
  ///
  /// On RK3588 and RK3576 a node's count leaves out the tasks that load its table, on the others it contains them.
  private static func assign<Task>(_ tasks: [Task], _ model: RKNNModel) -> [[Task]] {
    let isInclusive = NPUGeneration(name: model.generation)?.countsTableTasks ?? false
    var next = 0
    return model.nodes.map { node in
      let (own, tables) = (node.taskCounts.first ?? 0, node.tableTaskCounts.first ?? 0)
      let count = isInclusive ? own : own &+ tables
      // Tasks of rows or channels after the first repeat its attributes.
      let end = count >= 0 && count <= tasks.count - next ? next + count : next
      defer { next = end }
      return Array(tasks[next..<end])
    }
  }

  /// The blocks that each node's last task of the first program enables, in their makers' words.
  ///
  /// The mask's bits are those of the task records: 0 CNA, 2 CORE, 3 DPU, 4 DPU_RDMA, 5 PPU, 6 PPU_RDMA. Nil for nodes
  /// without tasks and for files whose records cannot be read.
  static func enabledBlocks(_ model: RKNNModel) -> [String?] {
    guard model.container.version != 2, let records = model.tensors.first(where: { $0.role == .tasks }) else {
      return model.nodes.map { _ in nil }
    }
    let bytes = model.contents(of: records)
    let masks = stride(from: bytes.startIndex, to: bytes.endIndex - recordByteCount + 1, by: recordByteCount)
      .map {
        Int(word(bytes, at: $0 + 8, byteCount: 4))
      }
    return assign(masks, model).map { masks in
      guard let mask = masks.last else { return nil }
      let names = [(1, "CNA"), (8, "DPU"), (0x20, "PPU")].filter { mask & $0.0 != 0 }.map(\.1)
      return names.isEmpty ? nil : names.joined(separator: "+")
    }
  }

  /// The commands of a task, in order.
  func commands(_ range: Range<Int>) -> some Sequence<RegisterCommand> {
    stride(from: range.lowerBound, to: range.upperBound - 7, by: 8).lazy.map { start in
      RegisterCommand(word: Self.word(file[...], at: start, byteCount: 8), version: version)
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>, at start: Int, byteCount: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in (start..<(start + byteCount)).reversed() { word = word << 8 | UInt64(bytes[index]) }
    return word
  }
}
