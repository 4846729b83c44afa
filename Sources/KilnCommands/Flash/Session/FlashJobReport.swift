import Bytes
import Flasher
import K210Flash

/// The JSON form of all of `kiln flash`; keys that have no meaning for an action are left out.
struct FlashJobReport: Encodable {
  /// A range of flash.
  struct Span: Encodable {
    let start: Int
    let end: Int

    init(_ range: Range<Int>) { (start, end) = (range.lowerBound, range.upperBound) }
  }

  /// The flash chip.
  struct Chip: Encodable {
    let jedec_id: String
    let name: String?
    let maker: String?
    let bytes: Int?
    let unique_id: String
    let status: [Int]
    let protection: String?

    init(_ chip: FlashChipIdentity) {
      let words = FlashChipWords(chip)
      (jedec_id, unique_id) = (Hexadecimal.string(chip.jedecID), Hexadecimal.string(chip.uniqueID))
      (name, maker, bytes) = (words.part, words.maker, chip.byteCount)
      (status, protection) = (chip.status.map { Int($0) }, words.protection)
    }
  }

  /// How it ended.
  struct Outcome: Encodable {
    /// `done`, `planned`, `refused`, `cancelled`, `differs` or `failed`.
    var status = "done"
    var message: String?
    var hints: [String]?
    var written: [Span] = []
    var missing: [Span] = []
    var at_risk: [Span] = []
  }

  /// The first byte that differs.
  struct Difference: Encodable {
    let address: Int
    let found: Int
    let expected: Int
  }

  let schema = 1
  let action: String
  var port: String?
  var board: String?
  var baud: Int?
  var chip: Chip?
  var files: [FlashFileReport]?
  var problems: [FlashProblemReport]?
  /// What lies beside the files in their sectors and stays.
  var keeps: [Span]?
  var write_time: [WriteTimeReport]?
  var range: Span?
  var bytes: Int?
  var already_there: Int?
  var seconds: Double?
  var sha256: String?
  var file: String?
  var backup: String?
  var rescue: String?
  var first_difference: Difference?
  var differences: [Span]?
  var events: [String] = []
  var outcome = Outcome()

  init(action: String) { self.action = action }

  /// Takes over a plan.
  mutating func note(_ plan: FlashPlan, baud: Int) {
    files = plan.pieces.map { FlashFileReport($0, stub: plan.map.stub) }
    keeps = plan.neighbours.map { Span($0) }
    problems = plan.map.problems.map { FlashProblemReport($0) }
    write_time = [WriteTimeReport(plan.map, baud: baud, stubByteCount: FlashStubImage.bytes.count)]
  }
}
