import ArgumentParser
import Bytes
import Console
import Flasher
import K210Boards

/// `kiln flash id`: what board and what flash chip are there.
struct FlashIDCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "id",
    abstract: "Say which flash chip a board has, whether it is write-protected, and which reset lines work.")

  @OptionGroup var options: FlashOptions

  func run() throws {
    let job = FlashJob("id", options)
    try job.run { () throws(CommandFailure) in
      let (session, chip) = try job.connect()
      let words = FlashChipWords(chip)
      let board =
        session.flasher.board.map { "\($0.id): its reset lines work (\($0.name), or one wired like it)" }
        ?? "in ISP mode already, no reset line was touched"
      job.show("port        \(session.path)")
      job.show("board       \(board)")
      job.show("speed       \(session.narrator.baud ?? 115_200) baud")
      job.show("flash chip  \(words.summary)")
      job.show("unique id   \(chip.uniqueID.isEmpty ? "not told" : Hexadecimal.string(chip.uniqueID))")
      if let protection = words.protection {
        job.show("protection  \(protection); status registers \(FlashChipWords.spaced(chip.status))")
      }
      try session.finish()
    }
  }
}
