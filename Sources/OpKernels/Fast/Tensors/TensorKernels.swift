/// The kernels of a chip's CPU layers: the plain reference, or forms of it that vectorise, with equal results.
///
/// Each method has the name, the arguments and the preconditions of the `Reference` kernel that defines it.
/// Floating point sums are formed in the reference's order, by vectorising across outputs, so that all bits
/// agree; only the payload of a NaN is left to the processor.
public struct TensorKernels: Sendable {
  /// The instruction set of kernels in C; nil for the reference.
  let set: KernelSet?
  /// Threads that large layers may use.
  let threads: Int

  /// The plain kernels.
  public static let reference = TensorKernels(set: nil, threads: 1)

  /// Fast kernels of an available set, on at most so many threads.
  public static func fast(_ set: KernelSet, threads: Int) -> TensorKernels {
    precondition(set.isAvailable)
    return TensorKernels(set: set, threads: max(1, threads))
  }

  /// Whether results come from the plain kernels.
  var isReference: Bool { self.set == nil }
}
