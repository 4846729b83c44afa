import Bytes
import Console
import K210Flash

/// A plan for people: a table of files, then what is wrong, then how long it takes.
struct FlashPlanText {
  let pieces: [FlashPiece]
  let map: FlashMap
  let width: Int?

  /// Speeds for which the time is said: the default of kflash, and the one most boards take.
  static let rates = [115_200, 1_500_000]

  /// One line per file, by address.
  var table: String {
    var table = Table([
      .init("address"), .init("end"), .init("bytes", .right), .init("erased to"), .init("header"),
      .init("file"), .init("contents"),
    ])
    let sorted = pieces.enumerated()
      .sorted { ($0.element.address, $0.offset) < ($1.element.address, $1.offset) }.map { $0.element }
    for (region, piece) in zip(map.regions, sorted) {
      table.append([
        Hexadecimal.address(region.bytes.lowerBound), Hexadecimal.address(region.bytes.upperBound),
        NumberForm.grouped(region.bytes.count), Hexadecimal.address(region.erased.upperBound),
        region.isFramed ? "yes" : "no", piece.name, FlashContents.words(for: piece),
      ])
    }
    return String(table.plain(width: width).dropLast())
  }

  /// How long kflash would take, in one line.
  var time: String {
    let times = Self.rates.map { rate in
      "\(NumberForm.duration(seconds: WriteTime(map, baud: rate).total)) at \(rate) baud"
    }
    return "writes \(NumberForm.bytes(map.byteCount)): about \(times.joined(separator: ", "))"
  }

  /// Severity and words of each problem.
  var problems: [String] {
    map.problems.map { problem in
      let word = problem.severity.rawValue
      return word + String(repeating: " ", count: max(1, 9 - word.count)) + problem.description
    }
  }
}
