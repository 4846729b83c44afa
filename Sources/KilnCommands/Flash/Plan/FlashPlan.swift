package import Bytes
import Console
package import Flasher
package import K210Flash

/// All that `kiln flash` shall write, laid out on a chip and judged.
package struct FlashPlan {
  /// The files, as they were given.
  package let pieces: [FlashPiece]
  /// Where they go and what is wrong with that.
  package let map: FlashMap
  /// The key for firmware; nil when it is written in the clear.
  package let key: AES128?

  /// Lays files out; firmware is encrypted when there is a key.
  package init(_ pieces: [FlashPiece], chipByteCount: Int, key: AES128? = nil) {
    let pieces = key == nil ? pieces : pieces.map(\.filledForEncryption)
    (self.pieces, self.key) = (pieces, key)
    map = FlashContents.map(pieces, chipByteCount: chipByteCount, stub: .kiln)
  }

  /// The same files on a chip of another size.
  package func onChip(byteCount: Int) -> FlashPlan {
    FlashPlan(pieces, chipByteCount: byteCount, key: key)
  }

  /// The bytes with their headers.
  ///
  /// - Throws: exit code 3 when a firmware cannot be.
  package func image() throws(CommandFailure) -> FlashImage {
    do throws(FirmwareError) {
      return try FlashImage(pieces, key: key)
    } catch {
      throw CommandFailure(.file, "\(error)")
    }
  }

  /// Why it is not carried out; nil when it is.
  package func refusal(isForced: Bool) -> CommandFailure? {
    let stopping = map.problems.filter { problem in
      problem.yieldsToForce ? !isForced : problem.severity == .error
    }
    guard let worst = stopping.first else { return nil }
    let rest = stopping.count > 1 ? " (and \(stopping.count - 1) more)" : ""
    return CommandFailure(
      .work, "the plan is refused, nothing was written: \(worst)\(rest)",
      hints: map.isRefused ? [] : ["if it is meant so: --force"])
  }

  /// Why the files cannot be compared with flash, with the file's name; nil when they can.
  package var comparisonRefusal: CommandFailure? {
    map.problems.first { $0.severity == .error && !$0.yieldsToForce }.map { problem in
      CommandFailure(.work, "the files cannot be compared with flash: \(problem)")
    }
  }

  /// Sizes of flash chips that a plan can be made for; powers of two.
  package static let chipByteCounts = (64 << 10)...(64 << 20)

  /// How long it takes, in one line.
  package func time(baud: Int) -> String {
    let time = WriteTime(map, baud: baud, stubByteCount: FlashStubImage.bytes.count)
    return "writes \(NumberForm.bytes(map.byteCount)): "
      + "at most about \(NumberForm.duration(seconds: time.total)) at \(baud) baud, less where flash holds it already"
  }

  /// What lies beside the files in their sectors, by address; each range once, though two files may have it between them.
  ///
  /// None when the plan cannot be carried out: then nothing is erased, and the end of the chip may be in between.
  package var neighbours: [Range<Int>] {
    guard !map.isRefused else { return [] }
    return Set(map.regions.flatMap(\.neighbours)).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// The same in one line; nil when there is nothing.
  package var neighbourWords: String? {
    guard !neighbours.isEmpty else { return nil }
    let count = neighbours.reduce(0) { $0 + $1.count }
    return "keeps \(NumberForm.bytes(count)) beside the files in the sectors that are erased: "
      + FlashAccount.words(neighbours)
  }
}
