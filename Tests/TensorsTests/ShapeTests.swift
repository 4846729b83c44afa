import Tensors
import Testing

@Suite("Shape and element type")
struct ShapeTests {
  @Test(
    "the count of elements is the product of the extents",
    arguments: [([], 1), ([7], 7), ([1, 3, 4], 12), ([5, 0, 9], 0)] as [([Int], Int)])
  func elementCount(extents: [Int], count: Int) {
    #expect(Shape(extents).elementCount == count)
  }

  @Test("a product beyond Int has no count") func overflow() {
    #expect(Shape([1 << 32, 1 << 32]).elementCount == nil)
  }

  @Test("negative extents become 0") func negativeExtents() {
    #expect(Shape([2, -3]).extents == [2, 0])
  }

  @Test("shapes are written with x") func description() {
    #expect(Shape([1, 3, 240, 320]).description == "1x3x240x320")
    #expect(Shape([]).description.isEmpty)
  }

  @Test(
    "each type has the size and the name of the reports",
    arguments: [
      (ElementType.uint8, "u8", 1), (.int8, "i8", 1), (.uint16, "u16", 2), (.int16, "i16", 2),
      (.int32, "i32", 4), (.int64, "i64", 8), (.float16, "f16", 2), (.float32, "f32", 4),
    ])
  func elementTypes(type: ElementType, name: String, byteCount: Int) {
    #expect(type.rawValue == name)
    #expect(type.byteCount == byteCount)
    #expect(ElementType(rawValue: name) == type)
  }

  @Test("a description counts whole elements") func tensorDescription() {
    let description = TensorDescription(
      name: "input0", elementType: .float32, shape: Shape([2, 3]), byteCount: 24)
    #expect(description.elementCount == 6)
  }
}
