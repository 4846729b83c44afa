import Bytes
import Flasher
import K210Boards
import K210Flash

/// A board on which some stub of ours runs; a reset by RTS brings it to the ROM, which loads and starts the right one.
final class StubPeer: Peer {
  /// What runs.
  enum Program: Equatable {
    /// A stub with this checksum, which works, or whose second hart hangs.
    case stub(checksum: UInt32, hangs: Bool)
    case rom
    /// Something that says nothing.
    case silent
  }

  static let rightChecksum = CRC32.checksum(of: FlashStubImage.bytes)

  private(set) var program: Program
  /// What starts when the ROM has loaded it.
  private let loaded: Program
  private var rom = ROMPeer()
  private var decoder = SLIPDecoder()
  private var epoch: UInt8 = 7
  private var next: UInt16 = 30
  /// How often the board was reset.
  private(set) var resetCount = 0

  init(_ program: Program, loaded: Program = .stub(checksum: rightChecksum, hangs: false)) {
    (self.program, self.loaded) = (program, loaded)
  }

  func set(_ line: ModemLine, _ isAsserted: Bool) -> [UInt8] {
    guard line == .rts, isAsserted else { return [] }
    (program, rom) = (.rom, ROMPeer())
    resetCount += 1
    return []
  }

  func take(_ bytes: [UInt8]) -> [UInt8] {
    switch program {
    case .silent: return []
    case .rom:
      let answer = rom.take(bytes)
      if rom.isBooted { program = loaded }
      return answer
    case .stub(let checksum, let hangs):
      return decoder.frames(in: bytes).compactMap { StubRequest(body: $0.body) }.flatMap {
        reply(to: $0, checksum: checksum, hangs: hangs)
      }
    }
  }

  private func reply(to request: StubRequest, checksum: UInt32, hangs: Bool) -> [UInt8] {
    var reply = StubReply(request.operation, epoch: epoch, sequence: request.sequence)
    switch request.operation {
    case .hello:
      reply.payload =
        StubHello(
          nonce: request.first, slotCount: 256, slotByteCount: 4096, cpuHertz: 1, baud: 1,
          imageChecksum: checksum
        ).payload
      return reply.wire
    case .baud, .reboot: return reply.wire
    case .newEpoch:
      // It is answered when the second hart has come to rest.
      guard !hangs else { return [] }
      (epoch, next, reply.epoch) = (request.epoch, 1, request.epoch)
    case .state: break
    default:
      reply.operation = .state
      next &+= 1
    }
    reply.payload = StubState(next: next, done: next &- 1, freeSlots: 200, isBusy: hangs).payload
    guard request.operation == .select else { return reply.wire }
    let identity = StubFlashIdentity(jedecID: [0xEF, 0x40, 0x18], status: [0, 0, 0], uniqueID: Array(1...8))
    return reply.wire
      + StubReply(.select, epoch: epoch, sequence: request.sequence, payload: identity.payload).wire
  }
}
