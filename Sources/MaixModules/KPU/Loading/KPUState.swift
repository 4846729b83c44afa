/// The models that a board has loaded.
final class KPUState {
  /// Models that can be loaded at a time.
  static let limit = 5

  /// A place among them, free again when nobody holds it.
  final class Seat {
    private let state: KPUState
    private let byteCount: Int

    fileprivate init(_ state: KPUState, byteCount: Int) {
      self.state = state
      self.byteCount = byteCount
      state.count += 1
      state.byteCount += byteCount
    }

    deinit {
      state.count -= 1
      state.byteCount -= byteCount
    }
  }

  /// Models that are loaded.
  private(set) var count = 0
  /// Bytes of the system heap that they have.
  private(set) var byteCount = 0

  /// Takes a place for a model of so many bytes.
  func seat(byteCount: Int) -> Seat { Seat(self, byteCount: byteCount) }
}
