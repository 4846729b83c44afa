import Flasher
import K210Boards
import K210Flash
import TestSupport

/// Says the same to whatever it gets, or nothing.
final class PeerSaying: Peer {
  private let answer: (_ bytes: [UInt8]) -> [UInt8]
  init(_ answer: @escaping (_ bytes: [UInt8]) -> [UInt8]) { self.answer = answer }
  func take(_ bytes: [UInt8]) -> [UInt8] { answer(bytes) }
}

/// Takes no bytes.
final class StuckPeer: Peer {
  func take(_ bytes: [UInt8]) throws(TransportError) -> [UInt8] { throw .writeTimeout }
}

/// Sends random bytes without a pause, marks among them.
final class NoisyPeer: Peer {
  private var random: SplitMix64
  /// One of so many bytes is a mark, besides those by chance.
  private let markEvery: UInt64
  init(seed: UInt64, markEvery: UInt64 = .max) {
    (random, self.markEvery) = (SplitMix64(seed: seed), markEvery)
  }
  func take(_ bytes: [UInt8]) -> [UInt8] { [] }
  func chatter() -> UInt8? {
    random.next() % markEvery == 0 ? 0xC0 : UInt8(truncatingIfNeeded: random.next())
  }
}

/// Starts its program anew with every reset and says what it says then.
final class TalkingPeer: Peer {
  private let text: String
  private let isEchoing: Bool
  private var isHeld = false
  init(_ text: String, echoes: Bool = false) { (self.text, isEchoing) = (text, echoes) }
  // A terminal shows what can be shown.
  func take(_ bytes: [UInt8]) -> [UInt8] { isEchoing ? bytes.filter { $0 >= 0x20 } : [] }
  func set(_ line: ModemLine, _ isAsserted: Bool) -> [UInt8] {
    guard line == .rts else { return [] }
    defer { isHeld = isAsserted }
    return isHeld && !isAsserted ? Array(text.utf8) : []
  }
}

/// A modem: repeats what it hears, and answers each line with ERROR.
final class ModemPeer: Peer {
  func take(_ bytes: [UInt8]) -> [UInt8] {
    // Lines end by chance, inside a greeting's checksum, and sometimes by a time of silence.
    bytes + Array("\r\nERROR\r\n".utf8)
  }
}

/// The mask ROM, as far as a host talks to it: it takes programs and starts them.
final class ROMPeer: Peer {
  private var decoder = SLIPDecoder(limit: 16 + 4096)
  /// What it has in memory, from 0x8000_0000.
  private(set) var program: [UInt8] = []
  /// Sent before each answer.
  var prefix: () -> [UInt8] = { [] }
  /// Whether an answer gets lost; asked for each.
  var loses: () -> Bool = { false }
  /// Greetings that it does not hear.
  var deafFor = 0
  var isBooted = false

  func take(_ bytes: [UInt8]) -> [UInt8] {
    var answer: [UInt8] = []
    for byte in bytes {
      guard case .frame(let frame) = decoder.take(byte), let request = try? ISPRequest(body: frame.body),
        let operation = ISPOperation(code: request.code, dialect: .maskROM)
      else { continue }
      answer += reply(request, operation)
    }
    return answer
  }

  private func reply(_ request: ISPRequest, _ operation: ISPOperation) -> [UInt8] {
    switch operation {
    case .romGreeting where deafFor > 0:
      deafFor -= 1
      return prefix()
    case .romMemoryWrite:
      let offset = Int(request.first &- 0x8000_0000)
      guard offset <= 1 << 20 else { return [] }
      if program.count < offset + request.data.count {
        program += [UInt8](repeating: 0, count: offset + request.data.count - program.count)
      }
      program.replaceSubrange(offset..<(offset + request.data.count), with: request.data)
    case .romBoot:
      isBooted = true
      return []
    default: break
    }
    return loses() ? prefix() : prefix() + ISPReply(code: request.code).wire
  }
}

/// A flash stub of kflash, which has run since another tool was here.
final class KFlashStubPeer: Peer {
  private var decoder = SLIPDecoder()
  func take(_ bytes: [UInt8]) -> [UInt8] {
    decoder.frames(in: bytes).flatMap { frame -> [UInt8] in
      guard let code = frame.body.first else { return [] }
      return ISPReply(code: code, status: code == 0xD2 ? .ok : .standard).wire
    }
  }
}
