/**
 * `{ x }` where `x` is a variable of an earlier cell.
 *
 * tslab keeps the variables of earlier cells in an object, `exports`, and rewrites each use of one to `exports.x`. It
 * overlooks the short form of a property, in which one word is both the property's name and the variable.
 */
import type {
  CustomTransformers,
  Node,
  ShorthandPropertyAssignment,
  SourceFile,
  TransformerFactory,
  TypeChecker,
} from "@tslab/typescript-for-tslab";

type TypeScript = typeof import("@tslab/typescript-for-tslab");

/** The transformers of an emit, with one before them that writes such properties out: `{ x: exports.x }`. */
export function withShorthandProperties(
  typescript: TypeScript,
  checker: TypeChecker,
  transformers: CustomTransformers = {},
): CustomTransformers {
  const { factory } = typescript;

  const writeOut: TransformerFactory<SourceFile> = (context) => {
    function visit(node: Node): Node {
      const visited = typescript.visitEachChild(node, visit, context);
      if (!typescript.isShorthandPropertyAssignment(node) || !isOfEarlierCell(node, checker)) return visited;
      const variable = factory.createPropertyAccessExpression(factory.createIdentifier("exports"), node.name.text);
      const initializer = node.objectAssignmentInitializer;
      const value = initializer ? factory.createAssignment(variable, initializer) : variable;
      return typescript.setTextRange(factory.createPropertyAssignment(node.name.text, value), node);
    }
    return (file) => typescript.visitEachChild(file, visit, context);
  };
  return { ...transformers, before: [writeOut, ...(transformers.before ?? [])] };
}

/** Whether the variable is declared in the file in which tslab declares those of earlier cells. */
function isOfEarlierCell(property: ShorthandPropertyAssignment, checker: TypeChecker): boolean {
  const declarations = checker.getShorthandAssignmentValueSymbol(property)?.declarations ?? [];
  return declarations.some((declaration) => declaration.getSourceFile().fileName.endsWith("/__prev__.d.ts"));
}
