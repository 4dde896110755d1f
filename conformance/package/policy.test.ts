import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPacked, type Project } from './policy-tarball.js'

const license = readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8')

/** What a stranger writes first. The types must tell a wrong question, and an outcome that there is not. */
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

describe('@daypass/policy, packed and installed without a network', () => {
  let project: Project
  beforeAll(async () => {
    project = await installPacked()
  })
  afterAll(() => project?.remove())

  it('holds its build, its licence and its README, and nothing else', () => {
    const [code, rest] = [
      project.files.filter((file) => file.startsWith('dist/')),
      project.files.filter((file) => !file.startsWith('dist/')),
    ]
    expect(rest.toSorted()).toEqual(['LICENSE', 'NOTICE', 'README.md', 'package.json'])
    expect(code).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/document/print.js']))
    expect(code.filter((file) => !/\.(?:js|d\.ts)$/.test(file))).toEqual([])
  })

  it('holds no test, nothing that only tests use, and nothing of an older build', () => {
    expect(project.files.filter((file) => /\.test\.|(?:^|\/)(?:testing|src)\/|gone/.test(file))).toEqual([])
  })

  it('is under the licence of the whole', () => {
    expect(project.read('LICENSE')).toBe(license)
    expect(JSON.parse(project.read('package.json'))).toMatchObject({ name: '@daypass/policy', license: 'Apache-2.0' })
  })

  it('depends on nothing', () => {
    const fields = Object.keys(JSON.parse(project.read('package.json')) as object)
    expect(fields.filter((field) => /dependenc/i.test(field))).toEqual([])
    const code = project.files.filter((file) => file.startsWith('dist/'))
    const imports = code.flatMap((file) =>
      [...project.read(file).matchAll(/\b(?:from|import)\s*\(?['"]([^'"]+)['"]/g)].map(([, to = '']) => ({ file, to })),
    )
    expect(imports.length).toBeGreaterThan(100)
    const there = (file: string, to: string) => /^\.\.?\//.test(to) && code.includes(posix.join(posix.dirname(file), to))
    expect(imports.filter(({ file, to }) => !there(file, to))).toEqual([])
  })

  it('points to no source map', () => {
    expect(project.files.filter((file) => project.read(file).includes('sourceMappingURL='))).toEqual([])
  })

  it('runs under plain node', async () => {
    const script = `${PROGRAM.replace(', type AuthorizationRequest', '').replace(/: (?:AuthorizationRequest|'allow'.*') =/g, ' =')}\nconsole.log(outcome)`
    expect(await project.run('stranger.js', script)).toEqual({ code: 0, stdout: 'allow\n', stderr: '' })
  })

  it('gives its package.json, and no file behind its entry', async () => {
    const script = `
      import { createRequire } from 'node:module'
      console.log(createRequire(import.meta.url)('@daypass/policy/package.json').version)
      await import('@daypass/policy/dist/authorize.js').catch(({ code }) => console.log(code))`
    expect(await project.run('deep.js', script)).toEqual({ code: 0, stdout: '0.1.0\nERR_PACKAGE_PATH_NOT_EXPORTED\n', stderr: '' })
  })

  it.each([{ module: 'NodeNext' }, { module: 'Preserve', moduleResolution: 'Bundler' }])('has types: $module', async (settings) => {
    expect(await project.check(PROGRAM, settings)).toEqual({ code: 0, stdout: '', stderr: '' })
    const wrong = PROGRAM.replace("kind: 'user'", "kind: 'visitor'").replace("'allow' | ", '')
    const { code, stdout } = await project.check(wrong, settings)
    expect([code, stdout.match(/error TS2322/g)?.length]).toEqual([2, 2])
  })
})
