import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { aboutData, copyOfOlder, tryEverything } from '../older-data.js'
import { call } from '../query-form.js'
import { ServerProcess } from '../server-process.js'
import { element, send, signed } from '../signed-request.js'
import { type PackageName, type Packed, packAll } from './pack.js'
import type { Project } from './project.js'

interface Manifest {
  readonly version: string
  readonly dependencies: Readonly<Record<string, string>>
}

const license = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8')

/** A user's first program. The types must reject a wrong request, and an outcome that does not exist. */
const PROGRAM = `
import { authorize, compilePolicies, parsePolicy, type AuthorizationRequest } from '@daypass/policy'

const parsed = parsePolicy('{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}', 'identity')
if (!parsed.ok) throw new Error(parsed.problems[0]?.detail)
export const question: AuthorizationRequest = {
  principal: { kind: 'user', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice' },
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/x',
  resourceAccount: '111122223333',
  context: new Map(),
  policies: { identity: compilePolicies([{ name: 'p', policy: parsed.policy }]) },
}
export const outcome: 'allow' | 'explicitDeny' | 'implicitDeny' = authorize(question).outcome
`

const { version: policyVersion } = JSON.parse(
  readFileSync(new URL('../../packages/policy/package.json', import.meta.url), 'utf8'),
) as Manifest

let packed: Packed
let projects: Readonly<Record<PackageName, Project>>
beforeAll(async () => {
  packed = await packAll()
  projects = { '@daypass/policy': await packed.install('@daypass/policy'), daypass: await packed.install('daypass') }
}, 600_000)
afterAll(() => packed?.remove())

describe.each([
  {
    name: '@daypass/policy',
    folders: ['dist'],
    built: ['dist/index.js', 'dist/index.d.ts', 'dist/document/print.js'],
    notice: 'packages/policy/NOTICE',
  },
  {
    name: 'daypass',
    folders: ['bin', 'data', 'dist', 'models', 'schema'],
    built: ['dist/cli/main.js', 'dist/testing/world.js', 'dist/testing/world.d.ts'],
    notice: 'NOTICE',
  },
] as const)('$name, packed and installed without a network', ({ name, folders, built, notice }) => {
  const files = () => projects[name].files()
  const read = (file: string) => projects[name].read(file)

  it('contains its build, its data, its licence and its README, and nothing else', () => {
    const top = new Set(files().map((file) => file.split('/')[0]))
    expect([...top].toSorted()).toEqual(['LICENSE', 'NOTICE', 'README.md', ...folders, 'package.json'].toSorted())
    const code = files().filter((file) => file.startsWith('dist/'))
    expect(code).toEqual(expect.arrayContaining([...built]))
    expect(code.filter((file) => !/\.(?:js|d\.ts)$/.test(file))).toEqual([])
  })

  it('contains no test, no source, and nothing of an older build', () => {
    expect(files().filter((file) => /\.test\.|(?:^|\/)src\/|gone/.test(file))).toEqual([])
  })

  it('has the licence of the project, and names its third-party parts', () => {
    expect(read('LICENSE')).toBe(license)
    expect(read('NOTICE')).toBe(readFileSync(new URL(`../../${notice}`, import.meta.url), 'utf8'))
    expect(JSON.parse(read('package.json'))).toMatchObject({ name, license: 'Apache-2.0' })
  })

  it('refers to no source map', () => {
    const code = files().filter((file) => /\.[cm]?[jt]s$/.test(file))
    expect(code.length).toBeGreaterThan(100)
    expect(code.filter((file) => read(file).includes('sourceMappingURL='))).toEqual([])
  })
})

