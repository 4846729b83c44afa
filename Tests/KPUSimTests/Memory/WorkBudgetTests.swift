import KPUSim
import Simulation
import Testing

@Suite("work budget")
struct WorkBudgetTests {
  @Test("work up to the limit is granted, one more operation is not")
  func limit() throws {
    var budget = WorkBudget(limit: 10)
    try budget.spend(4)
    try budget.spend(6)
    try budget.spend(0)
    #expect(throws: SimulationError.Kind.tooMuchWork(operations: 11, limit: 10)) { try budget.spend(1) }
  }

  @Test("work beyond counting is refused, alone or after other work", arguments: [0, 1])
  func uncountable(before: Int) throws {
    var budget = WorkBudget(limit: Int.max - 1)
    try budget.spend(before)
    #expect(throws: SimulationError.Kind.tooMuchWork(operations: .max, limit: .max - 1)) {
      try budget.spend(nil)
    }
  }
}
