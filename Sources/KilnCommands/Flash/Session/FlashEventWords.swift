import Bytes
import Console
package import Flasher

/// What a flasher reports, for people.
package enum FlashEventWords {
  /// A line for an event; nil for those that are progress or words of others.
  package static func line(for event: FlashEvent) -> String? {
    switch event {
    case .connecting(let way): "looking for a board: \(way)"
    case .romAnswers(let board?): "the chip's ROM answers, reset lines as on \(board)"
    case .romAnswers(nil): "the chip's ROM answers; it was in ISP mode already"
    case .stubAnswers: "the flash stub of a session before answers"
    case .stubRuns(let name): "flash stub '\(name)' runs"
    case .baud(let rate): "working at \(rate) baud"
    case .baudRefused(let asked, let works): "\(asked) baud do not work on this line; working at \(works)"
    case .lineGarbles(let from, let to): "the line garbles at \(from) baud; going on at \(to)"
    case .chip(let chip): "flash chip \(FlashChipWords(chip).summary)"
    case .alreadyThere(let bytes, let total) where bytes > 0:
      "\(NumberForm.bytes(bytes)) of \(NumberForm.shortBytes(total)) are in flash already"
    case .holdsNeighbours(let segments):
      "\(segments.count == 1 ? "a sector is" : "\(segments.count) sectors are") shared with other data, which is kept"
    case .recovering(let reason): "\(reason); getting back to the board"
    case .resumed: "the board is back; going on"
    case .verified(let bytes): "verified by checksums: \(NumberForm.bytes(bytes))"
    case .stubText(let text): "the stub says: \(DisplayWidth.singleLine(text))"
    case .rebooted: "the board starts"
    case .progress, .alreadyThere: nil
    }
  }

  /// Whether a script that reads the report should know.
  package static func isOfNote(_ event: FlashEvent) -> Bool {
    switch event {
    case .baudRefused, .lineGarbles, .recovering, .resumed, .stubText, .holdsNeighbours: true
    default: false
    }
  }

  /// What a piece of work is called beside its bar.
  package static func label(for phase: FlasherError.Phase) -> String {
    switch phase {
    case .connecting: "connecting"
    case .loadingStub: "loading the stub"
    case .identifying: "identifying"
    case .surveying: "comparing"
    case .backup: "backup"
    case .reading: "reading"
    case .erasing: "erasing"
    case .writing: "writing"
    case .verifying: "verifying"
    case .rebooting: "rebooting"
    case .loadingProgram: "loading"
    }
  }
}
