// @ts-check
// Owns: the rule of STYLE.md on plain English, as the phrases of plain-words.json: in pages, in what sources may print, and, in the folders that the
// list names as done, in comments and test titles. Refuses: judging any other prose.
import ts from 'typescript'
import { committedFiles, isTest, ownRoot, packageSources, readJson } from './reading/source-tree.mjs'
import { commentsOf, lineOf, parse, walk } from './reading/syntax.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */
/**
 * `pages` and `done` are beginnings of paths.
 *
 * @typedef {{ phrases: { pattern: string, say: string }[], pages: string[], done: string[], exempt: { path: string, reason: string }[] }} PlainWords
 */

const rules = /** @type {PlainWords} */ (readJson(ownRoot, 'tools/plain-words.json'))
const patterns = rules.phrases.map(({ pattern, say }) => ({ pattern: new RegExp(pattern, 'gi'), say }))

/** @param {readonly string[]} beginnings @param {string} path */
const isUnder = (beginnings, path) => beginnings.some((beginning) => path.startsWith(beginning))

const exempt = rules.exempt.map(({ path }) => path)

/** The phrases in one text that begins at a line. @param {string} path @param {string} text @param {number} first @returns {Problem[]} */
function findPhrases(path, text, first) {
  return patterns.flatMap(({ pattern, say }) =>
    [...text.matchAll(pattern)].map((m) => ({
      path,
      line: first + text.slice(0, m.index).split('\n').length - 1,
      rule: 'words',
      message: `"${m[0].trim()}" is not plain; write: ${say}`,
    })),
  )
}

/** What a program may print: its string literals. @param {ts.SourceFile} file @returns {Problem[]} */
function phrasesOfStrings(file) {
  /** @type {Problem[]} */
  const found = []
  walk(file, (node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      found.push(...findPhrases(file.fileName, node.text, lineOf(file, node)))
  })
  return found
}

/** Comments without their code, line for line. @param {ts.SourceFile} file @returns {Problem[]} */
function phrasesOfComments(file) {
  return commentsOf(file).flatMap(({ text, line }) =>
    findPhrases(
      file.fileName,
      text.replace(/`[^`]*`/g, (code) => code.replace(/[^\n]/g, '')),
      line,
    ),
  )
}

/** Whether a call is that of `describe`, `it` or `test`, also as `it.each(rows)` and the like. @param {ts.Expression} callee @returns {boolean} */
function isTestCall(callee) {
  if (ts.isIdentifier(callee)) return ['describe', 'it', 'test'].includes(callee.text)
  return (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) && isTestCall(callee.expression)
}

/** The arrays that a file declares, by name. @param {ts.SourceFile} file @returns {Map<string, ts.ArrayLiteralExpression>} */
function declaredArrays(file) {
  /** @type {Map<string, ts.ArrayLiteralExpression>} */
  const arrays = new Map()
  walk(file, (node) => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer && ts.isArrayLiteralExpression(node.initializer))
      arrays.set(node.name.text, node.initializer)
  })
  return arrays
}

/** The name of a row: its first element, its member `name`, or the row itself. @param {ts.Expression} row @returns {ts.Expression | undefined} */
function nameOf(row) {
  if (ts.isArrayLiteralExpression(row)) return row.elements[0]
  if (!ts.isObjectLiteralExpression(row)) return row
  const member = row.properties.find((one) => ts.isPropertyAssignment(one) && one.name.getText() === 'name')
  return member && ts.isPropertyAssignment(member) ? member.initializer : undefined
}

/** The titles of tests, and the names of the rows of their tables. @param {ts.SourceFile} file @returns {ts.Expression[]} */
function titlesOf(file) {
  const arrays = declaredArrays(file)
  /** @type {ts.Expression[]} */
  const titles = []
  walk(file, (node) => {
    if (!ts.isCallExpression(node) || !isTestCall(node.expression)) return
    const [first] = node.arguments
    const given = first && ts.isIdentifier(first) ? arrays.get(first.text) : first
    const names = given && ts.isArrayLiteralExpression(given) ? given.elements.map(nameOf) : [given]
    titles.push(
      ...names.filter((name) => name !== undefined).filter((name) => ts.isStringLiteralLike(name) || ts.isTemplateExpression(name)),
    )
  })
  return titles
}

/** @param {ts.SourceFile} file @returns {Problem[]} */
function phrasesOfTitles(file) {
  return titlesOf(file).flatMap((title) => findPhrases(file.fileName, title.getText(file), lineOf(file, title)))
}

/**
 * Pages without their code, which quotes AWS and programs; the string literals of sources; and comments and test titles in the folders that are done.
 *
 * @param {string} root @param {{ path: string, text: string }[]} markdown `text` is without code @returns {Problem[]}
 */
export function checkWords(root, markdown) {
  const covered = markdown.filter(({ path }) => isUnder(rules.pages, path))
  const done = committedFiles(root).filter((path) => /\.m?[jt]s$/.test(path) && isUnder(rules.done, path))
  const printing = new Set([...packageSources(root), ...done].filter((path) => !isTest(path)))
  const sources = [...new Set([...printing, ...done])].filter((path) => !isUnder(exempt, path))
  return [
    ...covered.filter(({ path }) => !isUnder(exempt, path)).flatMap(({ path, text }) => findPhrases(path, text, 1)),
    ...sources.flatMap((path) => {
      const file = parse(root, path)
      const strings = printing.has(path) ? phrasesOfStrings(file) : phrasesOfTitles(file)
      return isUnder(rules.done, path) ? [...strings, ...phrasesOfComments(file)] : strings
    }),
  ]
}
