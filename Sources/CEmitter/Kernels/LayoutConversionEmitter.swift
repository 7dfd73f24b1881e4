import GraphIR
import Schedule

/// Every image's elements go a vector's width apart, or come back from there: a square of images
/// and elements at a time, which compilers transpose in registers.
struct LayoutConversionEmitter: KernelEmitter {
  let context: KernelContext
  let conversion: LayoutConversion

  var formula: String {
    let operands = conversion.operands.map { operand in
      switch operand {
      case .element(let role): name(of: role)
      case .literal(let literal): literal.formula
      }
    }
    let layout =
      switch conversion.direction {
      case .toImagesInnermost: "\(conversion.lanes) images innermost"
      case .toRowMajor: "row-major"
      }
    return "\(resultName) = \(Formula.text(conversion.program, of: operands)), \(layout)"
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    let (lanes, elements) = (conversion.lanes, conversion.elementsPerImage)
    let whole = elements / lanes * lanes
    let arrays = context.parameters { role in
      (role == .output) == (conversion.direction == .toRowMajor)
        ? [conversion.images, elements] : [conversion.blocks, elements, lanes]
    }
    text.function(signature, parameters: arrays) { body in
      body.sharedLoop(index, "block", to: conversion.blocks) {
        if conversion.tail != lanes {
          let (last, tail) = (conversion.blocks - 1, conversion.tail)
          $0.add(
            last == 0
              ? "const \(index) images = \(tail);"
              : "const \(index) images = block < \(last) ? \(lanes) : \(tail);")
        }
        if whole > 0 {
          $0.block("for (\(index) first = 0; first < \(whole); first += \(lanes))") {
            square(from: "first", width: lanes, &$0)
          }
        }
        if whole < elements {
          $0.block("") { square(from: "\(whole)", width: elements - whole, &$0) }
        }
      }
    }
    return text.text
  }

  /// Some elements of the images of a block.
  private func square(from first: String, width: Int, _ text: inout CWriter) {
    switch conversion.direction {
    case .toImagesInnermost:
      let square = computedSquare(from: first, width: width, &text)
      text.block("for (\(index) element = 0; element < \(width); ++element)") {
        $0.block("for (\(index) lane = 0; lane < \(conversion.lanes); ++lane)") {
          let target = element(resultName, from: first)
          $0.add("\(target) = \(square)[lane][element];")
        }
      }
    case .toRowMajor:
      text.add("\(conversion.elementType.cName) square[\(conversion.lanes)][\(width)];")
      text.block("for (\(index) lane = 0; lane < \(conversion.lanes); ++lane)") {
        $0.block("for (\(index) element = 0; element < \(width); ++element)") {
          let source = element(name(of: .operand(0)), from: first)
          $0.add("square[lane][element] = \(source);")
        }
      }
      let count = conversion.tail == conversion.lanes ? "\(conversion.lanes)" : "images"
      text.block("for (\(index) lane = 0; lane < \(count); ++lane)") {
        let row = row(of: resultName, "lane", from: first)
        $0.add("memcpy(\(row), square[lane], sizeof square[lane]);")
      }
    }
  }

  /// A square of rows, of which each element is computed from those that the operands have there.
  ///
  /// - Returns: its name.
  private func computedSquare(
    from first: String, width: Int, _ text: inout CWriter
  ) -> String {
    let (lanes, isWhole) = (conversion.lanes, conversion.tail == conversion.lanes)
    let roles = context.kernel.arguments.filter { $0.access == .read }.map(\.role)
    func square(_ role: Argument.Role) -> String {
      roles.count == 1 ? "rows" : "rows\(roles.firstIndex(of: role) ?? 0)"
    }
    for role in roles {
      text.add("\(buffer(role).type.elementType.cName) \(square(role))[\(lanes)][\(width)];")
    }
    text.block("for (\(index) lane = 0; lane < \(lanes); ++lane)") { loop in
      if !isWhole {
        loop.add("/* Lanes past the last image repeat it, so that they hold ordinary numbers. */")
        loop.add("const \(index) image = lane < images ? lane : images - 1;")
      }
      for role in roles {
        let row = row(of: name(of: role), isWhole ? "lane" : "image", from: first)
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
    text.block("for (\(index) lane = 0; lane < \(lanes); ++lane)") {
      $0.block("for (\(index) element = 0; element < \(width); ++element)") {
        $0.add(
          conversion.program, of: names, conversion.elementTypes, to: "square[lane][element]")
      }
    }
    return "square"
  }

  /// An element of a block with images innermost.
  private func element(_ name: String, from first: String) -> String {
    CExpression.element(name, ["block", CExpression.sum([first, "element"]), "lane"])
  }

  /// Where the elements of one image of a block lie in rows.
  private func row(of name: String, _ lane: String, from first: String) -> String {
    let image = CExpression.position(["(int64_t)block", lane], [0, conversion.lanes])
    return "&" + CExpression.element(name, [image, first])
  }
}

extension LayoutConversion {
  /// The number of blocks of images.
  fileprivate var blocks: Int { (images + lanes - 1) / lanes }
  /// The number of images in the last block.
  fileprivate var tail: Int { images - (blocks - 1) * lanes }
}

extension EmitterFactory {
  func visit(_ kernel: LayoutConversion) -> any KernelEmitter {
    LayoutConversionEmitter(context: context, conversion: kernel)
  }
}
