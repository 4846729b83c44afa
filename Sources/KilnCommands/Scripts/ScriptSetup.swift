import Console
import K210Boards
import Scripting

/// The files, the time and the machine of a script, as the options have them.
struct ScriptSetup {
  let configuration: ScriptConfiguration
  let folders: ScriptFolders
  /// `sys.path`.
  let path: [[UInt8]]
  private let options: ScriptOptions

  /// Opens the folders.
  ///
  /// - Parameter script: the script, whose folder can be reached as well.
  /// - Throws: exit code 3 when a folder cannot be opened.
  init(_ options: ScriptOptions, script: String? = nil) throws(CommandFailure) {
    self.options = options
    configuration = try options.configuration()
    let card = options.sd ?? "."
    var volumes: [String: any ScriptVolume] = [
      "sd": try Self.folder(card, option: "--sd \(card)"),
      "flash": MemoryFolder(
        byteLimit: FlashLayout.fileSystem.value.count, seconds: ScriptClock.system.wallSeconds),
    ]
    var scriptFolder = ""
    if let script {
      let place = ScriptPlace(ofScript: script, card: card)
      scriptFolder = place.path
      if let folder = place.folder { volumes["script"] = try Self.folder(folder, option: folder) }
    }
    folders = ScriptFolders(volumes, current: "sd")
    // As MaixPy's start-up script leaves it, with the script's folder in front.
    path = [scriptFolder, ".", "/sd", "/flash"].map { Array($0.utf8) }
  }

  /// The script's files, with words about them if wanted.
  func files(before say: @escaping () -> Void) -> any ScriptFiles {
    guard options.trace else { return folders }
    return TracedFiles(folders) { line in
      say()
      Talk.standard.say("trace: \(line)")
    }
  }

  /// What interrupts a script.
  func watch(_ signals: StopSignals, signalInterrupts: Bool) -> ScriptWatch {
    ScriptWatch(
      .system, signals: signals, signalInterrupts: signalInterrupts,
      timeout: options.timeout.map { .seconds($0) }, seed: options.seed)
  }

  private static func folder(_ path: String, option: String) throws(CommandFailure) -> HostFolder {
    do throws(ScriptFileError) { return try HostFolder(path) } catch {
      throw CommandFailure(
        .file, "\(option): the folder cannot be opened: \(systemMessage(Int32(clamping: error.number)))")
    }
  }
}
