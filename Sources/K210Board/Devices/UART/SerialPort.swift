/// The chip's serial ports.
package enum SerialPort: Int, Sendable, CaseIterable {
  /// The high-speed one, which the mask ROM uses.
  case uarths = 0
  case uart1, uart2, uart3

  /// As the data sheet calls it.
  package var name: String { self == .uarths ? "UARTHS" : "UART\(rawValue)" }

  /// The pin function that receives.
  var receiveFunction: Int {
    self == .uarths
      ? PinFunction.uarthsReceive.rawValue : PinFunction.uart1Receive.rawValue + 2 * (rawValue - 1)
  }

  /// The pin function that transmits.
  var transmitFunction: Int { receiveFunction + 1 }

  /// The interrupt.
  var interrupt: InterruptSource { self == .uarths ? .uarths : .uart1.advanced(by: rawValue - 1) ?? .uart1 }

  /// A byte has left the transmitter.
  var sent: Timeline.Event { [.uarthsSent, .uart1Sent, .uart2Sent, .uart3Sent][rawValue] }

  /// The receiver has held bytes for a while; a 16550's alone.
  var quiet: Timeline.Event { [.uart1Quiet, .uart1Quiet, .uart2Quiet, .uart3Quiet][rawValue] }

  /// The port whose receiver has a pin function.
  init?(receiveFunction function: Int) {
    guard let port = Self.allCases.first(where: { $0.receiveFunction == function }) else { return nil }
    self = port
  }
}

/// Bytes that wait, a bounded number of them.
struct ByteFIFO: Sendable, Equatable {
  /// Bytes that fit.
  let capacity: Int
  private var bytes: [UInt8] = []

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { bytes.count }
  var isEmpty: Bool { bytes.isEmpty }
  var isFull: Bool { bytes.count >= capacity }

  /// Adds a byte; false when there is no room.
  mutating func push(_ byte: UInt8) -> Bool {
    guard !isFull else { return false }
    bytes.append(byte)
    return true
  }

  /// Takes the oldest byte.
  mutating func pop() -> UInt8? { bytes.isEmpty ? nil : bytes.removeFirst() }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
}
