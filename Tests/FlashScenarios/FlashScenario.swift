package import Flasher
package import K210Board
package import K210Boards
internal import TestSupport

/// One session to be: a board, what its flash holds, what shall be written, and what goes wrong meanwhile; all of it follows from a number.
package struct FlashScenario: Sendable {
  /// What goes wrong.
  package enum Trouble: String, Sendable, CaseIterable {
    case none, drops, doubles, flips, allOfThem, refusals, silence, replug, powerCut, noPower, stuckBusy,
      wrongIdentity,
      lyingFlash, wornSector, wrongBoard, manyCuts, unplug, longFrames, cancel
  }

  /// The number that everything follows from.
  package let seed: UInt64
  /// What goes wrong.
  package let trouble: Trouble
  /// The chance per byte of what is said per byte.
  package let rate: Double
  /// The board that is there.
  package let board: Board
  /// What the user says it is.
  package let choice: BoardChoice
  /// What shall be written.
  package let image: FlashImage
  /// What flash holds before.
  package let contents: [UInt8]
  /// The line's faults.
  package let faults: LineFaults
  /// The chip's faults.
  package let chipFaults: NORFaults
  /// The chip's times.
  package let profile: NORTiming.Profile
  /// The speed that the user asks for.
  package let baud: Int
  /// How long bytes wait in the bridge.
  package let latency: Duration
  /// Reports after which the user has had enough.
  package let stopsAfterEvents: Int
  /// Whether the host can work RESET and BOOT; else somebody has pressed the buttons before.
  package let hasModemLines: Bool

  /// The scenario of a number.
  package init(seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0x9E37_79B9 &+ 17)
    let trouble = Trouble.allCases[Int(seed % UInt64(Trouble.allCases.count))]
    self.seed = seed
    self.trouble = trouble
    rate = [1e-6, 1e-5, 1e-4, 1e-3].randomElement(using: &random) ?? 1e-5
    board = Board.all.randomElement(using: &random) ?? .dan
    image = Self.image(&random)
    contents = Self.contents(&random, around: image)
    baud = [1_500_000, 1_500_000, 921_600, 3_000_000, 115_200].randomElement(using: &random) ?? 1_500_000
    // Until the stub runs; then what the wire takes, and the chip's own time.
    let workTime = 400 + image.byteCount * 10 * 1000 / baud
    faults = Self.faults(trouble, rate: rate, span: 300...(1200 + workTime), &random)
    chipFaults = Self.chipFaults(trouble, image, &random)
    profile = Int.random(in: 0..<8, using: &random) == 0 ? .maximum : .typical
    latency = [.zero, .milliseconds(1), .milliseconds(16)].randomElement(using: &random) ?? .zero
    hasModemLines = Int.random(in: 0..<6, using: &random) > 0 || trouble == .wrongBoard
    stopsAfterEvents = trouble == .cancel ? Int.random(in: 1..<40, using: &random) : .max
    let others = Board.all.filter { [board] in $0.enterISP.value != board.enterISP.value }
    switch trouble {
    case .wrongBoard: choice = others.randomElement(using: &random).map { .board($0) } ?? .detect
    default: choice = Bool.random(using: &random) ? .detect : .board(board)
    }
  }

  /// What the user says the board is, in a word.
  package var choiceName: String {
    if case .board(let board) = choice { board.id } else { "detect" }
  }

  /// Whether a session must end well: nothing goes wrong that cannot be made good.
  package var mustSucceed: Bool {
    switch trouble {
    case .none, .refusals, .silence, .replug, .longFrames: true
    case .powerCut, .unplug: hasModemLines
    case .drops, .doubles, .flips, .allOfThem: rate <= 1e-4
    default: false
    }
  }

  /// Whether a session cannot end well.
  package var mustFail: Bool {
    switch trouble {
    case .wrongIdentity: true
    default: false
    }
  }

  /// One to three files, some of them beside each other, at addresses that are no multiples of anything.
  private static func image(_ random: inout SplitMix64) -> FlashImage {
    var segments: [FlashSegment] = []
    var address = [0, 0x1000, 0x30_0000, 0x3F_F800, 0xFE_8000].randomElement(using: &random) ?? 0
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      if Bool.random(using: &random) { address += Int.random(in: 0..<6000, using: &random) }
      let room = (16 << 20) - address
      let count = min(
        room,
        Int.random(in: 1...([3000, 30_000, 200_000].randomElement(using: &random) ?? 1), using: &random))
      guard count > 0 else { break }
      var bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if Int.random(in: 0..<3, using: &random) == 0, count > 5000 {
        for index in 4000..<count where index / 2000 % 2 == 0 { bytes[index] = 0xFF }
      }
      segments.append(FlashSegment(address: address, bytes: bytes))
      address += count
    }
    return FlashImage(segments: segments)
  }

  /// Erased, full of something, or the image itself with some of it changed.
  private static func contents(_ random: inout SplitMix64, around image: FlashImage) -> [UInt8] {
    var contents = [UInt8](repeating: 0xFF, count: 16 << 20)
    let kind = Int.random(in: 0..<4, using: &random)
    guard kind > 0, let first = image.segments.first else { return contents }
    let range = max(0, first.address - 70_000)..<min(contents.count, image.end + 70_000)
    for index in range { contents[index] = UInt8(truncatingIfNeeded: random.next()) }
    guard kind == 2 else { return contents }
    for segment in image.segments { contents.replaceSubrange(segment.range, with: segment.bytes) }
    for _ in 0..<3 { contents[Int.random(in: range, using: &random)] ^= 0x5A }
    return contents
  }

  private static func faults(
    _ trouble: Trouble, rate: Double, span: ClosedRange<Int>, _ random: inout SplitMix64
  ) -> LineFaults {
    var faults = LineFaults()
    func moment(_ span: ClosedRange<Int>) -> Duration { .milliseconds(Int.random(in: span, using: &random)) }
    switch trouble {
    case .drops: faults.drops = rate
    case .doubles: faults.doubles = rate
    case .flips: faults.flips = rate
    case .allOfThem: (faults.drops, faults.doubles, faults.flips) = (rate / 3, rate / 3, rate / 3)
    case .refusals: faults.refusals = 1e-3
    case .silence:
      let start = moment(span)
      faults.silences = [start..<(start + moment(50...2500))]
    case .replug:
      let start = moment(span)
      faults.absences = [start..<(start + moment(10...4000))]
    case .powerCut:
      let start = moment(span)
      faults.outages = [start..<(start + moment(10...3000))]
    case .manyCuts:
      faults.outages = (0..<6).map { index in
        let start = Duration.milliseconds(1200 + 1700 * index) + moment(0...300)
        return start..<(start + moment(10...200))
      }
      faults.flips = rate / 10
    case .unplug:
      let start = moment(span)
      faults.absences = [start..<(start + moment(50...4000))]
      faults.outages = faults.absences
    case .longFrames: faults.frameLimit = [120, 300, 1500, 3000].randomElement(using: &random)
    case .noPower: faults.outages = [moment(span)..<Duration.seconds(10_000)]
    default: break
    }
    return faults
  }

  private static func chipFaults(_ trouble: Trouble, _ image: FlashImage, _ random: inout SplitMix64)
    -> NORFaults
  {
    var faults = NORFaults()
    let sector = image.sectors.randomElement(using: &random) ?? 0
    switch trouble {
    case .stuckBusy: faults.operationsBeforeStuck = Int.random(in: 0..<3, using: &random)
    case .wrongIdentity:
      faults.jedecID = [[0, 0, 0], [0xFF, 0xFF, 0xFF], [0xEF, 0x40, 0x0B], [0xEF, 0x40, 0x40]].randomElement(
        using: &random)
    case .lyingFlash: faults.unwritableRanges = [(sector * 4096)..<(sector * 4096 + 4096)]
    case .wornSector: faults.wornSectors = [sector]
    default: break
    }
    return faults
  }
}
