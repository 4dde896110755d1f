// @ts-check
// Owns: which faults are planted: every mutant of one source file, as an edit of the text inside one expression or statement. Refuses: running
// anything. Types, imports and names are never mutated, and in a regular expression only anchors and flags.
import ts from 'typescript'
import { declaredIn, lineOf } from '../reading/syntax.mjs'

/**
 * `site` is the expression or statement that the mutant replaces while it is switched on; `text` is the replacement.
 * @typedef {{ site: ts.Expression | ts.Statement, text: string, original: string, mutated: string, line: number, within: string }} Mutant
 * @typedef {{ at: ts.Node, from: number, to: number, text: string }} Edit
 */

const K = ts.SyntaxKind

/** The replacements of an operator. @type {ReadonlyMap<ts.SyntaxKind, readonly string[]>} */
const OPERATORS = new Map([
  [K.EqualsEqualsEqualsToken, ['!==']],
  [K.ExclamationEqualsEqualsToken, ['===']],
  [K.LessThanToken, ['<=', '>=']],
  [K.LessThanEqualsToken, ['<', '>']],
  [K.GreaterThanToken, ['>=', '<=']],
  [K.GreaterThanEqualsToken, ['>', '<']],
  [K.AmpersandAmpersandToken, ['||']],
  [K.BarBarToken, ['&&']],
  [K.PlusToken, ['-']],
  [K.MinusToken, ['+']],
  [K.AsteriskToken, ['/']],
  [K.AsteriskAsteriskToken, ['*']],
  [K.SlashToken, ['*']],
  [K.PercentToken, ['*']],
  [K.AmpersandToken, ['|']],
  [K.BarToken, ['&']],
  [K.LessThanLessThanToken, ['>>']],
  [K.GreaterThanGreaterThanToken, ['<<']],
  [K.GreaterThanGreaterThanGreaterThanToken, ['<<', '>>']],
  [K.PlusEqualsToken, ['-=', '=']],
  [K.MinusEqualsToken, ['+=', '=']],
  [K.BarEqualsToken, ['&=', '=']],
  [K.QuestionQuestionEqualsToken, ['=']],
])

/** The replacement of a method; '' removes the call and keeps its object. @type {ReadonlyMap<string, string>} */
const METHODS = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['startsWith', 'endsWith'],
  ['endsWith', 'startsWith'],
  ['indexOf', 'lastIndexOf'],
  ['min', 'max'],
  ['max', 'min'],
  ...['toLowerCase', 'filter', 'slice', 'trim', 'toSorted', 'replace'].map((name) => /** @type {const} */ ([name, ''])),
])

const COMPARISONS = new Set([
  K.EqualsEqualsEqualsToken,
  K.ExclamationEqualsEqualsToken,
  K.LessThanToken,
  K.LessThanEqualsToken,
  K.GreaterThanToken,
  K.GreaterThanEqualsToken,
])

/** @param {ts.Node} node @returns {Edit} the whole node becomes `text` */
const whole = (node, text = '') => ({ at: node, from: node.getStart(), to: node.getEnd(), text })

/** @param {ts.Node} node @returns {node is ts.BinaryExpression} */
const isLogical = (node) => ts.isBinaryExpression(node) && [K.AmpersandAmpersandToken, K.BarBarToken].includes(node.operatorToken.kind)

/** @param {ts.Node} node */
const isComparison = (node) => ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind)

/** The expression that decides between branches. @param {ts.Node} node */
function isCondition({ parent }, /** @type {ts.Node} */ node) {
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === node
  return (ts.isConditionalExpression(parent) || ts.isForStatement(parent)) && parent.condition === node
}

/** @param {ts.Expression} node @param {ts.TypeChecker} checker */
function isTruth(node, checker) {
  const type = checker.getTypeAtLocation(node)
  const parts = type.isUnion() ? type.types : [type]
  return parts.every((part) => (part.flags & ts.TypeFlags.BooleanLike) !== 0)
}

