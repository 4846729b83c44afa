/// Looks from time to time whether long work on limbs shall go on.
///
/// Work that is given up leaves limbs without meaning; who gave the watch asks `isStopped` before using any.
package final class LimbWatch {
  /// Steps, of a nanosecond or so, between two looks.
  private static let interval = 1 << 23

  private let shallStop: () -> Bool
  private var steps = LimbWatch.interval
  /// Whether the work was given up.
  package private(set) var isStopped = false

  /// - Parameter shallStop: Whether the work shall be given up; called every few milliseconds.
  package init(_ shallStop: @escaping () -> Bool) { self.shallStop = shallStop }

  /// Counts work that was done.
  func spend(_ count: Int) {
    steps -= count
    guard steps < 0, !isStopped else { return }
    steps = Self.interval
    isStopped = shallStop()
  }
}
