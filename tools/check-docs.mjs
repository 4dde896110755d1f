// @ts-check
// Owns: what is public is documented, what is documented exists, nothing uses phrases that a reader has to decode, and nothing committed reveals the
// machine on which it was written. Refuses: judging prose beyond the phrases of plain-words.json.
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'
import { checkWords } from './plain-words.mjs'
import { committedFiles, exists, isTest, listFiles, readText, report, runAsProgram } from './reading/source-tree.mjs'
import { lineOf } from './reading/syntax.mjs'

/** @typedef {import('./reading/source-tree.mjs').Problem} Problem */
/** @typedef {{ name: string, path: string, line: number }} Mention */

const entries = ['packages/policy/src/index.ts', 'packages/daypass/src/index.ts']
const pages = 'README.md ARCHITECTURE.md STYLE.md CONTRIBUTING.md SECURITY.md CHANGELOG.md LICENSE NOTICE'.split(' ')
const variable = /\bDAYPASS_[A-Z0-9_]*[A-Z0-9]\b/g
const option = /(?:\.(?:required)?[oO]ption|new Option)\(\s*['"`](?:-\w, )?--((?:no-)?[a-z0-9][a-z0-9-]*)/g

/** Written as patterns that do not match themselves. The path must begin there: `user/root/x` is not a path of this machine. */
const tells = [
  /(?<![\w.*}-])\/(?:work|root)\//,
  /\/tmp\/bash_jobs/,
  /\b(?:registry\.npmjs\.org|registry\.yarnpkg\.com|registry\.npmmirror\.com|npm\.pkg\.github\.com)\b/,
  /\b(?:(?:deb|security|snapshot|ftp)\.debian\.org|(?:archive|security)\.ubuntu\.com)\b/,
  /\b(?:files\.pythonhosted\.org|pypi\.org|proxy\.golang\.org|index\.crates\.io|registry-1\.docker\.io)\b/,
]

/** Every match of a pattern with its line. @param {string} root @param {string} path @param {RegExp} pattern @returns {Mention[]} */
function mentions(root, path, pattern) {
  const text = readText(root, path)
  return [...text.matchAll(pattern)].map((m) => ({ name: m[1] ?? m[0], path, line: text.slice(0, m.index).split('\n').length }))
}

/** The first mention of each name. @param {Mention[]} all @returns {Map<string, Mention>} */
function firsts(all) {
  return new Map(all.toReversed().map((m) => [m.name, m]))
}

/** @param {string} root @returns {Problem[]} */
function checkPages(root) {
  return pages.filter((path) => !exists(root, path)).map((path) => ({ path, rule: 'page', message: 'is missing' }))
}

/** @param {ts.TypeChecker} checker @param {ts.Symbol} symbol @returns {ts.Symbol} the symbol behind an export */
function behind(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

/** @param {string} root @param {ts.Program} program @param {string} entry @returns {Problem[]} */
function checkEntry(root, program, entry) {
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(join(root, entry))
  const module = file && checker.getSymbolAtLocation(file)
  if (file === undefined || module === undefined) return []
  return checker.getExportsOfModule(module).flatMap((symbol) => {
    const real = behind(checker, symbol)
    if (ts.displayPartsToString(real.getDocumentationComment(checker)).trim() !== '') return []
    const declared = real.declarations?.[0]
    const where = declared?.getSourceFile() ?? file
    const path = posix.relative(root, where.fileName)
    const line = declared === undefined ? 1 : lineOf(where, declared)
    return [{ path, line, rule: 'docstring', message: `${symbol.name} is public (${entry}) and has no docstring` }]
  })
}

/** @param {string} root @returns {Problem[]} */
function checkDocstrings(root) {
  const present = entries.filter((entry) => exists(root, entry))
  /** @type {ts.CompilerOptions} */
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noLib: true,
    types: [],
    noEmit: true,
  }
  const paths = { '@daypass/policy': [join(root, 'packages/policy/src/index.ts')] }
  const program = ts.createProgram({ rootNames: present.map((entry) => join(root, entry)), options: { ...options, paths } })
  return present.flatMap((entry) => checkEntry(root, program, entry))
}

/** Markdown without its code, line for line. @param {string} text */
function prose(text) {
  const blank = (/** @type {string} */ code) => code.replace(/[^\n]/g, '')
  return text.replace(/^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1/gm, blank).replace(/`[^`\n]*`/g, blank)
}

/** The anchors that GitHub makes from a page's headings. @param {string} text @returns {Set<string>} */
function anchors(text) {
  const headings = [...text.matchAll(/^#{1,6}\s+(.*)$/gm)].map((m) => m[1] ?? '')
  return new Set(
    headings.map((h) =>
      h
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  )
}

/** @param {string} root @param {string} path @param {string} target @returns {string | undefined} what is wrong with a link */
function judgeLink(root, path, target) {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return undefined
  const [file = '', anchor] = decodeURI(target).split('#')
  const aimed = file === '' ? path : posix.normalize(posix.join(dirname(path), file))
  if (!exists(root, aimed)) return `links to ${target}, which does not exist`
  if (anchor === undefined || !aimed.endsWith('.md') || anchors(readText(root, aimed)).has(anchor.toLowerCase())) return undefined
  return `links to ${target}, but that page has no such heading`
}

/** @param {string} root @param {string[]} markdown @returns {Problem[]} */
function checkLinks(root, markdown) {
  return markdown.flatMap((path) => {
    const text = prose(readText(root, path))
    const links = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\[[^\]]+\]:\s*(\S+)/gm)]
    return links.flatMap((m) => {
      const message = judgeLink(root, path, m[1] ?? m[2] ?? '')
      return message === undefined ? [] : [{ path, line: text.slice(0, m.index).split('\n').length, rule: 'link', message }]
    })
  })
}

/** In both directions: what is in the source and not in the docs, and the reverse. @param {string} rule @param {Mention[]} source @param {{ docs: Mention[], claims: Mention[] }} named @returns {Problem[]} */
function compare(rule, source, { docs, claims }) {
  const known = firsts(source)
  const named = firsts(docs)
  const silent = [...known.values()].filter((m) => !named.has(m.name))
  const unknown = [...firsts(claims).values()].filter((m) => !known.has(m.name))
  return [
    ...silent.map(({ name, path, line }) => ({ path, line, rule, message: `${name} is named neither in docs/ nor in README.md` })),
    ...unknown.map(({ name, path, line }) => ({ path, line, rule, message: `${name} is not in the source` })),
  ]
}

/** Flags that the docs give for the daypass command: on its command line, or first in a row of a table. @param {string} root @param {string} path @returns {Mention[]} */
function claimedFlags(root, path) {
  const text = readText(root, path).replace(/\\\n/g, ' \u0000')
  return text.split('\n').flatMap((line, i) => {
    const joined = text.split('\n').slice(0, i).join('').split('\u0000').length - 1
    const ours = [...line.matchAll(/(?<![\w/.@-])(?:\.\/daypass|daypass|daypass\.js|npm start --)(?=\s+\S)([^`|;&]*)/g)].map(
      (m) => m[1] ?? '',
    )
    const row = /^\|\s*`(--[a-z][^`]*)`/.exec(line)?.[1]
    return [...ours, row ?? ''].flatMap((words) =>
      [...words.matchAll(/(?<=^|\s)--([a-z][a-z0-9-]*)/g)].map((m) => ({ name: m[1] ?? '', path, line: i + 1 + joined })),
    )
  })
}

/** @param {string} root @param {string[]} docs @returns {Problem[]} */
function checkSettings(root, docs) {
  const source = ['packages/daypass/src', 'packages/daypass/bin']
    .flatMap((f) => listFiles(root, f))
    .filter((p) => /\.[jt]s$/.test(p) && !isTest(p))
  const from = (/** @type {string[]} */ paths, /** @type {RegExp} */ pattern) => paths.flatMap((path) => mentions(root, path, pattern))
  const variables = from(docs, variable)
  const flags = from(source, option)
  const universal = ['help', 'version'].map((name) => ({ name, path: '', line: 0 }))
  const claims = docs.flatMap((path) => claimedFlags(root, path)).filter((m) => !universal.some((u) => u.name === m.name))
  return [
    ...compare('variable', from(source, variable), { docs: variables, claims: variables }),
    ...compare('flag', flags, { docs: from(docs, /(?<![\w-])--([a-z][a-z0-9-]*)/g), claims }),
  ]
}

/** Blocks that people paste, with the line (from 1) at which their text begins. @param {string} text @returns {{ text: string, line: number, isTyped: boolean }[]} */
function pasted(text) {
  return [...text.matchAll(/^```(sh|console)\b[^\n]*\n([\s\S]*?)^```/gm)].map((m) => ({
    text: m[2] ?? '',
    line: text.slice(0, m.index).split('\n').length + 1,
    isTyped: m[1] === 'sh',
  }))
}

/** What zsh would treat as an argument or a command, because an interactive zsh has no comments. */
const comment = /^(?:[^'"#]|'[^']*'|"[^"]*")*?(?:^|\s)#(?:\s|$)/

/** Shell blocks must work in bash and zsh, and run nothing that must be looked up in a registry. @param {string} root @param {string[]} markdown @returns {Problem[]} */
function checkBlocks(root, markdown) {
  return markdown
    .filter((path) => path !== 'CHANGELOG.md')
    .flatMap((path) => {
      const page = readText(root, path)
      const named = mentions(root, path, /\bnpx daypass\b/g).map((m) => ({
        path,
        line: m.line,
        rule: 'npx',
        message: 'npx would look daypass up in a registry; write ./daypass',
      }))
      const comments = pasted(page).flatMap(({ text, line, isTyped }) =>
        text.split('\n').flatMap((words, i) => {
          const typed = isTyped ? words : words.startsWith('$ ') ? words.slice(2) : ''
          return comment.test(typed)
            ? [{ path, line: line + i, rule: 'comment', message: 'zsh treats a comment as an argument; write it above the block' }]
            : []
        }),
      )
      return [...named, ...comments]
    })
}

/** @param {string} root @returns {Problem[]} */
function checkChangelog(root) {
  if (!exists(root, 'CHANGELOG.md')) return []
  const head = /^## .*$/m.exec(readText(root, 'CHANGELOG.md'))?.[0] ?? ''
  return /unreleased/i.test(head)
    ? []
    : [{ path: 'CHANGELOG.md', rule: 'changelog', message: 'its first heading must be the unreleased one' }]
}

/** @param {string} root @returns {Problem[]} */
function checkTells(root) {
  return committedFiles(root).flatMap((path) => {
    const text = readText(root, path)
    if (text.includes('\u0000')) return []
    return text.split('\n').flatMap((words, i) => {
      const found = tells.map((pattern) => pattern.exec(words)?.[0]).find((match) => match !== undefined)
      return found === undefined ? [] : [{ path, line: i + 1, rule: 'tells', message: `${found} belongs to one machine or one registry` }]
    })
  })
}

/** @param {string} root @returns {Problem[]} */
function checkDocs(root) {
  const markdown = committedFiles(root).filter((p) => p.endsWith('.md'))
  const docs = markdown.filter((p) => p === 'README.md' || p.startsWith('docs/'))
  const withoutCode = markdown.map((path) => ({ path, text: prose(readText(root, path)) }))
  return [
    ...checkPages(root),
    ...checkDocstrings(root),
    ...checkLinks(root, markdown),
    ...checkBlocks(root, markdown),
    ...checkSettings(root, docs),
    ...checkWords(root, withoutCode),
    ...checkChangelog(root),
    ...checkTells(root),
  ]
}

/** @param {import('./reading/source-tree.mjs').Arguments} args */
export const main = ({ root }) => report('docs', checkDocs(root))

runAsProgram(import.meta.url, main)