describe('@daypass/policy, installed', () => {
  let project: Project
  beforeAll(() => {
    project = projects['@daypass/policy']
  })

  it('contains nothing that only tests use', () => {
    expect(project.files().filter((file) => /(?:^|\/)testing\//.test(file))).toEqual([])
  })

  it('depends on nothing', () => {
    const fields = Object.keys(JSON.parse(project.read('package.json')) as object)
    expect(fields.filter((field) => /dependenc/i.test(field))).toEqual([])
    const code = project.files().filter((file) => file.startsWith('dist/'))
    const imports = code.flatMap((file) =>
      [...project.read(file).matchAll(/\b(?:from|import)\s*\(?['"]([^'"]+)['"]/g)].map(([, to = '']) => ({ file, to })),
    )
    expect(imports.length).toBeGreaterThan(100)
    const there = (file: string, to: string) => /^\.\.?\//.test(to) && code.includes(posix.join(posix.dirname(file), to))
    expect(imports.filter(({ file, to }) => !there(file, to))).toEqual([])
  })

  it('runs under plain node', async () => {
    const script = `${PROGRAM.replace(', type AuthorizationRequest', '').replace(/: (?:AuthorizationRequest|'allow'.*') =/g, ' =')}\nconsole.log(outcome)`
    expect(await project.run('stranger.js', script)).toEqual({ code: 0, stdout: 'allow\n', stderr: '' })
  })

  it('exports its package.json, and no file besides its entry point', async () => {
    const script = `
      import { createRequire } from 'node:module'
      console.log(createRequire(import.meta.url)('@daypass/policy/package.json').version)
      await import('@daypass/policy/dist/authorize.js').catch(({ code }) => console.log(code))`
    expect(await project.run('deep.js', script)).toEqual({
      code: 0,
      stdout: `${policyVersion}\nERR_PACKAGE_PATH_NOT_EXPORTED\n`,
      stderr: '',
    })
  })

  it.each([{ module: 'NodeNext' }, { module: 'Preserve', moduleResolution: 'Bundler' }])('has types: $module', async (settings) => {
    expect(await project.check(PROGRAM, settings)).toEqual({ code: 0, stdout: '', stderr: '' })
    const wrong = PROGRAM.replace("kind: 'user'", "kind: 'visitor'").replace("'allow' | ", '')
    const { code, stdout } = await project.check(wrong, settings)
    expect([code, stdout.match(/error TS2322/g)?.length]).toEqual([2, 2])
  })
})

describe('daypass, installed', () => {
  const command = () => join(projects.daypass.path, 'node_modules/.bin/daypass')

  it('starts on the data of an earlier version', async () => {
    const folder = scratchFolder()
    const dataDir = join(folder.path, 'older')
    copyOfOlder('3f703e8', dataDir)
    const about = aboutData('3f703e8')
    {
      await using server = await ServerProcess.start({ command: command(), dataDir, environment: { DAYPASS_MASTER_KEY: about.masterKey } })
      await tryEverything(server, about, 0)
    }
    folder.remove()
  })

  it('starts, answers, keeps its data over a restart, and stops', async () => {
    await using server = await ServerProcess.start({ command: command() })
    const key = server.rootKey()
    const ask = async () =>
      send(server.endpoint, signed({ endpoint: server.endpoint, key }, call('iam', 'CreateUser', { UserName: 'alice' })))
    const [made, again] = [await ask(), await server.restart().then(ask)]
    expect([made.status, element(made.text, 'Arn')]).toEqual([200, expect.stringMatching(/^arn:aws:iam::\d{12}:user\/alice$/)])
    expect([again.status, element(again.text, 'Code')]).toEqual([409, 'EntityAlreadyExists'])
    expect(await server.stop()).toBe(0)
  })

  it('has the version of its policy engine, and depends on it', () => {
    const { version, dependencies } = JSON.parse(projects.daypass.read('package.json')) as Manifest
    expect([version, dependencies['@daypass/policy']]).toEqual([policyVersion, policyVersion])
  })

  it('uses the policy engine of the other tarball', () => {
    const engine = realpathSync(join(projects.daypass.path, 'node_modules/@daypass/policy/dist/index.js'))
    expect(engine.startsWith(realpathSync(projects.daypass.path))).toBe(true)
  })

  it('exports a server for tests, which keeps nothing and ends', async () => {
    const script = `
      import { startDaypass } from 'daypass'
      const daypass = await startDaypass({ account: '111122223333' })
      await daypass.snapshot('s')
      console.log((await (await fetch(daypass.endpoint + '/_daypass/health')).json()).status, daypass.account.id)
      await daypass.close()`
    expect(await projects.daypass.run('tests.js', script)).toEqual({ code: 0, stdout: 'ok 111122223333\n', stderr: '' })
  })

  it('exports a test world that leaves nothing behind', async () => {
    const script = `
      import { existsSync } from 'node:fs'
      import { world } from 'daypass/testing'
      const { account, files } = await world()
      console.log(account, existsSync(files.folder), files.folder)`
    const { code, stdout, stderr } = await projects.daypass.run('world.js', script)
    const [account, wasThere, folder = ''] = stdout.trim().split(' ')
    expect([code, stderr, account, wasThere]).toEqual([0, '', '000000000000', 'true'])
    expect(existsSync(folder)).toBe(false)
  })

  it('exports the JSON Schema of documents', async () => {
    const script = `
      import { createRequire } from 'node:module'
      console.log(createRequire(import.meta.url)('daypass/schema/account-document.schema.json').$id)`
    expect(await projects.daypass.run('schema.js', script)).toEqual({
      code: 0,
      stdout: 'urn:daypass:schema:account-document\n',
      stderr: '',
    })
  })

  it('exports no other file', async () => {
    const script = "await import('daypass/dist/pipeline/pipeline.js').catch(({ code }) => console.log(code))"
    expect(await projects.daypass.run('deep.js', script)).toEqual({ code: 0, stdout: 'ERR_PACKAGE_PATH_NOT_EXPORTED\n', stderr: '' })
  })
})