/** True and false instead of a condition, unless another mutant does the same. @param {ts.Expression} node @param {ts.TypeChecker} checker @returns {Edit[]} */
function truths(node, checker) {
  const { parent } = node
  if (ts.isParenthesizedExpression(node) || node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) return []
  const decides = isCondition(node, node)
  const operand = isLogical(parent) ? /** @type {ts.BinaryExpression} */ (parent) : undefined
  const asks = isComparison(node) || ((ts.isCallExpression(node) || ts.isPrefixUnaryExpression(node)) && isTruth(node, checker))
  const left = operand?.left === node
  if (!decides && !asks && !left && !(operand && isTruth(node, checker))) {
    return isLogical(node) && isTruth(node, checker)
      ? [whole(node, String(/** @type {ts.BinaryExpression} */ (node).operatorToken.kind === K.BarBarToken))]
      : []
  }
  if (ts.isForStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return [whole(node, 'false')]
  if (operand) return [whole(node, String(operand.operatorToken.kind === K.AmpersandAmpersandToken))]
  if (isLogical(node)) return [whole(node, String(/** @type {ts.BinaryExpression} */ (node).operatorToken.kind === K.BarBarToken))]
  return [whole(node, 'true'), whole(node, 'false')]
}

/** @param {ts.BinaryExpression} node @returns {Edit[]} */
function operators(node) {
  const { operatorToken: token, left, right } = node
  if (token.kind === K.QuestionQuestionToken) return [whole(node, left.getText()), whole(node, right.getText())]
  const others = token.kind === K.PlusToken && isText(left, right) ? [] : (OPERATORS.get(token.kind) ?? [])
  return others.map((text) => ({ at: node, from: token.getStart(), to: token.getEnd(), text }))
}

/** @param {ts.Node[]} sides whether a plus joins texts */
const isText = (...sides) => sides.some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side))

/** @param {ts.CallExpression} node @returns {Edit[]} */
function methods(node) {
  const callee = node.expression
  if (!ts.isPropertyAccessExpression(callee)) return []
  const other = METHODS.get(callee.name.text)
  if (other === undefined) return []
  if (other === '') return [whole(node, callee.expression.getText())]
  return [{ at: node, from: callee.name.getStart(), to: callee.name.getEnd(), text: other }]
}

/** @param {ts.Node} node @returns {Edit[]} */
function numbers(node) {
  if (ts.isBigIntLiteral(node)) return node.text === '0n' ? [whole(node, '1n')] : [whole(node, `${node.text.slice(0, -1)}1n`)]
  const value = Number(/** @type {ts.NumericLiteral} */ (node).text)
  return value === 0 ? [whole(node, '1')] : [whole(node, String(value - 1)), whole(node, String(value + 1))]
}

/** A text in a comparison is mutated by changing the comparison. @param {ts.StringLiteralLike | ts.TemplateExpression} node @returns {Edit[]} */
function texts(node) {
  const { parent } = node
  const named =
    (ts.isPropertyAssignment(parent) && parent.name === node) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)
  if (named || isComparison(parent)) return []
  return [whole(node, ts.isStringLiteralLike(node) && node.text === '' ? "'planted'" : "''")]
}

