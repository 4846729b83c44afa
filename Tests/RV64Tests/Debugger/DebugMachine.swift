import RV64

/// Two harts with the same RAM at two places, and one word on the bus; a debugger may look into it.
final class DebugMachine: DebugTarget, MemoryBus {
  let memory = GuestMemory(byteCount: 1 << 16, bases: [0x8000_0000, 0x4000_0000])
  private(set) var debugHarts: [Hart] = []
  /// The word at 0x3800_0000.
  var word: UInt64 = 0
  private(set) var resets = 0

  init(_ words: [UInt32]) {
    memory.write(
      words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }, at: 0)
    debugHarts = (0..<2).map { Hart(id: $0, memory: memory, bus: self, pc: 0x8000_0000) }
  }

  var hart: Hart { debugHarts[0] }

  func load(_ access: BusAccess) -> UInt64? { access.address == 0x3800_0000 ? word : nil }

  func store(_ access: BusAccess, value: UInt64) -> Bool {
    guard access.address == 0x3800_0000 else { return false }
    word = value
    return true
  }

  let monitorCommands = [
    MonitorCommand("reset", help: "starts anew"), MonitorCommand("long", help: "writes much"),
  ]

  func runMonitorCommand(_ name: String, arguments: [String]) -> String {
    guard name == "reset" else { return String(repeating: "x", count: 5000) }
    resets += 1
    return "reset \(arguments.joined(separator: "+"))\n"
  }
}

/// GDB's side of a session: sends packets, takes answers apart.
struct DebuggerEnd {
  let machine: DebugMachine
  let session: GDBSession

  /// A session without acknowledgements.
  init(_ words: [UInt32]) {
    machine = DebugMachine(words)
    session = GDBSession(target: machine)
    _ = session.receive(Self.framed("QStartNoAckMode"))
    _ = session.takeOutput()
  }

  static func framed(_ text: String) -> [UInt8] { framed(Array(text.utf8)) }

  static func framed(_ body: [UInt8]) -> [UInt8] {
    let sum = String(body.reduce(0, &+), radix: 16)
    return Array("$".utf8) + body + Array(("#" + (sum.count == 1 ? "0" : "") + sum).utf8)
  }

  /// The bodies of the packets in some output, whose checksums must be right.
  static func bodies(_ output: [UInt8]) -> [String]? {
    var bodies: [String] = []
    var rest = output[...]
    while let start = rest.first {
      guard start == UInt8(ascii: "$"), let end = rest.firstIndex(of: UInt8(ascii: "#")) else { return nil }
      let body = Array(rest[(rest.startIndex + 1)..<end])
      guard rest.dropFirst(body.count + 2).count >= 2,
        framed(body).elementsEqual(rest.prefix(body.count + 4))
      else { return nil }
      bodies.append(String(decoding: body, as: UTF8.self))
      rest = rest.dropFirst(body.count + 4)
    }
    return bodies
  }

  /// Sends a packet and gives the answer; nil when there is none, or more than one.
  func ask(_ text: String) -> String? { ask(Array(text.utf8)) }

  func ask(_ body: [UInt8]) -> String? {
    _ = session.receive(Self.framed(body))
    let bodies = Self.bodies(session.takeOutput())
    return bodies?.count == 1 ? bodies?.first : nil
  }

  /// Sends a packet that has harts run, runs them until one stops, and gives the answer.
  func run(_ text: String, slice: Int = 3, slices: Int = 20) -> String? {
    guard case .resume(let resume)? = session.receive(Self.framed(text)).first else { return nil }
    for _ in 0..<slices where session.isRunning {
      for hart in machine.debugHarts {
        if let stop = resume.run(hart, slice).debugStop {
          session.stopped(stop)
          break
        }
      }
    }
    return Self.bodies(session.takeOutput())?.first
  }
}
