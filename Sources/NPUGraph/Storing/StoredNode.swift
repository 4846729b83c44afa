import Containers

/// What a node is in a file: a name of the operation, attributes, numbers beside the values that it reads.
struct StoredNode {
  var operation: String
  var attributes: [ONNXAttribute] = []
  /// Weights, biases and tables, in order.
  var tensors: [ONNXTensor] = []

  init(_ operation: String) { self.operation = operation }

  mutating func set(_ name: String, _ value: Int) { set(name, [value], .int(Int64(value))) }
  mutating func set(_ name: String, _ values: [Int]) {
    set(name, values, .ints(values.map { Int64($0) }))
  }
  mutating func set(_ name: String, _ value: Float) {
    attributes.append(ONNXAttribute(name, .float(value)))
  }
  mutating func set(_ name: String, _ values: [Float]) {
    if !values.isEmpty { attributes.append(ONNXAttribute(name, .floats(values))) }
  }
  mutating func set(_ name: String, _ text: String) {
    attributes.append(ONNXAttribute(name, .string(Array(text.utf8))))
  }
  private mutating func set(_ name: String, _ values: [Int], _ value: ONNXAttribute.Value) {
    // A list without elements says nothing that its absence does not.
    if !values.isEmpty { attributes.append(ONNXAttribute(name, value)) }
  }
}

/// Reads the parts of a stored node; every miss is an error that names the node.
struct StoredNodeReader {
  let node: ONNXNode
  let tensors: [ONNXTensor]

  func fail(_ reason: String) -> GraphFileError {
    GraphFileError(reason, at: "node \(node.name.isEmpty ? node.operation : node.name)")
  }

  func int(_ name: String) throws(GraphFileError) -> Int {
    guard let value = node.int(name) else { throw fail("no attribute \(name)") }
    return Int(clamping: value)
  }

  func ints(_ name: String) -> [Int] { node.ints(name)?.map { Int(clamping: $0) } ?? [] }
  func floats(_ name: String) -> [Float] { node.floats(name) ?? [] }

  func ints(_ name: String, count: Int) throws(GraphFileError) -> [Int] {
    let values = ints(name)
    guard values.count == count else { throw fail("\(values.count) numbers in \(name); must be \(count)") }
    return values
  }

  func floats(_ name: String, count: Int) throws(GraphFileError) -> [Float] {
    let values = floats(name)
    guard values.count == count else { throw fail("\(values.count) numbers in \(name); must be \(count)") }
    return values
  }

  func string(_ name: String) throws(GraphFileError) -> String {
    guard let value = node.string(name) else { throw fail("no attribute \(name)") }
    return value
  }

  func tensor(_ index: Int) throws(GraphFileError) -> ONNXTensor {
    guard index < tensors.count else { throw fail("\(tensors.count) tensors; must be at least \(index + 1)") }
    return tensors[index]
  }

  func numbers(_ index: Int) throws(GraphFileError) -> [Float] {
    let tensor = try tensor(index)
    do throws(ONNXError) { return try tensor.floats() } catch { throw fail("\(error)") }
  }

  func integers<T: FixedWidthInteger>(_ index: Int, as type: T.Type) throws(GraphFileError) -> [T] {
    let tensor = try tensor(index)
    let numbers: [Int64]
    do throws(ONNXError) { numbers = try tensor.integers() } catch { throw fail("\(error)") }
    var results: [T] = []
    results.reserveCapacity(numbers.count)
    for number in numbers {
      guard let result = T(exactly: number) else { throw fail("\(number) does not fit \(T.self)") }
      results.append(result)
    }
    return results
  }

  /// A number of 32 bits of a list.
  func narrow(_ value: Int) throws(GraphFileError) -> Int32 {
    guard let result = Int32(exactly: value) else { throw fail("\(value) does not fit 32 bits") }
    return result
  }
}
