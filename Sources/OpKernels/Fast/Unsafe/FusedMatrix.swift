import CKernels

/// A matrix that others are multiplied by, packed for an instruction set: `a × b + bias` in the fused arithmetic.
///
/// Equals `Reference.fusedMatrixMultiply` with the function behind it, bit for bit, whatever the set and the threads.
public final class FusedMatrix: Sendable {
  /// Rows of the matrix: terms of each sum.
  public let depth: Int
  /// Columns of the matrix and of results.
  public let columns: Int

  private let set: KernelSet
  private let function: FloatFunction
  private let packed: AlignedMemory
  private let bias: AlignedMemory
  private let offsets: AlignedMemory

  /// Packs a matrix.
  ///
  /// - Parameters:
  ///   - b: `[depth][columns]`, or with `isTransposed` `[columns][depth]`.
  ///   - bias: one per column; nil for zeros.
  ///   - function: applied to each sum.
  ///   - set: an available set.
  public init(
    _ b: Span<Float>, depth: Int, columns: Int, isTransposed: Bool = false, bias: Span<Float>? = nil,
    function: FloatFunction = .identity, set: KernelSet = .best
  ) {
    precondition(depth >= 0 && columns > 0 && depth < 1 << 28 && columns < 1 << 28 && set.isAvailable)
    precondition(b.count == depth * columns)
    (self.depth, self.columns, self.set, self.function) = (depth, columns, set, function)
    let width = columns.roundedUp(to: FusedLayer.columnUnit)
    let packed = AlignedMemory(byteCount: 4 * width * depth)
    // Invariant: `b` has depth * columns elements, as just checked; the packed ones are rounded up to whole units.
    unsafe b.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      unsafe kiln_fused_pack(
        source, Int32(columns), isTransposed ? depth : 1, Int32(depth), isTransposed ? 1 : columns,
        Int32(FusedLayer.columnUnit), packed.pointer(as: Float.self))
    }
    self.packed = packed
    var starts = [Float](repeating: 0, count: width)
    if let bias {
      precondition(bias.count == columns)
      for column in 0..<columns { starts[column] = bias[column] }
    }
    self.bias = AlignedMemory(copying: starts)
    offsets = AlignedMemory(copying: Array(0..<depth))
  }

  /// Multiplies `[rows][depth]` to `[rows][columns]`.
  ///
  /// - Parameters:
  ///   - scratch: working memory, kept from run to run.
  ///   - threads: at most so many, as `WorkerTeam` finds the work worth it.
  public func multiply(
    _ a: Span<Float>, rows: Int, output: inout MutableSpan<Float>, scratch: KernelScratch, threads: Int = 1
  ) {
    precondition(rows >= 0 && a.count == rows * depth && output.count == rows * columns)
    if rows == 0 { return }
    if depth == 0 { return fillWithBias(&output) }
    // Rows of a task, or for few rows columns.
    let height = min(rows, 6 * ((min(96, (rows + threads - 1) / threads) + 5) / 6))
    let rowParts = (rows + height - 1) / height
    let unit = 4 * FusedLayer.columnUnit
    let columnParts = rowParts >= threads ? 1 : min((columns + unit - 1) / unit, threads)
    let width = ((columns + columnParts - 1) / columnParts).roundedUp(to: unit)
    let floats = FusedLayer.depthUnit * (height + FusedLayer.rowUnit) + width.roundedUp(to: unit) * height
    let microseconds = rows * columns * depth / 20_000
    let workers = WorkerTeam.workers(microseconds: microseconds, threads: threads)
    let parts = (columns + width - 1) / width
    unsafe a.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let places = unsafe FusedPlaces(input: source, output: target)
        unsafe FusedTasks(workers: workers).run(rowParts * parts, scratch, floats: floats) { index, memory in
          let (row, column) = (index / parts * height, index % parts * width)
          var sums = unsafe self.sums
          unsafe kiln_fused_channels(
            &sums, places.input, Int32(row), Int32(min(height, rows - row)), Int32(column),
            Int32(min(width, columns - column)), places.output, memory)
        }
      }
    }
  }

  private func fillWithBias(_ output: inout MutableSpan<Float>) {
    let starts = unsafe bias.pointer(as: Float.self)
    for index in 0..<output.count { unsafe output[index] = function(starts[index % columns]) }
  }

  /// What C is told: the rows of `a` are pixels, the columns channels.
  private var sums: kiln_fused {
    unsafe kiln_fused(
      set: set.code, depth: Int32(depth), channels: Int32(columns), weights: packed.pointer(as: Float.self),
      bias: bias.pointer(as: Float.self), bias_step: 1, offsets: offsets.pointer(as: Int.self), columns: 1,
      row_step: depth, column_step: 1, has_slack: 0, channel_step: 1, pixel_step: columns,
      map: function.map(set), slopes: nil)
  }
}

/// Input and output of a run that threads share; each writes elements of its own.
@safe struct FusedPlaces: @unchecked Sendable {
  let input: UnsafePointer<Float>
  let output: UnsafeMutablePointer<Float>
}

extension TensorKernels {
  /// f32 matrix product of two matrices that are both new; see `Reference.fusedMatrixMultiply`.
  ///
  /// For one that stays the same `FusedMatrix` packs once.
  ///
  /// - Parameter scratch: working memory, kept from run to run.
  public func fusedMatrixMultiply(
    a: Span<Float>, b: Span<Float>, bias: Span<Float>?, rows: Int, depth: Int, columns: Int,
    transposesB: Bool = false, output: inout MutableSpan<Float>, scratch: KernelScratch
  ) {
    guard let set, rows > 0, depth > 0, columns > 0, max(rows, depth, columns) < 1 << 28 else {
      return Reference.fusedMatrixMultiply(
        a: a, b: b, bias: bias, rows: rows, depth: depth, columns: columns, transposesB: transposesB,
        output: &output)
    }
    precondition(a.count == rows * depth && b.count == depth * columns && output.count == rows * columns)
    if rows == 1, !transposesB {
      return multiplyRow(a, b, bias, depth: depth, columns: columns, set, &output)
    }
    let matrix = FusedMatrix(
      b, depth: depth, columns: columns, isTransposed: transposesB, bias: bias, set: set)
    matrix.multiply(a, rows: rows, output: &output, scratch: scratch, threads: threads)
  }

  /// One row, for which packing would take longer than the sums.
  private func multiplyRow(
    _ a: Span<Float>, _ b: Span<Float>, _ bias: Span<Float>?, depth: Int, columns: Int, _ set: KernelSet,
    _ output: inout MutableSpan<Float>
  ) {
    var starts: [Float] = [0]
    if let bias {
      precondition(bias.count == columns)
      starts = (0..<columns).map { bias[$0] }
    }
    let step: Int32 = bias == nil ? 0 : 1
    // Invariant: sizes are as the caller checked them.
    unsafe a.withUnsafeBufferPointer { row in
      unsafe b.withUnsafeBufferPointer { matrix in
        unsafe starts.withUnsafeBufferPointer { starts in
          unsafe output.withUnsafeMutableBufferPointer { target in
            unsafe kiln_fused_row_by_matrix(
              set.code, row.baseAddress, Int32(depth), matrix.baseAddress, columns, starts.baseAddress, step,
              Int32(columns), target.baseAddress)
          }
        }
      }
    }
  }
}
