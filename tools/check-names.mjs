// @ts-check
// Owns: the names of files, what they may contain, and that an operation is one file with the API's own name and its test next to it. Reads:
// packages/daypass/models/<service>.operations.json, the declared operations.
import { posix } from 'node:path'
import ts from 'typescript'
import { exists, isTest, listFiles, listFolders, packageSources, readJson, readText, report, runAsProgram } from './reading/source-tree.mjs'
import { commentsOf, isFunctionWithBody, lineOf, parse, walk } from './reading/syntax.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */

const forbiddenNames = new Set('utils util helpers helper common misc types manager base impl'.split(' '))
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const services = 'packages/daypass/src/services'
const border = 'packages/daypass/src/wire/'

/** @param {string} path the file's name without its endings */
const stem = (path) => (path.split('/').at(-1) ?? '').split('.')[0] ?? ''

/** @param {string} path services/<service>/.../CreateRole.ts or its test */
const isOperation = (path) => path.startsWith(`${services}/`) && /^[A-Z]/.test(stem(path))

/** @param {string} path @returns {Problem[]} */
function checkPath(path) {
  const folders = path.split('/').slice(0, -1)
  const problems = []
  const name = stem(path)
  if (!isOperation(path) && !kebab.test(name)) problems.push({ path, rule: 'kebab-case', message: `${name} is not kebab-case` })
  for (const word of [...folders, name]) {
    const last = word.toLowerCase().split(/[-_]/).at(-1) ?? ''
    if (forbiddenNames.has(last)) problems.push({ path, rule: 'forbidden-name', message: `${word} does not say what is in it` })
  }
  const entry = /^packages\/[^/]+\/src\/index\.ts$/.test(path)
  if (name === 'index' && !entry) problems.push({ path, rule: 'index', message: 'index files are for package entries only' })
  return problems
}

