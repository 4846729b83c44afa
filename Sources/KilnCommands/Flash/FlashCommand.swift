import ArgumentParser

/// `kiln flash`: writes files to a board, and what else there is to do with its flash.
struct FlashCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "flash",
    abstract: "Write firmware, models and packages to a board's flash; read, verify, erase, back it up.",
    discussion: """
      kiln flash maixpy.bin             a firmware, to address 0
      kiln flash face.kmodel@0x300000   a model; what lies beside it stays
      kiln flash demo.kfpkg             a package
      kiln flash backup board.img       the whole chip into a file

      Kiln finds the port and the board by itself, prints the plan, writes what is not in flash already, and compares checksums of all \
      of it. An interrupted run goes on where it was when the same command is given again. Options of writing: kiln flash write --help.
      """,
    subcommands: [
      FlashWriteCommand.self, FlashReadCommand.self, FlashVerifyCommand.self, FlashEraseCommand.self,
      FlashBackupCommand.self, FlashIDCommand.self, FlashTerminalCommand.self,
    ],
    defaultSubcommand: FlashWriteCommand.self)
}
