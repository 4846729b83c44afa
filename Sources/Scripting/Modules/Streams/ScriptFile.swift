/// An open file, with a little of it read ahead.
final class ScriptFile: ScriptStream {
  private let files: any ScriptFiles
  private let mode: ScriptFileMode
  let isTextStream: Bool
  /// The host's number of it; nil when it is closed.
  private var file: Int?
  /// What was read and not yet asked for.
  private var ahead: ArraySlice<UInt8> = []

  private static let aheadByteCount = 4096

  init(_ file: Int, in files: any ScriptFiles, mode: ScriptFileMode, isText: Bool) {
    self.file = file
    self.files = files
    self.mode = mode
    isTextStream = isText
  }

  /// A file that the script forgot is closed by the collector, as on the device.
  deinit {
    if let file { files.close(file) }
  }

  /// The host's number; ValueError when it is closed.
  func number(_ vm: Interpreter) throws(Raised) -> Int {
    guard let file else { throw vm.closedFileError() }
    return file
  }

  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    if ahead.isEmpty {
      let part = try readHost(vm, max(min(count, 1 << 20), Self.aheadByteCount))
      if part.count <= count { return part }
      ahead = part[...]
    }
    let part = ahead.prefix(count)
    ahead = ahead.dropFirst(part.count)
    return Array(part)
  }

  func readStreamLine(_ vm: Interpreter, atMost limit: Int) throws(Raised) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < limit {
      if ahead.isEmpty { ahead = try readHost(vm, Self.aheadByteCount)[...] }
      if ahead.isEmpty { break }
      let rest = ahead.prefix(limit - line.count)
      let part = rest.firstIndex(of: Ascii.lineFeed).map { rest[...$0] } ?? rest
      line += part
      ahead = ahead.dropFirst(part.count)
      try vm.checkStreamByteCount(line.count)
      if part.last == Ascii.lineFeed { break }
    }
    return line
  }

  private func readHost(_ vm: Interpreter, _ count: Int) throws(Raised) -> [UInt8] {
    let file = try number(vm)
    guard mode.reads else { throw vm.osError(ErrorNumber.badFile) }
    return try vm.asked { () throws(ScriptFileError) in try files.read(file, count: count) }
  }

  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    let file = try number(vm)
    guard mode.writes else { throw vm.osError(ErrorNumber.badFile) }
    try vm.asked { () throws(ScriptFileError) in
      // What was read ahead is not read yet.
      if !ahead.isEmpty { _ = try files.seek(file, offset: -ahead.count, whence: 1) }
      ahead = []
      try files.write(file, bytes)
    }
    return bytes.count
  }

  func seekStream(_ vm: Interpreter, offset: Int, whence: Int) throws(Raised) -> Int {
    let file = try number(vm)
    guard (0...2).contains(whence) else { throw vm.osError(ErrorNumber.invalid) }
    let isTelling = whence == 1 && offset == 0
    let (target, overflows) = offset.subtractingReportingOverflow(whence == 1 && !isTelling ? ahead.count : 0)
    guard !overflows else { throw vm.osError(ErrorNumber.invalid) }
    let place = try vm.asked { () throws(ScriptFileError) in
      try files.seek(file, offset: target, whence: whence)
    }
    if isTelling { return place - ahead.count }
    ahead = []
    return place
  }

  func flushStream(_ vm: Interpreter) throws(Raised) {
    let file = try number(vm)
    try vm.asked { () throws(ScriptFileError) in try files.flush(file) }
  }

  /// A closed file may be closed again, as on the device's file systems.
  func closeStream(_ vm: Interpreter) throws(Raised) {
    if let file { files.close(file) }
    file = nil
    ahead = []
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("<io.\(isTextStream ? "TextIOWrapper" : "FileIO") \(file ?? -1)>".utf8)
  }
}

extension ScriptFileMode {
  /// What the letters of `open`'s mode mean; those that mean nothing are passed over, as on the device.
  init(letters: [UInt8]) {
    var (reads, writes, truncates, creates, isExclusive, appends) = (true, false, false, false, false, false)
    for letter in letters {
      switch letter {
      case UInt8(ascii: "r"):
        (reads, writes, truncates, creates, appends) = (true, false, false, false, false)
      case UInt8(ascii: "w"): (reads, writes, truncates, creates, appends) = (false, true, true, true, false)
      case UInt8(ascii: "a"): (reads, writes, truncates, creates, appends) = (false, true, false, true, true)
      case UInt8(ascii: "x"):
        (reads, writes, truncates, creates, appends) = (false, true, false, true, false)
        isExclusive = true
      case UInt8(ascii: "+"): (reads, writes) = (true, true)
      default: break
      }
    }
    self.init(
      reads: reads, writes: writes, truncates: truncates, creates: creates, isExclusive: isExclusive,
      appends: appends)
  }
}
