// @ts-check
// Owns: `packages/*/api.txt`, every name that a package exports with its signature, from its built declarations. A change of them is visible in the
// diff of a commit. `--check` writes nothing and fails if a page differs from the declarations. Needs a build. Refuses: judging a change;
// RELEASING.md says which changes break users.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { exists, listFolders, readJson, readText, runAsProgram } from './reading/source-tree.mjs'

/** @typedef {{ name: string, exports?: Record<string, string | { types?: string }>, bin?: Record<string, string> }} Package */

const page = 'api.txt'
/** A world gives access to the inside of the server: its types are not followed any further, because they are not a promise to anybody. */
const unfollowed = new Set(['daypass/testing'])

/** Comments are left out: a better sentence does not change the API. */
const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })

/** The statement that declares a name. @param {ts.Declaration} declaration @returns {ts.Node} */
const statementOf = (declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration)

/** @param {ts.TypeChecker} checker @param {ts.Symbol} symbol the symbol behind an export or an import */
const behind = (checker, symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)

/** @param {ts.Symbol} symbol */
function signatureOf(symbol) {
  const statements = new Set((symbol.declarations ?? []).map(statementOf))
  return [...statements].map((node) => printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())).join('\n')
}

/** The declared names that a symbol's declarations mention. @param {ts.TypeChecker} checker @param {ts.Symbol} symbol @returns {ts.Symbol[]} */
function mentionedBy(checker, symbol) {
  /** @type {ts.Symbol[]} */
  const found = []
  const visit = (/** @type {ts.Node} */ node) => {
    const mentioned = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined
    if (mentioned !== undefined) found.push(behind(checker, mentioned))
    ts.forEachChild(node, visit)
  }
  for (const declaration of symbol.declarations ?? []) visit(statementOf(declaration))
  return found
}

/** Whether a name is declared at the top level of a file of this package. @param {ts.Symbol} symbol @param {string} folder */
function isOwn(symbol, folder) {
  const declaration = symbol.declarations?.[0]
  if (declaration === undefined || !declaration.getSourceFile().fileName.startsWith(`${folder}/`)) return false
  return ts.isSourceFile(statementOf(declaration).parent)
}

/** Names that signatures mention and that nobody can import: they belong to the API too. @param {ts.TypeChecker} checker @param {ts.Symbol[]} exported @param {string} folder */
function hidden(checker, exported, folder) {
  const seen = new Set(exported)
  const queue = [...exported]
  for (let symbol = queue.shift(); symbol !== undefined; symbol = queue.shift()) {
    const next = mentionedBy(checker, symbol).filter((one) => !seen.has(one) && isOwn(one, folder))
    for (const one of next) seen.add(one)
    queue.push(...next)
  }
  return [...seen].slice(exported.length)
}

/** @param {ts.Symbol[]} symbols @returns {string[]} */
function signatures(symbols) {
  const named = symbols.map((symbol) => `${signatureOf(symbol)}\n`)
  return named.toSorted()
}

/** One entry of a package: its exports, and the names that they mention. @param {string} root @param {string} folder @param {{ name: string, types: string }} entry @returns {string} */
function section(root, folder, { name, types }) {
  const path = join(root, folder, types)
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noLib: true,
    types: [],
    noEmit: true,
  }
  const program = ts.createProgram({ rootNames: [path], options })
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(path)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) throw new Error(`${folder}/${types} does not exist or exports nothing. Run: npm run build`)
  const aliases = checker.getExportsOfModule(module)
  const exported = aliases.map((symbol) => behind(checker, symbol))
  const renamed = aliases.flatMap(({ name: as }, i) => (as === exported[i]?.name ? [] : [`export { ${exported[i]?.name} as ${as} }\n`]))
  const own = `# ${name}\n\n${[...renamed, ...signatures([...new Set(exported)])].join('\n')}`
  const more = unfollowed.has(name) ? [] : signatures(hidden(checker, [...new Set(exported)], join(root, folder)))
  return more.length === 0 ? own : `${own}\n# ${name}: types that these mention and that are not exported\n\n${more.join('\n')}`
}

/** @param {string} root @param {string} folder @returns {string} */
export function snapshotOf(root, folder) {
  const { name, exports = {}, bin = {} } = /** @type {Package} */ (readJson(root, `${folder}/package.json`))
  const entries = Object.entries(exports).map(([path, to]) => ({
    name: name + path.slice(1),
    types: typeof to === 'string' ? undefined : to.types,
  }))
  const untyped = entries.flatMap((entry) => (entry.types === undefined ? [`# ${entry.name}: a file\n`] : []))
  const typed = entries.flatMap(({ name: entry, types }) => (types === undefined ? [] : [section(root, folder, { name: entry, types })]))
  const commands = Object.keys(bin).map((command) => `# command ${command}\n`)
  return [
    'Written by `node tools/api-snapshot.mjs`. `npm run ok` fails when the exports are not these.\n',
    ...commands,
    ...untyped,
    ...typed,
  ].join('\n')
}

/** @param {string} is @param {string} was @returns {string} the first line that differs */
function firstDifference(is, was) {
  const [now, then] = [is.split('\n'), was.split('\n')]
  const at = now.findIndex((line, i) => line !== then[i])
  return `line ${at + 1}: ${JSON.stringify(then[at] ?? '')} should be ${JSON.stringify(now[at] ?? '')}`
}

/** Packages that export something. @param {string} root */
function publicPackages(root) {
  const folders = listFolders(root, 'packages').map((name) => `packages/${name}`)
  return folders.filter((folder) => /** @type {Package} */ (readJson(root, `${folder}/package.json`)).exports !== undefined)
}

/** @param {import('./reading/source-tree.mjs').Arguments} args @returns {import('./reading/source-tree.mjs').Outcome} */
export function main({ root, flags }) {
  const lines = publicPackages(root).flatMap((folder) => {
    const path = `${folder}/${page}`
    const is = snapshotOf(root, folder)
    const was = exists(root, path) ? readText(root, path) : ''
    if (is === was) return []
    if (!flags.has('--check')) writeFileSync(join(root, path), is)
    return [flags.has('--check') ? `${path}: ${firstDifference(is, was)}` : `${path} written`]
  })
  if (!flags.has('--check')) return { code: 0, output: ['api: ok', ...lines].join('\n') }
  const advice = 'The exports changed. If that is intended, run: node tools/api-snapshot.mjs, and say in CHANGELOG.md who must act'
  return lines.length === 0 ? { code: 0, output: 'api: ok' } : { code: 1, output: [...lines, advice].join('\n') }
}

runAsProgram(import.meta.url, main)
