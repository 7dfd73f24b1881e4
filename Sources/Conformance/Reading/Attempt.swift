/// A part of a file that is decoded by itself: where it is malformed, those beside it still run.
struct Attempt<Content: Decodable>: Decodable {
  /// The name that the part gives itself, or else its place.
  let name: String
  let content: Result<Content, VectorFileError>

  private enum Key: CodingKey { case name }

  init(from decoder: any Decoder) throws {
    let ownName = try? decoder.container(keyedBy: Key.self).decode(String.self, forKey: .name)
    name = ownName ?? VectorFileError.place(decoder.codingPath)
    do {
      content = .success(try Content(from: decoder))
    } catch let error as DecodingError {
      content = .failure(VectorFileError(error))
    } catch let error as VectorFileError {
      content = .failure(error)
    }
    if case .failure = content { decoder.keyRecord?.forget(decoder.codingPath) }
  }
}

extension Attempt {
  /// The cases that the content stands for, or one that says what is malformed.
  func vectorCases(_ cases: (Content) throws -> [VectorCase]) -> [VectorCase] {
    do {
      return try cases(content.get())
    } catch {
      let error =
        error as? VectorFileError ?? .malformed(place: name, reason: "\(error)")
      return [VectorCase(name, malformed: error)]
    }
  }
}

/// A list of cases, each of which is decoded by itself.
typealias Section<Element: Decodable> = Attempt<[Attempt<Element>]>
/// Cases by their names, each of which is decoded by itself.
typealias NamedSection<Element: Decodable> = Attempt<[String: Attempt<Element>]>

extension Optional {
  /// The cases of a list that a file may lack, each made from its position and its content.
  func vectorCases<Element>(
    _ cases: (Int, Element) throws -> [VectorCase]
  ) -> [VectorCase] where Wrapped == Section<Element> {
    self?.vectorCases { attempts in
      attempts.enumerated().flatMap { number, attempt in
        attempt.vectorCases { try cases(number, $0) }
      }
    } ?? []
  }

  /// The cases of a list that a file may lack.
  func vectorCases<Element>(
    _ cases: (Element) throws -> [VectorCase]
  ) -> [VectorCase] where Wrapped == Section<Element> {
    vectorCases { try cases($1) }
  }

  /// The cases of an object that a file may lack, in the order of their names.
  func vectorCases<Element>(
    _ cases: (String, Element) throws -> [VectorCase]
  ) -> [VectorCase] where Wrapped == NamedSection<Element> {
    self?.vectorCases { attempts in
      attempts.sorted { $0.key < $1.key }.flatMap { name, attempt in
        attempt.vectorCases { try cases(name, $0) }
      }
    } ?? []
  }

  /// The cases of a part that a file may lack.
  func vectorCases<Content>(
    _ cases: (Content) throws -> [VectorCase]
  ) -> [VectorCase] where Wrapped == Attempt<Content> {
    self?.vectorCases(cases) ?? []
  }
}
