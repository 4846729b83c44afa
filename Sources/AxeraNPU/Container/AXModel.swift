public import Containers

/// What an `.axmodel` file of the vendor's says about itself.
///
/// The outer file is an ONNX model whose nodes of operation `neu mode` stand for compiled parts; their programs and
/// weights are constants of bytes. The contents of those are not public and stay bytes. **Source**: docs/axmodel.md;
/// measured on 157 public files of compiler versions 1.1 to 3.1.
public struct AXModel: Sendable, Equatable {
  /// How the file is laid out, by what its nodes say.
  public enum Generation: Int, Sendable, CaseIterable {
    /// Compiler 1.1: the one blob is an input of its node; nothing else is said.
    case first = 1
    /// Compilers 1.6 and 1.9: each node describes its programs; parameters and programs are apart.
    case second
    /// Compiler 3.1: parameters that are computed at run time, too.
    case third
  }

  /// How the file is laid out.
  public let generation: Generation
  /// Version of the compiler: `1.9-beta1-dirty`; empty when the file does not say.
  public let compilerVersion: String
  /// The commit that the compiler was built from; empty when the file does not say.
  public let compilerCommit: String
  /// Version of ONNX's intermediate representation.
  public let irVersion: Int64
  /// Cores of the NPU that the model was compiled for; nil for the first generation, which does not say.
  public let cores: Int?
  /// What the runtime is fed with.
  public let inputs: [AXTensor]
  /// What it gives.
  public let outputs: [AXTensor]
  /// The parts in the order of execution.
  public let parts: [AXPart]
  /// The constants that are programs and parameters of the NPU.
  public let blobs: [AXBlob]
  /// Bytes of the file.
  public let fileByteCount: Int

  /// The compiled parts.
  public var subgraphs: [AXSubgraph] {
    parts.compactMap { if case .npu(let subgraph) = $0 { subgraph } else { nil } }
  }

  /// How many nodes run on the CPU between them.
  public var cpuNodeCount: Int { parts.count - subgraphs.count }

  /// The sizes of batches that programs exist for, ascending.
  public var batches: [Int] { Set(subgraphs.flatMap { $0.programs.map(\.batch) }).sorted() }

  /// An estimate of the chip's memory (CMM) that the model takes: programs, parameters and tensors of the largest batch.
  ///
  /// What the runtime adds, and what parts hand to each other, is not in the file.
  public var estimatedMemoryByteCount: Int {
    let sizes = blobs.map(\.byteCount) + (inputs + outputs).map { $0.byteCount ?? 0 }
    return sizes.reduce(0) { sum, size in
      let (total, overflow) = sum.addingReportingOverflow(size)
      return overflow ? .max : total
    }
  }

  /// Bytes of all blobs of a role.
  public func byteCount(of role: AXBlob.Role) -> Int {
    blobs.filter { $0.role == role }.reduce(0) { $0 + $1.byteCount }
  }

  /// What the compiler writes as the producer of its files.
  package static let producer = "Pulsar2"

  /// Whether a file is one of the vendor's: an ONNX model whose producer is `Pulsar2`.
  public static func recognizes(_ bytes: [UInt8]) -> Bool {
    var reader = ProtobufReader(bytes[...])
    // Version and producer come first; what is behind them is not looked at.
    for _ in 0..<4 {
      guard let field = try? reader.next() else { return false }
      if field.number == 2 {
        guard let name = try? field.bytes(), name.elementsEqual(producer.utf8) else { return false }
        return ONNXModel.recognizes(bytes)
      }
    }
    return false
  }
}

/// A tensor that goes into the model or comes out of it.
public struct AXTensor: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// Type of its elements; nil when the file does not say.
  public let elementType: ONNXDataType?
  /// Extents, outermost first, as the runtime sees them; nil when one of them is open.
  public let extents: [Int]?
  /// Order of its axes; native when the file does not say.
  public var layout = BuildLayout.native
  /// What its channels are; nil for a number that has no name here.
  public var format: PictureFormat? = .automatic

  /// Bytes of the dense tensor; nil when type or extents are not known, or it does not fit.
  public var byteCount: Int? {
    guard let bits = elementType?.bitCount, bits >= 8, let extents else { return nil }
    var product = bits / 8
    for extent in extents {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      product = next
    }
    return product
  }
}

/// A node of the file's graph.
public enum AXPart: Sendable, Equatable {
  /// A part that was compiled for the NPU.
  case npu(AXSubgraph)
  /// A node that runs on the CPU, by its operation.
  case cpu(operation: String, name: String)
}

/// A part that was compiled for the NPU.
public struct AXSubgraph: Sendable, Equatable {
  /// Its name: `subgraph_npu_0`.
  public let name: String
  /// Names of the tensors that it reads, without its blobs.
  public let inputs: [String]
  /// Names of the tensors that it writes.
  public let outputs: [String]
  /// One for each size of batch that it was compiled for.
  public let programs: [AXProgram]
  /// What it says of its outputs, which newer files do.
  public let outputTypes: [AXOutputType]
}

/// A compiled program.
public struct AXProgram: Sendable, Equatable {
  /// How many inputs it takes at a time.
  public let batch: Int
  /// The blob that it is in.
  public let blob: String
  /// Blobs of its parameters.
  public let parameters: [String]
  /// Blobs of what its parameters at run time are computed by.
  public let dynamicParameters: [String]
}

/// Type and shape of an output of a subgraph, as its node says it.
public struct AXOutputType: Sendable, Equatable {
  /// The output's name.
  public let name: String
  /// The type's name: `FP32`.
  public let type: String
  /// Extents, outermost first.
  public let extents: [Int]
}

/// A constant of bytes.
public struct AXBlob: Sendable, Equatable {
  /// What a blob is for.
  public enum Role: String, Sendable, CaseIterable {
    /// Instructions; in the first generation with the weights inside.
    case program
    /// Weights, reordered and packed.
    case parameters
    /// How parameters are computed at run time.
    case dynamicParameters = "dynamic parameters"
    /// No program names it: a constant of the nodes on the CPU.
    case other
  }

  /// Its name.
  public let name: String
  /// What it is for.
  public let role: Role
  /// Its size.
  public let byteCount: Int
}