/** @param {string} path @param {string} text @param {number} line @returns {Problem[]} */
function checkComment(path, text, line) {
  const suppression = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable/.exec(text)
  const mark = /\b(?:FIXME|XXX|HACK)\b|\bTODO\b(?!\(#\d+\))/.exec(text)
  return [
    ...(suppression && !path.startsWith(border) ? [{ path, line, rule: 'suppression', message: `${suppression[0]} hides a problem` }] : []),
    ...(mark ? [{ path, line, rule: 'mark', message: `${mark[0]}: the marks are NOTE and TODO(#issue)` }] : []),
  ]
}

/** @param {ts.Node} node @returns {boolean} */
function isDefaultExport(node) {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((m) => m.kind === ts.SyntaxKind.DefaultKeyword)
}

/** `transactionSync(() => db.put(..))` returns a promise, so it is treated as asynchronous, and nothing is written. @param {ts.Node} node @returns {boolean} */
function isTransactionTrap(node) {
  if (!ts.isCallExpression(node) || !/\btransactionSync$/.test(node.expression.getText())) return false
  return node.arguments.some(
    (a) => isFunctionWithBody(a) && (!ts.isBlock(a.body) || (ts.getModifiers(a) ?? []).some((m) => m.kind === ts.SyntaxKind.AsyncKeyword)),
  )
}

/** The class itself takes any code; what is told by the client's own input carries the code that wire found for it. */
const untypedErrors = ['packages/daypass/src/core/error.ts', 'packages/daypass/src/pipeline/protocols/whole-body.ts']

/** Codes that a file of a service or of its resources makes up itself. @param {ts.Node} node @param {string} path @returns {boolean} */
const isInventedCode = (node, path) =>
  ts.isExpressionWithTypeArguments(node) &&
  /^packages\/daypass\/src\/(?:services|directory)\//.test(path) &&
  !isTest(path) &&
  /^WireError<.*'/s.test(node.getText())

/** A code that the service's model does not have must not compile. @param {ts.Node} node @param {string} path @returns {boolean} */
const isUntypedError = (node, path) =>
  ts.isNewExpression(node) &&
  node.expression.getText() === 'WireError' &&
  path.startsWith('packages/daypass/src/') &&
  !isTest(path) &&
  !path.startsWith('packages/daypass/src/testing/') &&
  !untypedErrors.includes(path)

/** @param {string} root @param {string} path @returns {Problem[]} */
function checkContent(root, path) {
  const file = parse(root, path)
  /** @type {Problem[]} */
  const problems = commentsOf(file).flatMap(({ text, line }) => checkComment(path, text, line))
  walk(file, (node) => {
    const add = (/** @type {string} */ rule, /** @type {string} */ message) =>
      problems.push({ path, line: lineOf(file, node), rule, message })
    if (isDefaultExport(node)) add('default-export', 'exports have names')
    if (node.kind === ts.SyntaxKind.AnyKeyword && !path.startsWith(border)) add('any', '`any` outside the wire border')
    if (isUntypedError(node, path)) add('untyped-error', 'WireError takes any code: use the constructor of the service, or CommonError')
    if (isInventedCode(node, path)) add('untyped-error', 'codes are those of the model: WireError<…ErrorCode> of wire/generated')
    if (isTransactionTrap(node))
      add('transaction-sync', 'transactionSync needs a block body: a returned promise makes it asynchronous and nothing is written')
  })
  return problems
}

/** The number of lines in the opening comment of the file. @param {string} text */
function openingLines(text) {
  const comment = /^(?:#!.*\n)?\s*(?:\/\*[\s\S]*?\*\/|(?:\/\/.*(?:\n|$))+)/.exec(text)?.[0] ?? ''
  return comment.split('\n').filter((line) => /[a-z]/i.test(line)).length
}

/** @param {string} root @param {string} folder @returns {Problem[]} */
function checkOpening(root, folder) {
  const sources = listFiles(root, folder).filter((p) => p.endsWith('.ts') && !isTest(p))
  const direct = sources.filter((p) => !p.slice(folder.length + 1).includes('/'))
  if (sources.length === 0) return []
  const main = [`${folder}/${folder.split('/').at(-1)}.ts`, `${folder}/main.ts`].find((p) => direct.includes(p))
  // A folder of a layer has it in its main file; a folder below that in any file, the most central one.
  const isTop = /\/src\/(?:services\/)?[^/]+$/.test(folder)
  const candidates = main === undefined || !isTop ? direct : [main]
  const opened = candidates.some((p) => openingLines(readText(root, p)) >= 2 && openingLines(readText(root, p)) <= 10)
  const message = 'the main file must open with 2-10 lines: what the folder owns, what it refuses, what it may know'
  return opened ? [] : [{ path: main ?? folder, rule: 'opening', message }]
}

/** The folders that need an opening comment: all that have sources, below src. @param {string} root @returns {string[]} */
function foldersWithSources(root) {
  const sources = packageSources(root).filter((path) => path.endsWith('.ts') && !isTest(path) && !path.includes('/generated/'))
  const folders = new Set(sources.map((path) => path.slice(0, path.lastIndexOf('/'))))
  return [...folders].filter((folder) => !/^packages\/[^/]+\/src$/.test(folder)).sort()
}

/**
 * The operations of the published model that are declared, and those that the overlay adds to it.
 * @param {string} root @param {string} service @returns {string[] | undefined}
 */
function declaredOperations(root, service) {
  const path = `packages/daypass/models/${service}.operations.json`
  const overlay = `packages/daypass/models/${service}.overlay.json`
  if (!exists(root, path)) return undefined
  const added = exists(root, overlay) ? Object.keys(/** @type {any} */ (readJson(root, overlay)).addedOperations ?? {}) : []
  return [.../** @type {string[]} */ (readJson(root, path)), ...added]
}

/**
 * The file of the definition that makes an operation for several kinds of thing: `export const TagUser = tagOperation('TagUser', …)` has its own in the
 * file that tagOperation is imported from. @param {string} path @param {string} text @returns {string | undefined}
 */
function definitionOf(path, text) {
  const maker = new RegExp(`^export const ${stem(path)} = (\\w+Operation)\\(`, 'm').exec(text)?.[1]
  const from = maker && new RegExp(`^import \\{[^}]*\\b${maker}\\b[^}]*\\} from '([^']+)\\.js'`, 'm').exec(text)?.[1]
  return from && `${posix.join(posix.dirname(path), from)}.ts`
}

/** An operation has its test next to it; one that a definition makes is named in the test of the definition. @param {string} root @param {string} path @returns {Problem[]} */
function checkOperationTest(root, path) {
  const definition = definitionOf(path, readText(root, path))
  const test = (definition ?? path).replace(/\.ts$/, '.test.ts')
  const file = test.split('/').at(-1)
  if (!exists(root, test))
    return [{ path, rule: 'operation-test', message: `has no test next to ${definition ? 'its definition' : 'it'}: ${file}` }]
  const isNamed = definition === undefined || new RegExp(`\\b${stem(path)}\\b`).test(readText(root, test))
  return isNamed ? [] : [{ path, rule: 'operation-test', message: `is not named in the test of its definition: ${file}` }]
}

/** @param {string} root @param {string} path @returns {Problem[]} */
function checkOperationFile(root, path) {
  const name = stem(path)
  const named = new RegExp(`^export const ${name}\\b`, 'm').test(readText(root, path))
  return [
    ...(named ? [] : [{ path, rule: 'operation-export', message: `does not export const ${name}` }]),
    ...checkOperationTest(root, path),
  ]
}

/** The actions of `actions: [...]` in an operation file. @param {string} text @returns {string[]} */
const declaredActions = (text) => [...(/^ {2}actions: \[([^\]]*)\]/m.exec(text)?.[1] ?? '').matchAll(/'([^']+)'/g)].map((m) => m[1] ?? '')

/** The actions of AWS's services, by their prefixes; none where there is no catalogue. @param {string} root @returns {Map<string, Set<string>>} */
function knownActions(root) {
  const path = 'packages/daypass/data/aws-actions.jsonl'
  const lines = exists(root, path)
    ? readText(root, path)
        .split('\n')
        .filter((line) => line.startsWith('{"prefix"'))
    : []
  const services = lines.map((line) => /** @type {{ prefix: string, actions: string }} */ (JSON.parse(line)))
  return new Map(services.map(({ prefix, actions }) => [prefix, new Set(actions.split(',').map((one) => one.split(' ')[0] ?? ''))]))
}

/** No policy that was written for AWS can allow an action that AWS does not have. @param {Map<string, Set<string>>} known @param {string} path @param {string} text @returns {Problem[]} */
const checkKnownActions = (known, path, text) =>
  declaredActions(text)
    .filter((action) => known.get(action.split(':')[0] ?? '')?.has(action.split(':')[1] ?? '') === false)
    .map((action) => ({ path, rule: 'operation-action', message: `declares ${action}, which AWS does not have` }))

/** Every action that an operation declares is used in a test of its folder; those tests fail on an action that is used but not declared. @param {string} root @param {string} path @returns {Problem[]} */
function checkActions(root, path) {
  const folder = path.slice(0, path.lastIndexOf('/'))
  const tests = listFiles(root, folder).filter((p) => isTest(p) && p.lastIndexOf('/') === folder.length)
  const words = tests.map((p) => readText(root, p)).join('\n')
  return declaredActions(readText(root, path))
    .filter((action) => !words.includes(action))
    .map((action) => ({ path, rule: 'operation-action', message: `declares ${action}, which no test of its folder names` }))
}

/** The declared operations and the files of a service must be the same set. @param {string} root @param {string} service @param {string[]} files @returns {Problem[]} */
function checkDeclared(root, service, files) {
  const models = `packages/daypass/models/${service}.operations.json`
  const declared = declaredOperations(root, service)
  if (declared === undefined) return [{ path: `${services}/${service}`, rule: 'operation-declared', message: `${models} is missing` }]
  const names = files.map(stem)
  const unlisted = files.filter((path) => !declared.includes(stem(path)))
  const undeclared = declared.filter((name) => !names.includes(name))
  const twice = files.filter((path, i) => names.indexOf(stem(path)) !== i)
  return [
    ...unlisted.map((path) => ({ path, rule: 'operation-declared', message: `${stem(path)} is not in ${models}` })),
    ...undeclared.map((name) => ({ path: models, rule: 'operation-file', message: `${name} has no file in services/${service}` })),
    ...twice.map((path) => ({ path, rule: 'operation-file', message: `${stem(path)} has a second file` })),
  ]
}

/** @param {string} root @param {string} service @param {Map<string, Set<string>>} known @returns {Problem[]} */
function checkService(root, service, known) {
  const files = listFiles(root, `${services}/${service}`).filter((p) => isOperation(p) && p.endsWith('.ts') && !isTest(p))
  const tests = listFiles(root, `${services}/${service}`).filter((p) => isOperation(p) && isTest(p))
  const alone = tests.filter((p) => !files.includes(p.replace(/\.test\.ts$/, '.ts')))
  return [
    ...files.flatMap((path) => [
      ...checkOperationFile(root, path),
      ...checkActions(root, path),
      ...checkKnownActions(known, path, readText(root, path)),
    ]),
    ...alone.map((path) => ({ path, rule: 'operation-test', message: 'tests an operation that is not next to it' })),
    ...checkDeclared(root, service, files),
  ]
}

/** Names that one file of each service exports. */
const ofEachService = new Set(['operation'])

/** The names that a file exports where it declares them. @param {string} root @param {string} path @returns {string[]} */
function exportedNames(root, path) {
  const declared = /^export (?:declare )?(?:abstract )?(?:async )?(?:const|function\*?|class|interface|type|enum) (\w+)/gm
  return [...readText(root, path).matchAll(declared)].map((m) => m[1] ?? '')
}

/** In one package, a name that two files export means two things. @param {string} root @returns {Problem[]} */
function checkSameNames(root) {
  /** @type {Map<string, string>} */
  const known = new Map()
  const ours = packageSources(root).filter((path) => !isTest(path) && !/\/(?:testing|generated)\//.test(path))
  return ours.flatMap((path) =>
    [...new Set(exportedNames(root, path))].flatMap((name) => {
      // Two services may have an operation of one name: CreatePolicy is one of IAM and one of Organizations.
      const key = isOperation(path) ? `${path.split('/').slice(0, 5).join('/')} ${name}` : `${path.split('/')[1]} ${name}`
      const first = known.get(key)
      if (first === undefined) known.set(key, path)
      const message = `exports ${name}, which ${first} exports too: one name has one meaning`
      return first === undefined || ofEachService.has(name) ? [] : [{ path, rule: 'same-name', message }]
    }),
  )
}

/** @param {string} root @returns {Problem[]} */
function checkNames(root) {
  const known = knownActions(root)
  const sources = packageSources(root)
  const others = ['tools', 'conformance', 'benchmarks', 'examples'].flatMap((folder) =>
    listFiles(root, folder).filter((p) => /\.(?:[cm]?[jt]s|tsx)$/.test(p)),
  )
  const pages = listFiles(root, 'decisions')
    .concat(listFiles(root, 'docs'))
    .filter((p) => p.endsWith('.md') && stem(p) !== 'README')
  return [
    ...[...sources, ...others, ...pages].flatMap(checkPath),
    ...[...sources, ...others].flatMap((path) => checkContent(root, path)),
    ...foldersWithSources(root).flatMap((folder) => checkOpening(root, folder)),
    ...listFolders(root, services).flatMap((service) => checkService(root, service, known)),
    ...checkSameNames(root),
  ]
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export const main = ({ root }) => report('names', checkNames(root))

runAsProgram(import.meta.url, main)
