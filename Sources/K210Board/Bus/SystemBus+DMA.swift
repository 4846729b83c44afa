/// The bus as the DMA controller sees it: no hart asks, and its own registers are not to be reached.
extension SystemBus {
  /// Lets the DMA controller move what can be moved.
  func runDMA() {
    backplane.needsDMA = false
    // Taken out, since it changes while it reaches for the other blocks.
    var (controller, port) = (dmac, DMAPort(bus: self))
    controller.run(&port, backplane)
    dmac = controller
  }

  private struct DMAPort: DMABus {
    let bus: SystemBus

    func read(_ address: UInt32, size: Int) -> UInt64? {
      guard let place = bus.decoder.place(at: address), place.block != .dmac else { return nil }
      return bus.read(place.block, place.offset, size)
    }

    func write(_ address: UInt32, size: Int, value: UInt64) -> Bool {
      guard let place = bus.decoder.place(at: address), place.block != .dmac else { return false }
      return bus.write(place.block, place.offset, size, value)
    }

    func request(ofHandshake handshake: Int) -> Int { bus.sysctl.dmaRequest(ofChannel: handshake) }

    func isReady(_ request: Int) -> Bool {
      switch request {
      case DMARequest.spi0Receive: bus.spi0.offersReceivedData
      case DMARequest.spi0Receive + 1: bus.spi0.wantsTransmitData
      case DMARequest.spi1Receive: bus.spi1.offersReceivedData
      case DMARequest.spi1Receive + 1: bus.spi1.wantsTransmitData
      case DMARequest.spi3Receive: bus.spi3.offersReceivedData
      case DMARequest.spi3Receive + 1: bus.spi3.wantsTransmitData
      case DMARequest.uart1Receive..<DMARequest.uart1Receive + 6:
        isUARTReady(request - DMARequest.uart1Receive)
      // Whoever has no such line never asks.
      default: bus.peripherals.isReady(request) ?? false
      }
    }

    private func isUARTReady(_ offset: Int) -> Bool {
      guard let port = SerialPort(rawValue: 1 + offset / 2) else { return false }
      return bus.withUART(port) { offset % 2 == 0 ? $0.offersByte : $0.hasRoom }
    }

    func settledAt(_ request: Int) -> BoardTime {
      switch request / 2 {
      case 0: bus.spi0.settledAt
      case 1: bus.spi1.settledAt
      case 3: bus.spi3.settledAt
      default: .zero
      }
    }
  }
}
