import K210Boards
import Testing

@Suite("facts")
struct FactTests {
  @Test("what is measured or stated is no estimate, what is concluded or chosen is")
  func certainties() {
    #expect(Certainty.allCases.filter(\.isEstimate) == [.inferred, .chosen])
  }

  @Test("equal facts have equal value, certainty and source")
  func equality() {
    let fact = Fact(1, .measured, "a board")
    #expect(fact == Fact(1, .measured, "a board"))
    #expect(fact != Fact(2, .measured, "a board"))
    #expect(fact != Fact(1, .vendor, "a board"))
    #expect(fact != Fact(1, .measured, "another board"))
  }
}
