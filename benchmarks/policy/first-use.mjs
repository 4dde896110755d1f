// Owns: the cost of a policy before its first decision, over AWS's own 1,485 managed policies: CPU per statement, warm and in a fresh process, and
// memory. `npm run bench:parse` builds first and starts this; it needs only the build. With `--cold` it is its own fresh process.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { authorize, compilePolicies, parsePolicy } from '../../packages/policy/dist/index.js'
import { quantile, summary } from './measuring/rounds.mjs'

const ROUNDS = 15
const WARMING = 5
const FEW = 100

const texts = readFileSync(new URL('../../packages/daypass/data/aws-managed-policies.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')

/** @param {string} text */
function parsed(text) {
  const result = parsePolicy(text, 'managed')
  if (!result.ok) throw new Error(result.problems[0]?.detail)
  return result.policy
}

/** @param {string} text */
const compiled = (text) => compilePolicies([{ name: 'policy', policy: parsed(text) }])

/** @param {import('../../packages/policy/dist/index.js').CompiledPolicies} identity @param {string} action */
const ask = (identity, action) =>
  authorize({
    principal: { kind: 'user', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice', id: 'AIDAALICEEXAMPLE00000' },
    action,
    resource: 'arn:aws:s3:::data/report.csv',
    resourceAccount: '111122223333',
    context: new Map(),
    policies: { identity },
  })

const statements = (some) => some.reduce((sum, text) => sum + parsed(text).statements.length, 0)

/** CPU microseconds of the whole process. @param {() => void} work */
function spend(work) {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

/** The first policies of a process: much of this is the compiler of the JavaScript engine. */
function cold() {
  const some = texts.slice(0, FEW)
  const micros = spend(() => some.forEach((text) => void compiled(text)))
  console.log(JSON.stringify(micros / statements(some)))
}

/** Runs the function above in separate processes. */
function coldRounds() {
  return Array.from({ length: 7 }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--cold'], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return Number(JSON.parse(stdout))
  })
}

const CASES = {
  'JSON.parse, for scale': () => texts.forEach((text) => void JSON.parse(text)),
  parse: () => texts.forEach((text) => void parsed(text)),
  'parse and compile': () => texts.forEach((text) => void compiled(text)),
  'parse, compile and the first question about S3': () => texts.forEach((text) => void ask(compiled(text), 's3:GetObject')),
}

function warm() {
  const count = statements(texts)
  const rounds = new Map(Object.keys(CASES).map((name) => [name, /** @type {number[]} */ ([])]))
  for (let round = 0; round < WARMING + ROUNDS; round++) {
    for (const [name, work] of Object.entries(CASES)) {
      const micros = spend(work) / count
      if (round >= WARMING) rounds.get(name)?.push(micros)
    }
  }
  return rounds
}

/** Heap bytes of the compiled policies without their texts: at first, after one evaluation, and after every part was used. */
function memory() {
  const heap = () => {
    globalThis.gc?.()
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  // New texts: the owner of the policies keeps them, and the compiled policies refer to them.
  const own = texts.map((text) => Buffer.from(text).toString())
  const before = heap()
  const kept = own.map(compiled)
  const atFirst = heap() - before
  for (const one of kept) ask(one, 's3:GetObject')
  const asked = heap() - before
  for (const { parts, statements: all } of kept) {
    for (const { index } of parts) index.exact.size + index.byService.size + index.rest.anywhere.length
    for (const { principal, resource, conditions } of all) void [principal, resource, conditions]
  }
  return { characters: texts.reduce((sum, text) => sum + text.length, 0), atFirst, asked, whole: heap() - before }
}

const shown = ({ median, low, high }) => `${median.toPrecision(3)} (${low.toPrecision(3)} to ${high.toPrecision(3)})`

function report() {
  const rows = [...warm()].map(([name, rounds]) => `| ${name} | ${shown(summary(rounds))} |`)
  const fresh = coldRounds()
  console.log(`${texts.length} documents, ${statements(texts)} statements; node ${process.version}\n`)
  console.log(['| µs of CPU a statement | median (quartiles) |', '| --- | ---: |', ...rows].join('\n'))
  console.log(
    `| parse and compile, the first ${FEW} policies of a process | ${shown(summary(fresh))}; best ${quantile(fresh, 0).toPrecision(3)} |\n`,
  )
  const { characters, atFirst, asked, whole } = memory()
  const bytes = (value) => `${Math.round(value / 1024)} KiB, ${(value / characters).toFixed(2)} bytes a character`
  console.log(
    `Compiled, ${characters} characters of text apart: ${bytes(atFirst)}; after a question: ${bytes(asked)}; all of it: ${bytes(whole)}`,
  )
}

if (process.argv.includes('--cold')) cold()
else report()
