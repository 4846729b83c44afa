import Console
import K210Boards
import KPUSim
import Reports

/// Every figure in the sums of a survey, each once, with what is known of it.
struct FitFigures {
  private let survey: FitSurvey

  init(_ survey: FitSurvey) { self.survey = survey }

  /// Memories and what every program takes in its order, then what is known of the targets; those of which the same is
  /// known share a row.
  var all: [FitPage.Figure] {
    var figures = [figure("general memory", K210Memory.general), figure("KPU RAM", K210Memory.kpu)]
    for answer in survey.answers {
      figures += answer.verdict.rows.filter { $0.part != .program }.map {
        figure($0.part.words(answer.fitCase.scenario), $0.bytes)
      }
    }
    figures = figures.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    return figures
      + shared { figure("share of memory", $0.programBytes) }
      + shared { scenario in
        guard scenario.programSpread > 0 else { return nil }
        return figure("share may differ by", scenario.firmware?.spread ?? PlainProgram.spread)
      }
      + shared { scenario in
        let versions = scenario.kmodelVersions
        return FitPage.Figure(
          "loads kmodel", versions.value.map { "v\($0)" }.joined(separator: ", "), versions)
      }
      + shared { figure("image in flash", $0.image) }
  }

  /// One figure of each target, with the ids of all targets that it is the same for.
  private func shared(_ figure: (FitScenario) -> FitPage.Figure?) -> [FitPage.Figure] {
    var groups: [(ids: [String], figure: FitPage.Figure)] = []
    for answer in survey.answers {
      guard let figure = figure(answer.fitCase.scenario) else { continue }
      if let index = groups.firstIndex(where: { $0.figure == figure }) {
        groups[index].ids.append(answer.target.id)
      } else {
        groups.append(([answer.target.id], figure))
      }
    }
    return groups.map { ids, figure in
      FitPage.Figure(
        "\(ids.joined(separator: ", ")): \(figure.subject)", figure.value, certainty: figure.certainty,
        isEstimate: figure.isEstimate, source: figure.source)
    }
  }

  private func figure(_ subject: String, _ fact: Fact<Int>) -> FitPage.Figure {
    FitPage.Figure(subject, "\(NumberForm.grouped(fact.value)) bytes", fact)
  }
}

extension FitPage.Figure {
  fileprivate init(_ subject: String, _ value: String, _ fact: Fact<some Any>) {
    self.init(
      subject, value, certainty: fact.certainty.rawValue, isEstimate: fact.certainty.isEstimate,
      source: fact.source)
  }
}
