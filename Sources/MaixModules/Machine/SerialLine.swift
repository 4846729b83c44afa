/// One of the chip's serial lines and what is on its other end, which by itself says nothing.
package final class SerialLine {
  package let number: Int
  /// Bytes that came in and were not read.
  private(set) var incoming: ArraySlice<UInt8> = []
  /// Whether what is sent comes back, as with a wire from TX to RX.
  package var echoes = false

  package init(number: Int) { self.number = number }

  /// Its name in traces and on schematics.
  package var name: String { number == SerialLine.highSpeed ? "UARTHS" : "UART\(number + 1)" }

  /// The number of the one that the prompt uses.
  package static let highSpeed = 4

  /// Takes bytes from the other end, as many as the script's buffer has room for; the others are lost.
  package func receive(_ bytes: some Collection<UInt8>, room: Int = 2048) {
    incoming += bytes.prefix(max(0, room - incoming.count))
  }

  /// The first bytes that came in, at most so many.
  package func take(_ count: Int) -> [UInt8] {
    let taken = incoming.prefix(count)
    incoming = incoming.dropFirst(taken.count)
    return Array(taken)
  }

  /// Forgets what came in.
  package func clear() { incoming = [] }
}