/** @param {ts.RegularExpressionLiteral} node @returns {Edit[]} */
function expressions(node) {
  const [, source = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(node.text) ?? []
  const changed = [
    ...(source.startsWith('^') ? [`/${source.slice(1)}/${flags}`] : []),
    ...(/[^\\]\$$/.test(source) ? [`/${source.slice(0, -1)}/${flags}`] : []),
    ...[...flags].map((flag) => `/${source}/${flags.replace(flag, '')}`),
  ]
  return changed.map((text) => whole(node, text))
}

/** @param {ts.PrefixUnaryExpression | ts.PostfixUnaryExpression} node @returns {Edit[]} */
function unaries(node) {
  const { operator, operand } = node
  if (operator === K.PlusPlusToken || operator === K.MinusMinusToken) {
    const other = operator === K.PlusPlusToken ? '--' : '++'
    return [whole(node, ts.isPrefixUnaryExpression(node) ? `${other}${operand.getText()}` : `${operand.getText()}${other}`)]
  }
  return [whole(node, operand.getText())]
}

/** Removes a statement, except the last return of a function, and what a mutated condition already removes. @param {ts.Statement} node @returns {Edit[]} */
function removals(node) {
  const { parent } = node
  const alone = ts.isIfStatement(parent) && parent.elseStatement === undefined
  const block = ts.isBlock(parent) ? parent : undefined
  const lone = block?.statements.length === 1 && ts.isIfStatement(block.parent) && block.parent.elseStatement === undefined
  if (alone || lone) return []
  const isLast = block !== undefined && ts.isFunctionLike(block.parent) && block.statements.at(-1) === node
  return ts.isReturnStatement(node) && isLast ? [] : [whole(node)]
}

/** @param {ts.Node} node @returns {Edit[]} */
function chains(node) {
  const dot = /** @type {{ questionDotToken?: ts.Node }} */ (node).questionDotToken
  if (dot === undefined) return []
  return [{ at: node, from: dot.getStart(), to: dot.getEnd(), text: ts.isPropertyAccessExpression(node) ? '.' : '' }]
}

/** @param {ts.Node} node @param {ts.TypeChecker} checker @returns {Edit[]} */
function editsAt(node, checker) {
  if (ts.isExpressionStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node) || ts.isReturnStatement(node))
    return removals(node)
  const found = ts.isExpression(node) ? truths(node, checker) : []
  if (ts.isBinaryExpression(node)) found.push(...operators(node))
  if (ts.isCallExpression(node)) found.push(...methods(node))
  if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) found.push(...numbers(node))
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) found.push(...texts(node))
  if (ts.isRegularExpressionLiteral(node)) found.push(...expressions(node))
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) found.push(...unaries(node))
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) found.push(whole(node, '[]'))
  if (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) found.push(whole(node, String(node.kind === K.FalseKeyword)))
  return [...found, ...chains(node)]
}

/** A callee and the inside of an optional chain cannot be replaced alone. @param {ts.Node} node @returns {Mutant['site']} */
function siteOf(node) {
  const { parent } = node
  const inner = /** @type {{ expression?: ts.Node }} */ (parent).expression === node
  const bound = inner && (ts.isCallExpression(parent) || (parent.flags & ts.NodeFlags.OptionalChain) !== 0)
  return bound ? siteOf(parent) : /** @type {Mutant['site']} */ (node)
}

/** @param {ts.Node} node parts that no mutant may change */
function isInert(node) {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
}

/** @param {Edit} edit @param {ts.SourceFile} file @returns {Mutant} */
function mutantOf({ at, from, to, text }, file) {
  const site = siteOf(at)
  const source = file.text
  const original = source.slice(at.getStart(), at.getEnd())
  const mutated = source.slice(at.getStart(), from) + text + source.slice(to, at.getEnd())
  return {
    site,
    text: source.slice(site.getStart(), from) + text + source.slice(to, site.getEnd()),
    original,
    mutated,
    line: lineOf(file, at),
    within: declaredIn(at),
  }
}

/** Every mutant of a file, in the order of the text. @param {ts.SourceFile} file @param {ts.TypeChecker} checker @returns {Mutant[]} */
export function mutantsOf(file, checker) {
  /** @type {Map<string, Mutant>} */
  const found = new Map()
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (isInert(node)) return
    for (const edit of editsAt(node, checker)) {
      const mutant = mutantOf(edit, file)
      if (mutant.original !== mutant.mutated) found.set(`${mutant.site.getStart()} ${mutant.site.getEnd()} ${mutant.text}`, mutant)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return [...found.values()]
}

/** The files of a folder as one program with types. @param {readonly string[]} paths absolute */
export function programOf(paths) {
  const program = ts.createProgram({
    rootNames: paths,
    options: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.NodeNext,
      strict: true,
      noUncheckedIndexedAccess: true,
      types: [],
      noEmit: true,
    },
  })
  return {
    checker: program.getTypeChecker(),
    file: (/** @type {string} */ path) => /** @type {ts.SourceFile} */ (program.getSourceFile(path)),
  }
}
