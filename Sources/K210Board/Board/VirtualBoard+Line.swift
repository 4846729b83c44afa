/// The serial line between the chip's pins and the host.
extension VirtualBoard {
  /// Who would take a byte from the host now.
  private enum Receiver {
    case rom(baud: UInt64)
    case port(SerialPort, baud: UInt64)

    var baud: UInt64 {
      switch self {
      case .rom(let baud), .port(_, let baud): baud
      }
    }
  }

  private var receiver: Receiver? {
    switch phase {
    case .held, .starting, .bootFailed: nil
    case .isp: .rom(baud: rom.baud)
    case .running: bus.receiver(onPin: Self.receivePin).map { .port($0, baud: bus.baud(of: $0)) }
    }
  }

  /// Has the next byte from the host arrive, if there is one and somebody to take it.
  func pumpHost() {
    guard let first = line.first, backplane.timeline.deadline(of: .hostByte) == .never, let receiver else {
      return
    }
    let start = max(line.lastArrival, backplane.now)
    backplane.schedule(.hostByte, at: start + .ticks(10, of: first.baud ?? receiver.baud))
  }

  /// The next byte from the host has arrived.
  func deliverHostByte() {
    guard let first = line.first, let receiver else { return }
    line.removeFirst()
    line.lastArrival = backplane.now
    let baud = receiver.baud
    var byte = first.byte
    if let hostBaud = first.baud {
      byte = HostLine.sampled(byte, sentAt: hostBaud, receivedAt: baud)
      noteSpeeds(sender: "the host", hostBaud, receiver: name(of: receiver), baud)
    }
    switch receiver {
    case .rom: receiveByROM(byte)
    case .port(let port, _):
      if !bus.receive(byte, port) { backplane.notices.add(.lostByte(port.name)) }
    }
    pumpHost()
  }

  private func name(of receiver: Receiver) -> String {
    switch receiver {
    case .rom: "mask ROM"
    case .port(let port, _): port.name
    }
  }

  /// A byte has left a port; the host sees it when the port has the pin.
  func finishSending(_ port: SerialPort) {
    let baud = bus.baud(of: port)
    guard let byte = bus.sentByte(port), bus.function(ofPin: Self.transmitPin) == port.transmitFunction else {
      return
    }
    line.send(byte, baud: baud)
    if let hostBaud = line.hostBaud { noteSpeeds(sender: port.name, baud, receiver: "the host", hostBaud) }
  }

  /// Says that two ends of the line have different speeds: beyond 3 %, where UARTs begin to go wrong; below, sampling gives the byte itself.
  private func noteSpeeds(sender: String, _ sent: UInt64, receiver: String, _ received: UInt64) {
    guard max(sent, received) - min(sent, received) > received / 32 else { return }
    backplane.notices.add(
      .baudMismatch(sender: sender, sent: sent, receiver: receiver, received: received))
  }
}
