/// The two memories of the chip.
package enum K210Memory {
  /// Bytes of general memory: program, stacks, heaps, models.
  package static let general = Fact(6 << 20, .vendor, "SDK linker script: 6 MiB at 0x80000000")
  /// Bytes of the KPU's memory: feature maps, never models.
  package static let kpu = Fact(2 << 20, .vendor, "chip data sheet: 2 MiB at 0x80600000")
}

/// Memory of a C program on the standalone SDK, apart from its model and its buffers.
package enum PlainProgram {
  /// Bytes of code, data and the stacks of both cores.
  package static let staticBytes = Fact(
    256 << 10, .chosen, "rule of thumb: 6 MB for models")
  /// Bytes by which programs differ from that.
  package static let spread = Fact(256 << 10, .chosen, "another as much")
  /// Versions of kmodel that `kpu_load_kmodel` takes.
  package static let kmodelVersions = Fact([3, 4], .vendor, "SDK kpu.c")
}
