extension ScriptFiles {
  /// All bytes of a file; nil if there are more than `limit`, not much more of which are read.
  package func contents(of path: [UInt8], limit: Int) throws(ScriptFileError) -> [UInt8]? {
    let mode = ScriptFileMode(
      reads: true, writes: false, truncates: false, creates: false, isExclusive: false, appends: false)
    let file = try open(path, mode)
    defer { close(file) }
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let part = try read(file, count: 1 << 16)
      if part.isEmpty { return bytes }
      bytes += part
    }
    return nil
  }
}
