/// What the DMA controller reaches besides memory.
package protocol DMABus {
  /// Reads 1, 2, 4 or 8 bytes of a peripheral; nil when nothing answers there.
  mutating func read(_ address: UInt32, size: Int) -> UInt64?
  /// Writes the low bytes of `value` to a peripheral; false when nothing answers there.
  mutating func write(_ address: UInt32, size: Int, value: UInt64) -> Bool
  /// The request that SYSCTL's `dma_sel` has wired to one of the controller's handshakes, 0 to 5.
  func request(ofHandshake handshake: Int) -> Int
  /// Whether a peripheral asks for an item, or offers one; ``DMARequest`` has the numbers.
  func isReady(_ request: Int) -> Bool
  /// When a peripheral's wires are done with what was moved to or from it so far.
  func settledAt(_ request: Int) -> BoardTime
}

/// Numbers by which peripherals ask for DMA, as SYSCTL's `dma_sel0` and `dma_sel1` have them.
///
/// **Source**: SDK `sysctl.h` (certain).
package enum DMARequest {
  /// SPI0; sending is one more than receiving, as with all pairs.
  package static let spi0Receive = 0
  /// SPI1.
  package static let spi1Receive = 2
  /// SPI3.
  package static let spi3Receive = 6
  /// UART1, and two more for each further one.
  package static let uart1Receive = 14
  /// AES.
  package static let aes = 20
  /// SHA-256.
  package static let sha = 21
  /// The KPU's output.
  package static let kpu = 22
}
