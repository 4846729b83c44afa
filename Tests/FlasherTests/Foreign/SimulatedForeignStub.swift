import Flasher
import K210Flash

/// A flash stub of another tool, as far as a host can tell: what it answers, what it does to flash, and what it destroys.
///
/// **Source**: the stubs' observed behaviour.
struct SimulatedForeignStub {
  /// Which one.
  enum Kind: CaseIterable {
    /// kflash 1.1.6: any address and length, the rest of the block is kept.
    case kflash
    /// Sipeed's of 2020: sectors.
    case sipeed
    /// Kendryte's of kflash 0.9: aligned blocks, the rest destroyed.
    case kendryte
    /// The vendor's Windows tool: whole blocks.
    case windows
    /// ktool: whole sectors or blocks; reads back.
    case ktool
  }

  let kind: Kind
  var flash: [UInt8]
  /// Says that it writes and does not.
  var lies = false
  /// The speed at which it works.
  private(set) var baud = 115_200
  /// What it was asked, by number.
  private(set) var requests: [UInt8] = []
  private(set) var hasExecuted = false
  private(set) var hasRebooted = false
  private var decoder = SLIPDecoder(overlong: .split)
  private var isInitialized = false
  private var busyFor = 0

  init(_ kind: Kind, flash: [UInt8]) { (self.kind, self.flash) = (kind, flash) }

  /// Takes bytes and returns what it answers.
  mutating func take(_ bytes: [UInt8]) -> [UInt8] {
    decoder.frames(in: bytes).flatMap { frame -> [UInt8] in
      guard let request = try? ISPRequest(body: frame.body) else { return [] }
      requests.append(request.code)
      return answer(to: request)
    }
  }

  private mutating func answer(to request: ISPRequest) -> [UInt8] {
    func say(_ status: ISPStatus) -> [UInt8] { ISPReply(code: request.code, status: status).wire }
    switch request.code {
    case 0xD2: return say(.ok)
    case 0xD4:
      guard isInitialized else { return say(.invalidCommand) }
      guard request.form == .full, Int(request.second) == request.data.count else { return say(.badChecksum) }
      return write(request)
    case 0xD5:
      guard kind == .kflash || kind == .ktool else { return say(.invalidCommand) }
      hasRebooted = true
      return kind == .ktool ? ISPReply.debugText("Reboot!!!").wire : say(.ok)
    case 0xD6:
      guard request.form == .full, request.data.count == 4 else { return say(.badChecksum) }
      baud = request.data.reversed().reduce(0) { $0 << 8 | Int($1) }
      return say(.ok)
    case 0xD7:
      isInitialized = request.first < 2
      return say(isInitialized ? .ok : .invalidCommand)
    case 0xD8 where kind == .kflash: return erase(request)
    case 0xD9 where kind == .ktool:
      hasExecuted = true
      return say(.ok)
    case 0xD9 where kind == .kflash:
      busyFor = max(0, busyFor - 1)
      return say(!isInitialized ? .invalidCommand : busyFor > 0 ? .busy : .ok)
    case 0xDA where kind == .ktool && isInitialized: return read(request)
    case 0xDE where kind == .ktool:
      guard isInitialized else { return say(.invalidCommand) }
      return ISPRequest(code: 0xDE, data: [0xEF, 0x40, 0x18, 1, 2, 3, 4, 5, 6, 7, 8]).wire
    default: return say(.standard)
    }
  }

  private mutating func write(_ request: ISPRequest) -> [UInt8] {
    let (start, count) = (Int(request.first), request.data.count)
    let block = 65_536
    func refuse(_ text: String) -> [UInt8] {
      ISPReply.debugText(text).wire + ISPReply(code: 0xD4, status: .standard).wire
    }
    let erased: Range<Int>
    switch kind {
    case .kflash: erased = start..<(start + count)
    case .sipeed:
      guard start % 4096 == 0 else { return refuse("Aligned error!") }
      guard count % 4096 == 0 else { return refuse("Length error!") }
      erased = start..<(start + count)
    case .kendryte:
      guard start % block == 0 else { return refuse("Aligned error!") }
      erased = start..<(start + block)
    case .windows:
      guard start % block == 0, count == block else {
        return ISPReply(code: 0xD4, status: .invalidCommand).wire
      }
      erased = start..<(start + block)
    case .ktool:
      guard count == 4096 || count == block, start % count == 0 else { return refuse("Aligne error!") }
      erased = start..<(start + count)
    }
    guard erased.upperBound <= flash.count else { return ISPReply(code: 0xD4, status: .badWrite).wire }
    if !lies {
      // What is erased beyond the data is not FF with the older ones.
      flash.replaceSubrange(erased, with: [UInt8](repeating: 0x5A, count: erased.count))
      flash.replaceSubrange(start..<(start + count), with: request.data)
    }
    return ISPReply(code: 0xD4).wire
  }

  private mutating func erase(_ request: ISPRequest) -> [UInt8] {
    let (start, count) = (Int(request.first), Int(request.second))
    guard request.form == .full, start % 4096 == 0, count % 4096 == 0, count > 0, start + count <= flash.count
    else { return ISPReply(code: 0xD8, status: .badLength).wire }
    flash.replaceSubrange(start..<(start + count), with: [UInt8](repeating: 0xFF, count: count))
    busyFor = 3
    return ISPReply(code: 0xD8).wire
  }

  private func read(_ request: ISPRequest) -> [UInt8] {
    let count = request.data.reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = Int(request.first)
    guard count == 4096 || count == 65_536, start % count == 0, start + count <= flash.count else {
      return ISPRequest(code: 0xDA, first: request.first, second: 0).wire
    }
    return ISPRequest(
      code: 0xDA, first: request.first, second: UInt32(count), data: Array(flash[start..<(start + count)])
    ).wire
  }
}
