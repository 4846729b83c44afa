/// What watchpoints wait for, seen before it is done: GDB takes watchpoints of RISC-V for such that stop before the
/// access, steps over the instruction with watchpoints away, and looks at the value then. So do debuggers of silicon.
extension Hart {
  /// The stop before a load or store, if a watchpoint waits for it.
  func watchStop(_ operation: Operation, _ address: UInt32) -> HartStop? {
    let (kind, size) = Self.access(operation)
    let place = memory.offset(of: address, size: size) ?? Watch.place(ofBus: address)
    return watchStop(kind, place, size)
  }

  /// The stop before an atomic at an offset in RAM, if a watchpoint waits for it.
  func watchStop(atomic operation: Operation, _ offset: Int, _ size: Int) -> HartStop? {
    switch operation {
    case .lrW, .lrD: watchStop(.read, offset, size)
    case .scW, .scD: reservation == offset ? watchStop(.write, offset, size) : nil
    default: watchStop(.access, offset, size)
    }
  }

  private func watchStop(_ kind: Watchpoint.Kind, _ place: Int, _ size: Int) -> HartStop? {
    guard !passesWatch else { return nil }
    let hit = watches.first { watch in
      kind.meets(watch.watchpoint.kind) && watch.places.overlaps(place..<place + size)
    }
    guard let hit else { return nil }
    let distance = max(place, hit.places.lowerBound) - hit.places.lowerBound
    return .watchpoint(hit.watchpoint.kind, UInt64(hit.watchpoint.address) + UInt64(distance))
  }

  private static func access(_ operation: Operation) -> (kind: Watchpoint.Kind, size: Int) {
    switch operation {
    case .lb, .lbu: (.read, 1)
    case .lh, .lhu: (.read, 2)
    case .lw, .lwu, .flw: (.read, 4)
    case .sb: (.write, 1)
    case .sh: (.write, 2)
    case .sw, .fsw: (.write, 4)
    case .sd, .fsd: (.write, 8)
    default: (.read, 8)
    }
  }
}
