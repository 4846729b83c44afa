import AxeraNPU
import Bytes
import Containers
import FoundationEssentials
import ImageCodecs
import Pictures

/// Samples that a network is fed to find the ranges of its values: pictures, arrays or raw numbers of one input.
struct CalibrationData {
  /// The name of what they come from, without its folder.
  let name: String
  /// A sample, by its name.
  struct Sample {
    let name: String
    let bytes: [UInt8]
  }
  /// Where each sample is, in the order of names.
  private let sources: [Source]

  private enum Source {
    case file(String)
    case member(TarArchive, TarArchive.Member)
    case entry(ZipArchive, ZipEntry)
    /// A stretch of an array that holds many.
    case part(NPYArray, index: Int)

    var name: String {
      switch self {
      case .file(let path): Files.lastComponent(of: path)
      case .member(_, let member): member.name
      case .entry(_, let entry): entry.name
      case .part(_, let index): "sample \(index)"
      }
    }
  }

  /// How many samples there are.
  var count: Int { sources.count }

  /// Most bytes that an archive may unpack to.
  private static let unpackedLimit = 1 << 30

  /// Finds the samples of a folder, a tar (also packed by gzip), a zip or an array.
  ///
  /// - Parameter limit: take so many, spread evenly over their names; nil for all.
  /// - Throws: a failure with exit code 3 for what cannot be read or holds nothing.
  init(_ path: String, limit: Int?) throws(CommandFailure) {
    name = Files.lastComponent(of: path)
    guard Files.exists(path) else {
      throw CommandFailure(.file, "\(path): no such file or folder", hints: Files.nearestName(to: path))
    }
    var sources: [Source]
    if Files.isFolder(path) {
      sources = []
      for name in try Files.names(in: path).sorted() where !name.hasPrefix(".") {
        let file = Files.path(path, name)
        if !Files.isFolder(file) { sources.append(.file(file)) }
      }
    } else {
      sources = try Self.sources(in: try Files.read(path), path)
    }
    guard !sources.isEmpty else {
      throw CommandFailure(
        .file, "\(path): holds no samples",
        hints: ["a folder, .tar, .tar.gz or .zip of pictures, or a .npy array"])
    }
    if let limit, limit > 0, limit < sources.count {
      let count = sources.count
      sources = (0..<limit).map { sources[$0 * count / limit] }
    }
    self.sources = sources
  }

  private static func sources(in bytes: [UInt8], _ path: String) throws(CommandFailure) -> [Source] {
    var bytes = bytes
    do {
      if Gzip.recognizes(bytes) { bytes = try Gzip.unpack(bytes, limit: unpackedLimit) }
      if TarArchive.recognizes(bytes) {
        let archive = try TarArchive(bytes)
        return archive.members.filter { isSample($0.name) }.sorted { $0.name < $1.name }.map {
          .member(archive, $0)
        }
      }
      if ZipArchive.recognizes(bytes) {
        let archive = try ZipArchive(bytes)
        return archive.entries.filter { isSample($0.name) }.sorted { $0.name < $1.name }.map {
          .entry(archive, $0)
        }
      }
      if NPYArray.recognizes(bytes) {
        let array = try NPYArray(bytes)
        return (0..<max(1, array.shape.first ?? 1)).map { .part(array, index: $0) }
      }
    } catch {
      throw CommandFailure(.file, "\(path): \(error)")
    }
    return [.file(path)]
  }

  /// Folders and what desktop systems leave behind are no samples.
  private static func isSample(_ name: String) -> Bool {
    !name.hasSuffix("/") && !Files.lastComponent(of: name).hasPrefix(".") && !name.hasPrefix("__MACOSX")
  }

  /// Name of a sample.
  func name(of index: Int) -> String { sources[index].name }

  /// What an input reads for a sample.
  ///
  /// - Throws: a failure with exit code 3 naming the sample and what the input takes.
  func numbers(_ index: Int, for input: ModelInput) throws(CommandFailure) -> [Float] {
    let source = sources[index]
    // A file of its own is named once.
    let place = source.name == name ? name : "\(name), \(source.name)"
    let bytes: [UInt8]
    switch source {
    case .file(let path): bytes = try Files.read(path)
    case .member(let archive, let member): bytes = Array(archive.contents(of: member))
    case .entry(let archive, let entry):
      do throws(ZipError) {
        bytes = try archive.contents(of: entry)
      } catch { throw CommandFailure(.file, "\(place): \(error)") }
    case .part(let array, let index): return try part(array, index, input, place)
    }
    if NPYArray.recognizes(bytes) {
      let array: NPYArray
      do throws(NPYArray.Failure) {
        array = try NPYArray(bytes)
      } catch { throw CommandFailure(.file, "\(place), byte \(error.offset): \(error.description)") }
      return try checked(array.floats, input, place)
    }
    if ImageFormat(detecting: bytes) != nil { return try pixels(bytes, input, place) }
    // Raw numbers of single precision, as the network reads them.
    guard bytes.count == 4 * input.extents.reduce(1, *) else {
      throw CommandFailure(
        .file,
        "\(place): \(bytes.count) bytes are no picture and no array; \(input.name) takes \(input.extents)",
        hints: ["every file of \(name) must be a sample: PNG, JPEG, BMP, PPM, .npy or raw single precision"])
    }
    var reader = ByteReader(bytes[...])
    var numbers: [Float] = []
    while let bits: UInt32 = try? reader.readInteger() { numbers.append(Float(bitPattern: bits)) }
    return numbers
  }

  private func checked(
    _ numbers: [Float]?, _ input: ModelInput, _ place: String
  ) throws(CommandFailure) -> [Float] {
    guard let numbers, numbers.count == input.extents.reduce(1, *) else {
      throw CommandFailure(
        .file, "\(place): an array of \(numbers?.count ?? 0) numbers; \(input.name) takes \(input.extents)",
        hints: ["arrays hold what the network reads, planes first, after mean and deviation"])
    }
    return numbers
  }

  private func part(
    _ array: NPYArray, _ index: Int, _ input: ModelInput, _ place: String
  ) throws(CommandFailure) -> [Float] {
    guard let all = array.floats else { return try checked(nil, input, place) }
    let size = all.count / max(1, array.shape.first ?? 1)
    return try checked(Array(all[(index * size)..<((index + 1) * size)]), input, place)
  }

  /// A picture, fitted to the input, in the order of planes that the network reads.
  private func pixels(
    _ bytes: [UInt8], _ input: ModelInput, _ place: String
  ) throws(CommandFailure) -> [Float] {
    guard let size = input.picture else {
      throw CommandFailure(.file, "\(place): a picture, but \(input.name) takes \(input.extents)")
    }
    do {
      let picture = try ImageDecoder().decode(bytes).picture
        .fitted(to: Size(width: size.width, height: size.height), by: .stretch).picture
      let order: ColorOrder = size.channels == 1 ? .gray : input.modelFormat == .bgr ? .bgr : .rgb
      return input.numbers(ofPlanes: picture.planar(order))
    } catch { throw CommandFailure(.file, "\(place): \(error)") }
  }
}
