// @ts-check
// Owns: what the checks read from a source file's syntax tree: its imports, its comments, its functions, its lines. Refuses: types; a check that
// needs them builds its own program.
import ts from 'typescript'
import { readText } from './source-tree.mjs'

/** @typedef {{ specifier: string, typeOnly: boolean, line: number, names: string[], locals: string[] }} Import */

/** @param {string} root @param {string} path @returns {ts.SourceFile} */
export function parse(root, path) {
  return ts.createSourceFile(path, readText(root, path), ts.ScriptTarget.Latest, true)
}

/** Visits every node, parents first. @param {ts.Node} node @param {(node: ts.Node) => void} visit */
export function walk(node, visit) {
  visit(node)
  ts.forEachChild(node, (child) => walk(child, visit))
}

/** @param {ts.SourceFile} file @param {ts.Node | number} at @returns {number} the line, from 1 */
export function lineOf(file, at) {
  return file.getLineAndCharacterOfPosition(typeof at === 'number' ? at : at.getStart(file)).line + 1
}

/**
 * The name of the declaration of a file that a node is in, with that of its method in a class: lines move, names rarely do. Empty where it has no name.
 * @param {ts.Node} node @returns {string}
 */
export function declaredIn(node) {
  /** @type {string[]} */
  const names = []
  for (let at = node; at !== undefined && !ts.isSourceFile(at); at = at.parent) {
    const isDeclared = ts.isFunctionDeclaration(at) || ts.isClassDeclaration(at) || ts.isVariableDeclaration(at) || ts.isClassElement(at)
    const { name } = /** @type {{ name?: ts.Node }} */ (/** @type {unknown} */ (at))
    if (isDeclared && name !== undefined) names.unshift(name.getText())
    // Inside of a function only the outermost name counts.
    if (ts.isFunctionDeclaration(at) || ts.isVariableDeclaration(at)) names.splice(1)
  }
  return names.slice(0, 2).join('.')
}

/** Every comment with its text and first line. @param {ts.SourceFile} file @returns {{ text: string, line: number }[]} */
export function commentsOf(file) {
  const text = file.text
  /** @type {Map<number, number>} */
  const ranges = new Map()
  /** @param {ts.Node} node */
  const visit = (node) => {
    const found = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ]
    for (const { pos, end } of found) ranges.set(pos, end)
    for (const child of node.getChildren(file)) visit(child)
  }
  visit(file)
  return [...ranges].sort((a, b) => a[0] - b[0]).map(([pos, end]) => ({ text: text.slice(pos, end), line: lineOf(file, pos) }))
}

/** @param {ts.NamedImportBindings | undefined} bindings @returns {{ names: string[], locals: string[], typeOnly: boolean }} */
function boundNames(bindings) {
  if (bindings === undefined) return { names: [], locals: [], typeOnly: false }
  if (ts.isNamespaceImport(bindings)) return { names: [], locals: [bindings.name.text], typeOnly: false }
  const values = bindings.elements.filter((e) => !e.isTypeOnly)
  return {
    names: values.map((e) => (e.propertyName ?? e.name).text),
    locals: [],
    typeOnly: bindings.elements.length > 0 && values.length === 0,
  }
}

/** @param {ts.ImportDeclaration} node @returns {Omit<Import, 'specifier' | 'line'>} */
function readImport(node) {
  const clause = node.importClause
  if (clause === undefined) return { typeOnly: false, names: [], locals: [] }
  const bound = boundNames(clause.namedBindings)
  const whole = clause.name === undefined ? [] : [clause.name.text]
  const typeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (bound.typeOnly && whole.length === 0)
  return { typeOnly, names: bound.names, locals: [...whole, ...bound.locals] }
}

/** @param {ts.ExportDeclaration} node @returns {Omit<Import, 'specifier' | 'line'>} */
function readReExport(node) {
  const clause = node.exportClause
  if (clause === undefined || ts.isNamespaceExport(clause)) return { typeOnly: node.isTypeOnly, names: ['*'], locals: [] }
  const values = clause.elements.filter((e) => !e.isTypeOnly)
  return { typeOnly: node.isTypeOnly || values.length === 0, names: values.map((e) => (e.propertyName ?? e.name).text), locals: [] }
}

/** @param {ts.CallExpression} node @returns {boolean} whether this call imports a module */
function isImportCall(node) {
  const callee = node.expression
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
}

/** @param {ts.Node} node @returns {{ from: ts.Node | undefined, read: Omit<Import, 'specifier' | 'line'> } | undefined} */
function readNode(node) {
  if (ts.isImportDeclaration(node)) return { from: node.moduleSpecifier, read: readImport(node) }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return { from: node.moduleSpecifier, read: readReExport(node) }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { from: node.argument.literal, read: { typeOnly: true, names: [], locals: [] } }
  }
  if (ts.isExternalModuleReference(node)) return { from: node.expression, read: { typeOnly: false, names: ['*'], locals: [] } }
  if (ts.isCallExpression(node) && isImportCall(node))
    return { from: node.arguments[0], read: { typeOnly: false, names: ['*'], locals: [] } }
  return undefined
}

/** Static, re-exported, dynamic and type imports; a computed specifier is returned as ''. @param {ts.SourceFile} file @returns {Import[]} */
export function importsOf(file) {
  /** @type {Import[]} */
  const found = []
  walk(file, (node) => {
    const one = readNode(node)
    if (one === undefined) return
    const specifier = one.from !== undefined && ts.isStringLiteralLike(one.from) ? one.from.text : ''
    found.push({ specifier, line: lineOf(file, node), ...one.read })
  })
  return found
}

/** Functions with a body. @param {ts.Node} node @returns {node is ts.FunctionLikeDeclaration & { body: ts.ConciseBody }} */
export function isFunctionWithBody(node) {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
}
