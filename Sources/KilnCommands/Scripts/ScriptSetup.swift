import Console
import K210Boards
import MaixModules
import Scripting

/// The files, the time and the machine of a script, as the options have them.
struct ScriptSetup {
  let configuration: ScriptConfiguration
  let board: MaixBoard.Configuration
  let folders: ScriptFolders
  /// `sys.path`.
  let path: [[UInt8]]
  private let options: ScriptOptions
  private let camera: CameraSource
  private let flash: ScriptFlash
  private let screens: ScreenWriter?

  /// Opens the folders and what the board's devices need.
  ///
  /// - Parameter script: the script, whose folder can be reached as well.
  /// - Throws: exit code 3 when a folder or a file cannot be opened, 2 for options that cannot be.
  init(_ options: ScriptOptions, script: String? = nil) throws(CommandFailure) {
    self.options = options
    configuration = try options.configuration()
    board = try options.boardConfiguration()
    camera = try CameraSource(options.camera)
    flash = try ScriptFlash(path: options.flash, loads: options.load)
    screens = try options.screens.map { path throws(CommandFailure) in try ScreenWriter(path) }
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

  /// The board's devices, with words about them behind what the script printed.
  ///
  /// - Parameter frames: pictures after which the camera ends.
  func devices(_ watch: ScriptWatch, frames: Int? = nil, before flush: @escaping () -> Void) -> ScriptDevices
  {
    ScriptDevices(
      camera: camera, screens: screens, flash: flash, watch: watch, frameLimit: frames,
      isTracing: options.trace
    ) { line in
      flush()
      Talk.standard.say(line)
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
