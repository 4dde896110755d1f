import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { runDaypass, ServerProcess } from '../server-process.js'

const folder = scratchFolder()
let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start()
})
afterAll(async () => {
  await server.close()
  folder.remove()
})

const file = (name: string, text?: string): string => {
  if (text !== undefined) writeFileSync(join(folder.path, name), text)
  return join(folder.path, name)
}

function daypass(...words: string[]) {
  const { accessKeyId, secretAccessKey } = server.rootKey()
  const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SHARED_CREDENTIALS_FILE: file('none') }
  return runDaypass(words, { AWS_ENDPOINT_URL: server.endpoint, ...credentials })
}

const DOCUMENT = `
policies:
  p: {PolicyDocument: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "s3:*", Resource: "*"}}}
users:
  ann: {ManagedPolicyArns: [p], Tags: {text: "a:b 1"}}
roles:
  r: {AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: {Effect: Allow, Principal: {AWS: "000000000000"}, Action: sts:AssumeRole}}}
buckets: {a-bucket: , another: {LocationConstraint: eu-west-1}}
organization:
  EnabledPolicyTypes: [SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY]
  serviceControlPolicies:
    stay: {Content: {Version: 2012-10-17, Statement: {Effect: Deny, Action: organizations:LeaveOrganization, Resource: "*"}}}
  root: {units: {Workloads: {ServiceControlPolicies: [FullAWSAccess, stay], accounts: {dev: }}}}
accounts:
  - {name: dev, id: "111122223333", users: {bob: }}
`

describe('daypass apply and export', () => {
  it('make what a document says, write it as a document, and that changes nothing', async () => {
    const document = file('all.yaml', DOCUMENT)
    const keys = ['--write-keys', file('keys')]
    const planned = JSON.parse((await daypass('apply', document, '--json', '--dry-run', ...keys)).stdout) as {
      things: unknown[]
      applied: boolean
    }
    expect([planned.applied, planned.things.length]).toEqual([false, 12])
    const withoutFile = await daypass('apply', document, '--dry-run')
    expect([withoutFile.code, withoutFile.stdout]).toEqual([
      0,
      expect.stringMatching(/the keys of new accounts go. Give --write-keys FILE.\n$/),
    ])
    const applied = await daypass('apply', document, ...keys)
    const made = `account 111122223333 was made; the key of its root user is profile daypass-111122223333 of ${file('keys')}`
    expect([applied.code, applied.stderr, applied.stdout]).toEqual([0, '', expect.stringMatching(/\napplied: \d+ changes\n$/)])
    expect(applied.stdout).toContain(made)
    expect(statSync(file('keys')).mode & 0o777).toBe(0o600)
    expect(applied.stdout + applied.stderr).not.toContain(/key = (\S+)\n$/.exec(readFileSync(file('keys'), 'utf8'))?.[1])
    const all = ['--accounts', '--organization', '--credentials-file', file('keys')]
    const exported = await daypass('export', ...all)
    expect([exported.code, exported.stderr]).toEqual([0, ''])
    const again = await daypass('apply', file('exported.yaml', exported.stdout), '--credentials-file', file('keys'))
    expect([again.code, again.stderr, again.stdout]).toEqual([
      0,
      '',
      expect.stringMatching(/\n0 to create, 0 to change, \d+ as they are\n$/),
    ])
    expect((await daypass('export', ...all)).stdout).toBe(exported.stdout)
    const asJson = await daypass('export', '--json', ...all)
    const fromJson = await daypass('apply', file('exported.json', asJson.stdout), '--dry-run', '--credentials-file', file('keys'))
    expect(fromJson.stdout).toMatch(/\n0 to create, 0 to change, \d+ as they are\n$/)
  })

  it('call the API as anyone does: the audit has a line for each call', () => {
    const writes = server.audit().filter(({ operation }) => operation === 'CreateUser' || operation === 'AcceptHandshake')
    expect(writes.map(({ operation, caller, decision }) => [operation, caller, decision])).toEqual([
      ['CreateUser', 'arn:aws:iam::000000000000:root', 'allow'],
      ['CreateUser', 'arn:aws:iam::111122223333:root', 'allow'],
      ['AcceptHandshake', 'arn:aws:iam::111122223333:root', 'allow'],
    ])
  })

  it('tell a changed policy by statement, advise about it, and say where a key is missing', async () => {
    const role = (action: string) =>
      `roles: {s: {AssumeRolePolicyDocument: {Version: 2012-10-17, Statement: {Effect: Allow, Principal: {AWS: "000000000000"}, Action: sts:AssumeRole}}, Policies: {q: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "${action}", Resource: "*"}}}}}`
    await daypass('apply', file('role.yaml', role('s3:GetObject')))
    const planned = await daypass('apply', file('role.yaml', role('s3:GetObjct')), '--dry-run')
    expect(planned.stdout.split('\n')).toEqual([
      'account 000000000000, with the credentials of the environment',
      '  ~ role s',
      '      Policies: replace q',
      '        - {"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}',
      '        + {"Effect":"Allow","Action":"s3:GetObjct","Resource":"*"}',
      expect.stringMatching(
        /^warning: .*role\.yaml:1:\d+: roles\.s\.Policies\.q: The action s3:GetObjct is unknown\. Did you mean s3:GetObject\?$/,
      ),
      '0 to create, 1 to change, 0 as they are',
      '',
    ])
    const missing = await daypass('apply', file('dev.yaml', 'accounts: [{id: "111122223333", users: {bob: }}]'))
    expect(missing.stderr).toMatch(
      /Put its key into profile daypass-111122223333 of .*none, or name another file .* with --credentials-file\./,
    )
  })

  it.each([
    ['a: [', /one\.yaml:1:5: /],
    ['users: {"a b": }', /one\.yaml:1:9: users\.a b: "a b" must be a name of 1 to 64/],
    ['accounts: [{name: new}]', /accounts\[0\]: There is no such account yet, .* Give --write-keys FILE\./],
    ['id: "999999999999"', /The caller's account is 000000000000/],
  ])('refuse %s with 1', async (text, message) => {
    const { code, stdout, stderr } = await daypass('apply', file('one.yaml', text))
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(message)])
  })

  it('refuse a file that is not there, and a file for keys that others may read', async () => {
    expect((await daypass('apply')).stderr).toContain('Name the document')
    expect((await daypass('apply', file('nowhere.yaml'))).stderr).toContain('The document cannot be read')
    writeFileSync(file('open'), '', { mode: 0o644 })
    expect((await daypass('apply', file('all.yaml'), '--write-keys', file('open'))).stderr).toContain('can be read by others')
  })

  it('print the schema that the package has', async () => {
    const published = readFileSync(new URL('../../packages/daypass/schema/account-document.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse((await daypass('apply', '--schema')).stdout)).toEqual(JSON.parse(published))
  })
})
