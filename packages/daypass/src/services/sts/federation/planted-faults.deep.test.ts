// Faults are planted in copies of the verification of tokens, one at a time; the corpus has to notice each.
import crypto from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import * as arn from '../../../core/arn.js'
import * as provider from '../../../directory/iam/identity-providers/oidc-provider.js'
import * as keys from '../../../federation/oidc/verification-keys.js'
import { FAULTS } from '../../../testing/tokens/planted-faults.js'
import { firstWrong, type Verification } from '../../../testing/tokens/whole-corpus.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import * as error from '../error.js'
import { verifyToken } from './web-identity.js'

const root = new URL('../../../', import.meta.url)
const FOLDER = 'federation/oidc'
const OWN = 'services/sts/federation/web-identity.ts'
const sources = [
  ...readdirSync(new URL(FOLDER, root))
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => `${FOLDER}/${name}`),
  OWN,
]
const textOf = new Map(sources.map((path) => [path, readFileSync(new URL(path, root), 'utf8')]))
const compiled = (text: string) =>
  ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, esModuleInterop: true } })
    .outputText
const unchanged = new Map([...textOf].map(([path, text]) => [path, compiled(text)]))
/** What the copies share with all else. */
const outside = new Map<string, object>([
  ['node:crypto', crypto],
  ['core/arn.ts', arn],
  ['directory/iam/identity-providers/oidc-provider.ts', provider],
  ['services/sts/error.ts', error],
])

/** A copy of the verification, with another text in place of one file. */
function copyWith(changed?: string, text = ''): Verification {
  const loaded = new Map<string, object>()
  const load = (path: string): object => {
    const before = loaded.get(path) ?? outside.get(path)
    if (before !== undefined) return before
    const exports = {}
    loaded.set(path, exports)
    const require = (name: string) => outside.get(name) ?? load(posix.join(posix.dirname(path), name).replace(/\.js$/, '.ts'))
    compileFunction(path === changed ? compiled(text) : (unchanged.get(path) ?? ''), ['require', 'exports'])(require, exports)
    return exports
  }
  return { ...load(OWN), ...load(`${FOLDER}/verification-keys.ts`) } as Verification
}

let here: World
const wrongWith = (verification: Verification) => firstWrong({ verification, here }, isDeepStrictEqual)

beforeAll(async () => {
  here = await world()
  await here.change((writer) => {
    const base = { account: ACCOUNT, createdAt: 0, tags: {}, clientIds: ['app', 'web'], thumbprints: [] }
    for (const name of ['id.example/Realm', 'aws']) provider.oidcProviders.put(writer, { ...base, name })
    provider.oidcProviders.put(writer, { ...base, name: '127.0.0.1:80', http: true })
  })
})

describe('the corpus of tokens', () => {
  it('is right about the verification as it is, and about a copy of it', async () => {
    expect(await wrongWith({ verifyToken, ...keys })).toBeUndefined()
    expect(await wrongWith(copyWith())).toBeUndefined()
  })

  it('notices every planted fault', async () => {
    const survivors: string[] = []
    for (const [file, right, wrong] of FAULTS) {
      const path = file === 'web-identity' ? OWN : `${FOLDER}/${file}.ts`
      const text = textOf.get(path) ?? ''
      expect([file, right, text.split(right).length]).toEqual([file, right, 2])
      const faulty = copyWith(
        path,
        text.replace(right, () => wrong),
      )
      if ((await wrongWith(faulty)) === undefined) survivors.push(`${file}: ${right} → ${wrong}`)
    }
    expect(survivors).toEqual([])
    expect(FAULTS.length).toBeGreaterThanOrEqual(50)
  })
})
