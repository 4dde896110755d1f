import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { type Outcome, runProgram } from '../run-program.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const folder = scratchFolder()

const daypass = (...args: string[]): Promise<Outcome> => runProgram(process.execPath, [BIN, 'policy', ...args], cleanEnvironment())

/** A file with that document. */
function fileOf(name: string, text: string): string {
  const file = join(folder.path, name)
  writeFileSync(file, text)
  return file
}

const suspicious = fileOf(
  'suspicious.json',
  `{ "Version": "2012-10-17",
  "Statement": { "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::bogo-test" } }`,
)
const clean = fileOf('clean.json', '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}')
const broken = fileOf('broken.json', '{"Version":"2012-10-17",\n"Statement":{"Effect":"Allow","Action":"s3:GetObject"}}')

afterAll(folder.remove)

describe('daypass policy lint', () => {
  it('warns with file, line and column, and succeeds', async () => {
    const { code, stdout, stderr } = await daypass('lint', suspicious, '--kind', 'identity')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^[^\n]*suspicious\.json:4:17 resource-fits-no-action arn:aws:s3:::bogo-test is not a resource [^\n]*\n$/)
  })

  it('fails on a warning with --strict', async () => {
    const { code } = await daypass('lint', suspicious, '--kind', 'identity', '--strict')
    expect(code).toBe(1)
    expect(await daypass('lint', clean, '--kind', 'identity', '--strict')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('prints JSON with --json', async () => {
    const { code, stdout } = await daypass('lint', suspicious, '--kind', 'identity', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      file: suspicious,
      kind: 'identity',
      ok: true,
      findings: [{ line: 4, column: 17, code: 'resource-fits-no-action', text: expect.stringContaining('arn:aws:s3:::bogo-test') }],
    })
  })

  it('fails on a document that cannot be saved', async () => {
    const { code, stdout } = await daypass('lint', broken, '--kind', 'identity')
    expect(code).toBe(1)
    expect(stdout).toMatch(/broken\.json:2:13 error Policy statement must contain resources\.\n$/)
    const json = await daypass('lint', broken, '--kind', 'identity', '--json')
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false, findings: [{ code: 'error', line: 2 }] })
  })

  it.each([
    ['a kind', ['lint', clean], /--kind <kind>' not specified/],
    ['a known kind', ['lint', clean, '--kind', 'bucket'], /Allowed choices are identity, managed/],
    ['a file that is there', ['lint', join(folder.path, 'none.json'), '--kind', 'scp'], /none\.json cannot be read: ENOENT/],
  ])('needs %s', async (_, args, text) => {
    const { code, stderr } = await daypass(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(text)
  })
})

describe('daypass policy actions', () => {
  it('prints one action per line', async () => {
    expect(await daypass('actions', 'STS:Decode')).toEqual({ code: 0, stdout: 'sts:DecodeAuthorizationMessage\n', stderr: '' })
    expect((await daypass('actions', 's3:GetBucketPol')).stdout).toBe('s3:GetBucketPolicy\ns3:GetBucketPolicyStatus\n')
  })

  it('prints services when the argument names none', async () => {
    expect((await daypass('actions', 'secretsm')).stdout).toBe('secretsmanager:\n')
    expect((await daypass('actions')).stdout.trimEnd().split('\n')).toHaveLength(456)
    expect(JSON.parse((await daypass('actions', 'secretsm', '--json')).stdout)).toEqual([
      { prefix: 'secretsmanager', name: 'AWS Secrets Manager' },
    ])
  })

  it('prints resource types and condition keys as JSON', async () => {
    const { stdout } = await daypass('actions', 'iam:PassRole', '--json')
    expect(JSON.parse(stdout)).toEqual([
      {
        name: 'iam:PassRole',
        accessLevel: 'Write',
        resourceTypes: [{ name: 'role', arn: `arn:\${Partition}:iam::\${Account}:role/\${RoleNameWithPath}` }],
        conditionKeys: expect.arrayContaining(['iam:PassedToService', `aws:ResourceTag/\${TagKey}`]),
      },
    ])
  })

  it('fails when nothing begins with the argument', async () => {
    expect(await daypass('actions', 's4:Get')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'daypass: The catalogue has no action that begins with s4:Get.',
    })
  })
})
