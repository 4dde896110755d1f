// @ts-check
// Packs the server of a commit for the tests of an older version next to this one: what `npm pack` would hold of both packages, without what running it does
// not need (comments, type declarations, the test world, the schema file). Its dependencies and its data about AWS are those of the checkout that runs it.
//
//   node tools/pack-server.mjs COMMIT   (writes vectors/servers/COMMIT.tar.br; COMMIT is a commit or a tag, of which `git` has the files)
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import ts from 'typescript'
import { ownRoot } from './reading/source-tree.mjs'

const packages = ['policy', 'daypass']
/** Besides the code. */
const kept = ['package.json', 'bin', 'models']

/** @param {string} command @param {string[]} args @param {Uint8Array} [input] @returns {Buffer} what it printed */
function run(command, args, input) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: ownRoot, input, maxBuffer: 1 << 28 })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr.toString()}`)
  return stdout
}

/** @param {string} folder @returns {string[]} the sources that a server runs, relative to it */
function sourcesIn(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing/'))
}

/** The JavaScript that the compiler makes of a source, without comments. @param {string} text */
function javaScriptOf(text) {
  const { ES2023: target } = ts.ScriptTarget
  const { ES2022: module } = ts.ModuleKind
  return ts.transpileModule(text, { compilerOptions: { target, module, verbatimModuleSyntax: true, removeComments: true } }).outputText
}

/** Puts the server of a commit together in a folder. @param {string} commit @param {string} folder */
function assemble(commit, folder) {
  const tree = join(folder, 'tree')
  mkdirSync(tree)
  run('tar', ['-x', '-C', tree], run('git', ['archive', commit, 'packages']))
  for (const name of packages) {
    const [from, to] = [join(tree, 'packages', name), join(folder, 'packed', name)]
    for (const file of sourcesIn(join(from, 'src'))) {
      const script = join(to, 'dist', file.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(script), { recursive: true })
      writeFileSync(script, javaScriptOf(readFileSync(join(from, 'src', file), 'utf8')))
    }
    for (const part of readdirSync(from).filter((one) => kept.includes(one))) cpSync(join(from, part), join(to, part), { recursive: true })
  }
}

/** The same bytes for the same files. @param {string} folder @returns {Buffer} */
function compressed(folder) {
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--mtime=@0', '--mode=a+rX,u+w,go-w']
  const tar = run('tar', ['-c', '--format=ustar', '--sort=name', ...owner, '-C', folder, ...packages])
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS, [constants.BROTLI_PARAM_SIZE_HINT]: tar.length }
  return brotliCompressSync(tar, { params })
}

/**
 * Packs the server of a commit into a file: a tar archive of `policy` and `daypass`, compressed by brotli. Throws when git does not have the commit.
 * @param {string} commit @param {string} file
 */
function packServer(commit, file) {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-packed-'))
  try {
    assemble(commit, folder)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, compressed(join(folder, 'packed')))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const [commit = ''] = process.argv.slice(2)
if (!/^[\w.-]+$/.test(commit) || commit.startsWith('-')) throw new Error('usage: node tools/pack-server.mjs COMMIT')
const to = resolve(ownRoot, 'vectors/servers', `${commit}.tar.br`)
packServer(commit, to)
process.stdout.write(`${basename(to)}: ${readFileSync(to).length} bytes\n`)
