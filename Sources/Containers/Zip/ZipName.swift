/// What a member may be called.
enum ZipName {
  /// Why a name is refused, nil when any folder can hold it and it stays inside.
  static func fault(_ name: String) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return "it contains control characters"
    }
    if name.hasPrefix("/") { return "it is absolute" }
    if name.contains("\\") { return "it contains a backslash" }
    let start = Array(name.utf8.prefix(2))
    if start.count == 2, start[1] == UInt8(ascii: ":") { return "it names a drive" }
    // A folder's own entry ends in a slash.
    let path = name.hasSuffix("/") ? name.dropLast() : name[...]
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      switch part {
      case "..": return "it leads upwards"
      case ".", "": return "it has an empty part"
      default: continue
      }
    }
    return nil
  }
}
