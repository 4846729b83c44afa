/// Module `uos` over the host's files (extmod/vfs.c, extmod/vfs_fat.c).
extension Interpreter {
  func installFileSystemModule() {
    addModule("uos") { vm, module throws(Raised) in
      try vm.fillFolderFunctions(module)
      try vm.fillFileFunctions(module)
      try vm.fillSystemFunctions(module)
    }
  }

  /// The files that the script may reach; OSError when there are none.
  package func fileSystem() throws(Raised) -> any ScriptFiles {
    guard let files = host.files else { throw osError(ErrorNumber.noDevice) }
    return files
  }

  /// Asks the host's files for something; OSError when they refuse it.
  func asked<Answer>(_ body: () throws(ScriptFileError) -> Answer) throws(Raised) -> Answer {
    do {
      return try body()
    } catch {
      throw osError(error.number)
    }
  }

  private func fillFolderFunctions(_ module: ModuleBuilder) throws(Raised) {
    try module.define("listdir", 0, 1) { vm, args throws(Raised) in
      let list = try vm.newList([])
      for entry in try vm.folder(args) { try vm.listAppend(list, try vm.entryName(entry, args)) }
      return list
    }
    try module.define("ilistdir", 0, 1) { vm, args throws(Raised) in
      let list = try vm.newList([])
      for entry in try vm.folder(args) {
        let kind = entry.isDirectory ? FileKind.folder : FileKind.file
        let items = [
          try vm.entryName(entry, args), Value(small: kind), Value(small: 0),
          try vm.newInteger(entry.byteCount),
        ]
        try vm.listAppend(list, try vm.newTuple(items))
      }
      return try vm.iterator(of: list)
    }
    try module.define("getcwd", 0, 0) { vm, _ throws(Raised) in
      let files = try vm.fileSystem()
      return try vm.newString(try vm.asked { () throws(ScriptFileError) in try files.currentDirectory() })
    }
    try definePath(module, "chdir") { files, path throws(ScriptFileError) in try files.changeDirectory(path) }
    try definePath(module, "mkdir") { files, path throws(ScriptFileError) in try files.makeDirectory(path) }
    try definePath(module, "rmdir") { files, path throws(ScriptFileError) in
      try files.remove(path, directory: true)
    }
    try definePath(module, "remove") { files, path throws(ScriptFileError) in
      try files.remove(path, directory: false)
    }
  }

  private func fillFileFunctions(_ module: ModuleBuilder) throws(Raised) {
    try module.define("rename", 2, 2) { vm, args throws(Raised) in
      let (old, new) = (try vm.givenText(args[0]), try vm.givenText(args[1]))
      let files = try vm.fileSystem()
      try vm.asked { () throws(ScriptFileError) in try files.rename(old, to: new) }
      return .none
    }
    try module.define("stat", 1, 1) { vm, args throws(Raised) in
      let (path, files) = (try vm.givenText(args[0]), try vm.fileSystem())
      let status = try vm.asked { () throws(ScriptFileError) in try files.status(path) }
      let time = try vm.newInteger(status.modified)
      let zero = Value(small: 0)
      return try vm.newTuple([
        Value(small: status.isDirectory ? FileKind.folder : FileKind.file), zero, zero, zero, zero, zero,
        try vm.newInteger(status.byteCount), time, time, time,
      ])
    }
    try module.define("statvfs", 1, 1) { vm, args throws(Raised) in
      let (path, files) = (try vm.givenText(args[0]), try vm.fileSystem())
      let space = try vm.asked { () throws(ScriptFileError) in try files.space(path) }
      let numbers = [
        space.blockByteCount, space.blockByteCount, space.blocks, space.free, space.free, 0, 0, 0, 0, 255,
      ]
      var items: [Value] = []
      for number in numbers { items.append(try vm.newInteger(number)) }
      return try vm.newTuple(items)
    }
  }

  private func fillSystemFunctions(_ module: ModuleBuilder) throws(Raised) {
    try module.define("sync", 0, 0) { _, _ throws(Raised) in .none }
    try module.define("uname", 0, 0) { vm, _ throws(Raised) in
      try vm.newAttributeTuple([
        "sysname": try vm.newString(Array(Firmware.system.utf8)),
        "nodename": try vm.newString(Array(Firmware.system.utf8)),
        "release": try vm.newString(Array(Firmware.release.utf8)),
        "version": try vm.newString(Array("v\(Firmware.release)".utf8)),
        "machine": try vm.newString(Array(Firmware.machine.utf8)),
      ])
    }
    try module.define("urandom", 1, 1) { vm, args throws(Raised) in
      let count = try vm.integerArgument(args[0])
      try vm.checkStreamByteCount(count)
      return try vm.newBytes(vm.host.randomBytes(count))
    }
  }

  /// A function of one path without a result.
  private func definePath(
    _ module: ModuleBuilder, _ name: String,
    _ body: @escaping (any ScriptFiles, [UInt8]) throws(ScriptFileError) -> Void
  ) throws(Raised) {
    try module.define(name, 1, 1) { vm, args throws(Raised) in
      let (path, files) = (try vm.givenText(args[0]), try vm.fileSystem())
      try vm.asked { () throws(ScriptFileError) in try body(files, path) }
      return .none
    }
  }

  private func folder(_ args: Arguments) throws(Raised) -> [ScriptFileEntry] {
    let files = try fileSystem()
    let path =
      args.count > 0
      ? try givenText(args[0]) : try asked { () throws(ScriptFileError) in try files.currentDirectory() }
    return try asked { () throws(ScriptFileError) in try files.list(path) }
  }

  /// Names are `bytes` when the path was.
  private func entryName(_ entry: ScriptFileEntry, _ args: Arguments) throws(Raised) -> Value {
    args.count > 0 && isKind(args[0], .bytes) ? try newBytes(entry.name) : try newString(entry.name)
  }
}

/// Kinds of files in `stat` and `ilistdir`.
private enum FileKind {
  static let folder = 0x4000
  static let file = 0x8000
}

/// What the board's firmware says of itself.
enum Firmware {
  static let system = "MaixPy"
  static let release = "0.6.2"
  static let version = [0, 6, 2]
  static let machine = "Sipeed_M1 with kendryte-k210"
}
