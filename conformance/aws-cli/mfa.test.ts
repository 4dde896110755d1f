import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf } from '../authenticator.js'
import { cleanEnvironment, type Key, scratchFolder, without } from '../clean-environment.js'
import { runProgram } from '../run-program.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const ROLE = `arn:aws:iam::${ACCOUNT}:role/guarded`
const MFA = '"Bool":{"aws:MultiFactorAuthPresent":"true"}'
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole","Condition":{${MFA}}}]}`
const ALLOW = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:Get*","iam:List*","sts:AssumeRole"],"Resource":"*"}]}'
const said = (operation: string, code: string, text: string) =>
  `An error occurred (${code}) when calling the ${operation} operation: ${text}`
const WRONG = 'MultiFactorAuthentication failed with invalid MFA one time pass code.'

interface Credentials {
  Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string }
}
const keyOf = ({ Credentials: { AccessKeyId, SecretAccessKey, SessionToken } }: Credentials): Key => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
  sessionToken: SessionToken,
})

describe.skipIf(without('awscli'))('MFA with the AWS CLI', { timeout: 180_000 }, () => {
  const folder = scratchFolder()
  let server: ServerProcess
  let root: AwsCli
  let ann: AwsCli

  beforeAll(async () => {
    server = await ServerProcess.start({ flags: ['--dev'] })
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
    await root.json('iam', 'create-user', '--user-name', 'ann')
    await root.text('iam', 'put-user-policy', '--user-name', 'ann', '--policy-name', 'p', '--policy-document', ALLOW)
    await root.json('iam', 'create-role', '--role-name', 'guarded', '--assume-role-policy-document', TRUST)
    const { AccessKey } = await root.json<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
      ...['iam', 'create-access-key', '--user-name', 'ann'],
    )
    ann = root.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey })
  })
  afterAll(async () => {
    await server.close()
    await root.close()
    folder.remove()
  })

  /** Creates a device; returns its serial number and what the client wrote into the file. */
  async function create(name: string, method: 'QRCodePNG' | 'Base32StringSeed', ...more: string[]): Promise<[string, Buffer]> {
    const file = join(folder.path, `${name.slice(0, 20)}.${name.length}`)
    const { VirtualMFADevice } = await root.json<{ VirtualMFADevice: { SerialNumber: string } }>(
      ...['iam', 'create-virtual-mfa-device', '--virtual-mfa-device-name', name, '--outfile', file, '--bootstrap-method', method, ...more],
    )
    return [VirtualMFADevice.SerialNumber, readFileSync(file)]
  }

  const enabling = (userName: string, serial: string, codes: [string, string]) => [
    ...['iam', 'enable-mfa-device', '--user-name', userName, '--serial-number', serial],
    ...['--authentication-code1', codes[0], '--authentication-code2', codes[1]],
  ]
  const proving = (serial: string, code: string) => ['--serial-number', serial, '--token-code', code]
  const ASSUME = ['sts', 'assume-role', '--role-arn', ROLE, '--role-session-name', 'session']

  /** A device of a user; the code of the next step is still unused. */
  async function device(userName: string, name: string): Promise<{ serial: string; secret: string }> {
    const [serial, seed] = await create(name, 'Base32StringSeed')
    const secret = seed.toString()
    await root.text(...enabling(userName, serial, [codeOf(secret, -1), codeOf(secret, 0)]))
    return { serial, secret }
  }

  it('writes the seed as text, and never returns it again', async () => {
    const [serial, seed] = await create('text', 'Base32StringSeed', '--path', '/team/', '--tags', 'Key=Unit,Value=ops')
    expect(serial).toBe(`arn:aws:iam::${ACCOUNT}:mfa/team/text`)
    expect(seed.toString()).toMatch(/^[A-Z2-7]{64}$/)
    const { VirtualMFADevices } = await root.json<{ VirtualMFADevices: object[] }>('iam', 'list-virtual-mfa-devices')
    expect(VirtualMFADevices).toContainEqual({ SerialNumber: serial })
    const file = join(folder.path, 'again')
    const again = ['--virtual-mfa-device-name', 'text', '--path', '/team/', '--outfile', file, '--bootstrap-method', 'QRCodePNG']
    expect(await root.refusal('iam', 'create-virtual-mfa-device', ...again)).toBe(
      said('CreateVirtualMFADevice', 'EntityAlreadyExists', 'MFADevice entity at the same path and name already exists.'),
    )
  })

  it.skipIf(without('zbar')).each(['ann@example.com', 'x'.repeat(80), '+'.repeat(199)])(
    'writes a PNG with a QR code that another program reads: device %s',
    async (name) => {
      const [serial, png] = await create(name, 'QRCodePNG')
      expect(serial).toBe(`arn:aws:iam::${ACCOUNT}:mfa/${name}`)
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      const file = join(folder.path, `${name.slice(0, 20)}.${name.length}`)
      const { stdout } = await runProgram('/usr/bin/zbarimg', ['--raw', '-q', file], cleanEnvironment())
      const uri = new URL(stdout.trim())
      expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
        'otpauth:',
        'totp',
        `/Amazon Web Services:${name}@${ACCOUNT}`,
      ])
      expect([...uri.searchParams]).toEqual([
        ['secret', expect.stringMatching(/^[A-Z2-7]{64}$/)],
        ['issuer', 'Amazon Web Services'],
      ])
      const secret = uri.searchParams.get('secret') ?? ''
      await root.text(...enabling(ACCOUNT, serial, [codeOf(secret, -1), codeOf(secret, 0)]))
    },
  )

  it('accepts in IAM a session that was made with a code, and no other', async () => {
    const { serial, secret } = await device('ann', 'one')
    const with_ = root.as(keyOf(await ann.json<Credentials>('sts', 'get-session-token', ...proving(serial, codeOf(secret, 1)))))
    const without_ = root.as(keyOf(await ann.json<Credentials>('sts', 'get-session-token')))
    expect(await with_.json('iam', 'list-mfa-devices')).toMatchObject({ MFADevices: [{ UserName: 'ann', SerialNumber: serial }] })
    expect(await without_.refusal('iam', 'list-mfa-devices')).toBe(
      said('ListMFADevices', 'InvalidClientTokenId', 'The security token included in the request is invalid'),
    )
    expect(await without_.refusal(...ASSUME)).toBe(
      said(
        'AssumeRole',
        'AccessDenied',
        `User: arn:aws:iam::${ACCOUNT}:user/ann is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`,
      ),
    )
    await with_.json(...ASSUME)
  })

  it('allows a role that requires MFA with a code, once, and allows a session without MFA', async () => {
    const { serial, secret } = await device('ann', 'two')
    const code = codeOf(secret, 1)
    expect(await ann.refusal(...ASSUME)).toContain(
      `(AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::${ACCOUNT}:user/ann`,
    )
    const session = root.as(keyOf(await ann.json<Credentials>(...ASSUME, ...proving(serial, code))))
    expect(await ann.refusal(...ASSUME, ...proving(serial, code))).toBe(said('AssumeRole', 'AccessDenied', WRONG))
    expect(await session.refusal(...ASSUME)).toContain('(AccessDenied)')
  })

  it('refuses incomplete evidence, and devices of others', async () => {
    const { serial, secret } = await device(ACCOUNT, 'safe')
    const unknown =
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.'
    expect(await ann.refusal('sts', 'get-session-token', '--serial-number', serial)).toBe(
      said(
        'GetSessionToken',
        'AccessDenied',
        'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
      ),
    )
    expect(await ann.refusal('sts', 'get-session-token', ...proving(serial, codeOf(secret, 1)))).toBe(
      said('GetSessionToken', 'AccessDenied', unknown),
    )
    const session = await root.json<Credentials>('sts', 'get-session-token', ...proving(serial, codeOf(secret, 1)))
    expect(await root.as(keyOf(session)).json('iam', 'get-user')).toMatchObject({ User: { UserId: ACCOUNT } })
  })

  it('locks a device after five wrong codes, also over a restart, until it is deactivated', async () => {
    const { serial, secret } = await device('ann', 'three')
    const codes: [string, string] = [codeOf(secret, 1), codeOf(secret, 2)]
    const wrong = codes.includes('000000') ? '999999' : '000000'
    const get = (code: string) => ann.refusal('sts', 'get-session-token', ...proving(serial, code))
    const refused = said('GetSessionToken', 'AccessDenied', WRONG)
    expect(await Promise.all([1, 2, 3, 4, 5].map(() => get(wrong)))).toEqual(new Array(5).fill(refused))
    await server.restart()
    expect(await get(codes[0])).toBe(refused)
    await root.text('iam', 'deactivate-mfa-device', '--user-name', 'ann', '--serial-number', serial)
    // The code that was refused because of the lock was not used up.
    await root.text(...enabling('ann', serial, codes))
  })

  it('refuses to delete a device while it is enabled, and its user too', async () => {
    await root.json('iam', 'create-user', '--user-name', 'bob')
    const { serial, secret } = await device('bob', 'bob')
    const out = ['iam', 'resync-mfa-device', '--user-name', 'bob', '--serial-number', serial]
    expect(await root.refusal(...out, '--authentication-code1', codeOf(secret, 1), '--authentication-code2', codeOf(secret, 1))).toBe(
      said('ResyncMFADevice', 'InvalidAuthenticationCode', 'Authentication code for device is not valid.'),
    )
    await root.text(...out, '--authentication-code1', codeOf(secret, 20), '--authentication-code2', codeOf(secret, 21))
    expect(await root.refusal('iam', 'delete-virtual-mfa-device', '--serial-number', serial)).toBe(
      said('DeleteVirtualMFADevice', 'DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.'),
    )
    expect(await root.refusal('iam', 'delete-user', '--user-name', 'bob')).toBe(
      said('DeleteUser', 'DeleteConflict', 'Cannot delete entity, must delete MFA device first.'),
    )
    await root.text('iam', 'deactivate-mfa-device', '--user-name', 'bob', '--serial-number', serial)
    await root.text('iam', 'delete-virtual-mfa-device', '--serial-number', serial)
    await root.text('iam', 'delete-user', '--user-name', 'bob')
  })
})
