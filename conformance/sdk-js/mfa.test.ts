import {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetMFADeviceCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam'
import { GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { expect, it } from 'vitest'
import { codeOf } from '../authenticator.js'
import { ServerProcess } from '../server-process.js'
import { clientsOf, refusalOf } from './clients.js'

const ACCOUNT = '000000000000'

it('the AWS SDK for JavaScript enables a device for the root user, and calls IAM with a code of it', async () => {
  await using server = await ServerProcess.start()
  const root = clientsOf(server, server.rootKey())
  const { VirtualMFADevice } = await root.iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'safe' }))
  const { SerialNumber, Base32StringSeed, QRCodePNG } = VirtualMFADevice ?? { SerialNumber: undefined }
  const secret = Buffer.from(Base32StringSeed ?? []).toString()
  expect([SerialNumber, secret, Buffer.from(QRCodePNG ?? []).toString('latin1', 1, 4)]).toEqual([
    `arn:aws:iam::${ACCOUNT}:mfa/safe`,
    expect.stringMatching(/^[A-Z2-7]{64}$/),
    'PNG',
  ])
  const codes = { AuthenticationCode1: codeOf(secret, -1), AuthenticationCode2: codeOf(secret, 0) }
  await root.iam.send(new EnableMFADeviceCommand({ UserName: ACCOUNT, SerialNumber, ...codes }))
  expect(await root.iam.send(new GetMFADeviceCommand({ SerialNumber }))).toMatchObject({ UserName: ACCOUNT, EnableDate: expect.any(Date) })
  const { VirtualMFADevices } = await root.iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' }))
  expect(VirtualMFADevices).toMatchObject([{ SerialNumber, User: { Arn: `arn:aws:iam::${ACCOUNT}:root` } }])

  const session = async (proof: object) => {
    const { Credentials } = await root.sts.send(new GetSessionTokenCommand(proof))
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    return clientsOf(server, { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }).iam
  }
  const proof = { SerialNumber, TokenCode: codeOf(secret, 1) }
  expect(await (await session(proof)).send(new ListUsersCommand())).toMatchObject({ Users: [] })
  expect(await refusalOf((await session({})).send(new ListUsersCommand()))).toEqual([
    'InvalidClientTokenId',
    'The security token included in the request is invalid',
    403,
  ])
  expect(await refusalOf(session(proof))).toEqual([
    'AccessDenied',
    'MultiFactorAuthentication failed with invalid MFA one time pass code.',
    403,
  ])
})
