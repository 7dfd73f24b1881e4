import GraphIR
import Schedule

extension KernelText {
  /// Every image's elements go a vector's width apart, or come back from there: a square of images
  /// and elements at a time, which compilers transpose in registers.
  func layoutConversion(_ conversion: LayoutConversion) -> String {
    var text = CText()
    let (lanes, elements) = (conversion.lanes, conversion.elementsPerImage)
    let whole = elements / lanes * lanes
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int block = 0; block < \(conversion.blocks); ++block)") {
        if conversion.tail != lanes {
          $0.add(
            "const int images = block < \(conversion.blocks - 1) ? \(lanes) : \(conversion.tail);")
        }
        if whole > 0 {
          $0.block("for (int first = 0; first < \(whole); first += \(lanes))") {
            square(conversion, from: "first", width: lanes, &$0)
          }
        }
        if whole < elements {
          $0.block("") { square(conversion, from: "\(whole)", width: elements - whole, &$0) }
        }
      }
    }
    return text.text
  }

  /// Some elements of the images of a block.
  private func square(
    _ conversion: LayoutConversion, from first: String, width: Int, _ text: inout CText
  ) {
    switch conversion.direction {
    case .toImagesInnermost:
      let square = computedSquare(conversion, from: first, width: width, &text)
      let target = images(resultName, conversion, from: first)
      text.add("\(conversion.elementType.cName) *const target = \(target);")
      text.block("for (int element = 0; element < \(width); ++element)") {
        $0.block("for (int lane = 0; lane < \(conversion.lanes); ++lane)") {
          $0.add("target[element * \(conversion.lanes) + lane] = \(square)[lane][element];")
        }
      }
    case .toRowMajor:
      let source = images(name(of: .operand(0)), conversion, from: first)
      text.add("const \(conversion.elementType.cName) *const source = \(source);")
      text.add("\(conversion.elementType.cName) square[\(conversion.lanes)][\(width)];")
      text.block("for (int lane = 0; lane < \(conversion.lanes); ++lane)") {
        $0.block("for (int element = 0; element < \(width); ++element)") {
          $0.add("square[lane][element] = source[element * \(conversion.lanes) + lane];")
        }
      }
      let count = conversion.tail == conversion.lanes ? "\(conversion.lanes)" : "images"
      text.block("for (int lane = 0; lane < \(count); ++lane)") {
        let row = row(of: resultName, "lane", conversion, from: first)
        $0.add("memcpy(\(row), square[lane], sizeof square[lane]);")
      }
    }
  }

  /// A square of rows, of which each element is computed from those that the operands have there.
  ///
  /// - Returns: its name.
  private func computedSquare(
    _ conversion: LayoutConversion, from first: String, width: Int, _ text: inout CText
  ) -> String {
    let (lanes, isWhole) = (conversion.lanes, conversion.tail == conversion.lanes)
    let roles = kernel.arguments.filter { $0.access == .read }.map(\.role)
    func square(_ role: Argument.Role) -> String {
      roles.count == 1 ? "rows" : "rows\(roles.firstIndex(of: role) ?? 0)"
    }
    for role in roles {
      text.add("\(buffer(role).type.elementType.cName) \(square(role))[\(lanes)][\(width)];")
    }
    text.block("for (int lane = 0; lane < \(lanes); ++lane)") { loop in
      if !isWhole {
        loop.add("/* Lanes past the last image repeat it, so that they hold ordinary numbers. */")
        loop.add("const int image = lane < images ? lane : images - 1;")
      }
      for role in roles {
        let row = row(of: name(of: role), isWhole ? "lane" : "image", conversion, from: first)
        loop.add("memcpy(\(square(role))[lane], \(row), sizeof \(square(role))[lane]);")
      }
    }
    if conversion.isCopy, let role = roles.first { return square(role) }
    text.add("\(conversion.elementType.cName) square[\(lanes)][\(width)];")
    let names = conversion.operands.enumerated().map { position, operand in
      switch operand {
      case .element(let role): "\(square(role))[lane][element]"
      case .literal(let literal): literal.cLiteral(as: conversion.elementTypes[position])
      }
    }
    text.block("for (int lane = 0; lane < \(lanes); ++lane)") {
      $0.block("for (int element = 0; element < \(width); ++element)") {
        $0.add(
          conversion.program, of: names, conversion.elementTypes, to: "square[lane][element]")
      }
    }
    return "square"
  }

  /// Where the elements of a block lie with images innermost.
  private func images(_ name: String, _ conversion: LayoutConversion, from first: String) -> String
  {
    let element = CExpression.position(
      ["(int64_t)block", first], [0, conversion.elementsPerImage])
    return CExpression.sum([name, CExpression.product(element, conversion.lanes)])
  }

  /// Where the elements of one image of a block lie in rows.
  private func row(
    of name: String, _ lane: String, _ conversion: LayoutConversion, from first: String
  ) -> String {
    let image = CExpression.position(["(int64_t)block", lane], [0, conversion.lanes])
    return CExpression.sum([
      name, CExpression.product(image, conversion.elementsPerImage), first,
    ])
  }
}

extension LayoutConversion {
  /// The number of blocks of images.
  fileprivate var blocks: Int { (images + lanes - 1) / lanes }
  /// The number of images in the last block.
  fileprivate var tail: Int { images - (blocks - 1) * lanes }
}
