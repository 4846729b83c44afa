import K210Boards

/// What a model takes of the system heap.
struct ModelRoom {
  /// What each block is and its bytes, in the order in which the loader asks for them.
  let parts: [(name: String, byteCount: Int)]

  /// Bytes in all.
  var byteCount: Int { parts.reduce(0) { $0 + $1.byteCount } }

  /// What `kpu.load` takes: the whole file, the main buffer, what the loader has for itself.
  init(loading outline: ModelOutline, fileByteCount: Int) {
    parts = [
      ("file", fileByteCount), ("main buffer", outline.mainByteCount),
      ("loader", ModelLoader.overhead(layers: outline.layers.count)),
    ]
  }

  /// What `kpu.load_flash` takes: weights of the layer that runs alone or, with two buffers, of the next too.
  init(streaming outline: ModelOutline, buffers: Int) {
    parts = [
      ("header", outline.headerByteCount),
      ("largest layer", outline.largestBodyByteCount * buffers),
      ("main buffer", outline.mainByteCount),
    ]
  }

  /// The blocks; nil if one of them cannot be had.
  func allocate(from heap: SystemHeap) -> [SystemHeap.Block]? {
    var blocks: [SystemHeap.Block] = []
    for part in parts {
      guard let block = heap.allocate(part.byteCount) else { return nil }
      blocks.append(block)
    }
    return blocks
  }
}

extension MaixBoard {
  /// One line on a model that found no room: what it needs, what is free, what would help.
  func shortage(_ outline: ModelOutline, _ room: ModelRoom, isStreamed: Bool) -> LoadingFailure {
    let parts = room.parts.map { "\($0.name) \($0.byteCount)" }.joined(separator: ", ")
    let used = systemHeap.usedByteCount
    let free = systemHeap.capacity - used
    var line = "it needs \(room.byteCount) bytes of the system heap (\(parts))"
    line += "; \(free) of \(systemHeap.capacity) are free, \(systemHeap.largestByteCount) in one piece"
    let help = remedies(outline, missing: room.byteCount - free, isStreamed: isStreamed)
    line += help.isEmpty ? "; nothing known would help" : "; would help: " + help.joined(separator: "; ")
    return LoadingFailure(.memory, line, isAllocation: true)
  }

  /// What makes room for `missing` bytes, in rising effort; blocks' headers are not counted.
  private func remedies(_ outline: ModelOutline, missing: Int, isStreamed: Bool) -> [String] {
    var help: [String] = []
    if kpu.count > 0 {
      help.append("kpu.deinit() of the \(kpu.count) loaded before (\(kpu.byteCount) bytes)")
    }
    let heap = configuration.gcHeapByteCount
    if let size = GCHeap.smallerBytes.value.first(where: { $0 < heap && heap - $0 >= missing }) {
      help.append("utils.gc_heap_size(\(size)), which frees \(heap - size)")
    }
    let others = systemHeap.usedByteCount - kpu.byteCount
    if others >= missing, others > 0 {
      help.append("one camera buffer, smaller frames or no display, which have \(others)")
    }
    let firmware = configuration.firmware
    let flavours = FirmwareFlavour.all.filter {
      !$0.isBoardSpecific && $0.kmodelVersions.value.contains(outline.version)
        && firmware.staticBytes.value - $0.staticBytes.value >= missing
    }
    if !firmware.isBoardSpecific, !flavours.isEmpty {
      help.append("firmware " + flavours.map(\.id).joined(separator: " or "))
    }
    let streamed = ModelRoom(streaming: outline, buffers: 1).byteCount
    if !isStreamed, outline.version == 3, streamed <= systemHeap.largestByteCount {
      help.append("kpu.load_flash, which takes \(streamed)")
    }
    return help
  }
}
