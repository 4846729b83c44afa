/// Writes `.npy` files byte by byte, as numpy's format description has them.
public enum NumpyFile {
  /// A file of the given version, element type, shape text such as `(1, 2)` and element bytes.
  public static func bytes(
    version: UInt8 = 1, type: String, fortranOrder: String = "False", shape: String, elements: [UInt8]
  ) -> [UInt8] {
    file(
      version: version,
      header: "{'descr': '\(type)', 'fortran_order': \(fortranOrder), 'shape': \(shape), }\n",
      elements: elements)
  }

  /// A file with any header text.
  public static func file(version: UInt8 = 1, header: String, elements: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    let widths: [UInt32] = version == 1 ? [0, 8] : [0, 8, 16, 24]
    let length = widths.map { UInt8(truncatingIfNeeded: UInt32(text.count) >> $0) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + elements
  }
}
