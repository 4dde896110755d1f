// Tables of calls: what users sign in, sign requests and prove themselves with, but for certificates: access keys, passwords, SSH public keys, MFA devices.
import { generateKeyPairSync } from 'node:crypto'
import type { Key } from '../clean-environment.js'
import {
  ANY,
  allowing,
  at,
  BAD_PATH,
  codesOf,
  constraint,
  DUPLICATE_TAGS,
  listed,
  missing,
  mustFirst,
  quota,
  type Rows,
  TIME,
  tag,
  text,
} from './answers.js'
import type { Found, Row } from './story.js'
import { user } from './users-and-groups.js'

const ANN = { UserName: 'ann' }
const EVE = { UserName: 'eve' }
const made = (named: Row[1]): Row => ['CreateUser', named, { User: ANY }]
const gone = (named: Row[1]): Row => ['DeleteUser', named, {}]

const accessKey = (Status: unknown) => ({ UserName: 'ann', AccessKeyId: text(/^AKIA[A-Z2-7]{16}$/), Status, CreateDate: TIME })
/** Keys are listed by their ids. */
const EITHER = accessKey(text(/^(Active|Inactive)$/))
const SecretAccessKey = text(/^[A-Za-z0-9+/]{40}$/)
const noKey = (id: unknown) => ['NoSuchEntity', `The Access Key with id ${id} cannot be found.`] as const
const NO_KEY = 'AKIAQAAAAAAANOBODY77'
const UNUSED = { ServiceName: 'N/A', Region: 'N/A' }
const CREDENTIALS = ({ AccessKeyId = '', SecretAccessKey = '' }: Found): Key => ({
  accessKeyId: AccessKeyId,
  secretAccessKey: SecretAccessKey,
})

export const ACCESS_KEYS: Rows = [
  made(ANN),
  made(EVE),
  ['CreateAccessKey', { UserName: 'none' }, missing('user', 'none')],
  ['CreateAccessKey', ANN, { AccessKey: { ...accessKey('Active'), SecretAccessKey } }],
  ({ AccessKeyId }) => ['GetAccessKeyLastUsed', { AccessKeyId }, { UserName: 'ann', AccessKeyLastUsed: UNUSED }],
  (found) => [
    'GetUser',
    {},
    ['AccessDenied', text(/^User: .*:user\/ann is not authorized to perform: iam:GetUser on resource: /)],
    CREDENTIALS(found),
  ],
  ({ AccessKeyId }) => [
    'GetAccessKeyLastUsed',
    { AccessKeyId },
    { UserName: 'ann', AccessKeyLastUsed: { LastUsedDate: TIME, ServiceName: 'iam', Region: 'us-east-1' } },
  ],
  ['GetAccessKeyLastUsed', { AccessKeyId: NO_KEY }, ['AccessDenied', ANY]],
  ({ AccessKeyId }) => ['UpdateAccessKey', { ...EVE, AccessKeyId, Status: 'Inactive' }, noKey(AccessKeyId)],
  ({ AccessKeyId }) => ['UpdateAccessKey', { ...ANN, AccessKeyId, Status: 'Expired' }, constraint('status', 'satisfy enum value set')],
  ({ AccessKeyId }) => ['UpdateAccessKey', { ...ANN, AccessKeyId, Status: 'Inactive' }, {}],
  (found) => ['GetUser', {}, ['InvalidClientTokenId', 'The security token included in the request is invalid.'], CREDENTIALS(found)],
  ['ListAccessKeys', ANN, { AccessKeyMetadata: [accessKey('Inactive')], IsTruncated: false }],
  ['CreateAccessKey', ANN, { AccessKey: { ...accessKey('Active'), SecretAccessKey } }],
  ['CreateAccessKey', ANN, quota('AccessKeysPerUser', 2)],
  ...listed(['ListAccessKeys', ANN], { AccessKeyMetadata: [EITHER, EITHER] }),
  ['ListAccessKeys', {}, { AccessKeyMetadata: [{ AccessKeyId: text(/^AKIA/), Status: 'Active', CreateDate: TIME }], IsTruncated: false }],
  ['ListAccessKeys', { UserName: 'none' }, missing('user', 'none')],
  ['DeleteUser', ANN, mustFirst('delete access keys')],
  ['DeleteAccessKey', { ...ANN, AccessKeyId: NO_KEY }, noKey(NO_KEY)],
  ['ListAccessKeys', ANN, { AccessKeyMetadata: ANY, IsTruncated: false }],
  ({ AccessKeyId }) => ['DeleteAccessKey', { ...EVE, AccessKeyId }, noKey(AccessKeyId)],
  ({ AccessKeyId }) => ['DeleteAccessKey', { ...ANN, AccessKeyId }, {}],
  ({ AccessKeyId }) => ['DeleteAccessKey', { ...ANN, AccessKeyId }, noKey(AccessKeyId)],
  ['ListAccessKeys', ANN, { AccessKeyMetadata: [EITHER], IsTruncated: false }],
  ({ AccessKeyId }) => ['DeleteAccessKey', { ...ANN, AccessKeyId }, {}],
  ['ListAccessKeys', ANN, { AccessKeyMetadata: [], IsTruncated: false }],
  gone(ANN),
]

const profile = (PasswordResetRequired: boolean) => ({ LoginProfile: { UserName: 'ann', CreateDate: TIME, PasswordResetRequired } })
const noProfile = ['NoSuchEntity', 'Login Profile for User ann cannot be found.'] as const
const violated = (message: string) => ['PasswordPolicyViolation', message] as const
const SHORT = violated('Password should have a minimum length of 8')
const change = (OldPassword: string, NewPassword: string) => ({ OldPassword, NewPassword })
const TWO_MORE =
  'Password should meet 2 more of the following requirements: Password should have at least one uppercase letter, Password should have at least one number, Password should have at least one symbol'

export const PASSWORDS: Rows = [
  made(ANN),
  ['CreateLoginProfile', { ...ANN, Password: 'Sh0rt-1' }, SHORT],
  ['CreateLoginProfile', { ...ANN, Password: 'lower case' }, violated(TWO_MORE)],
  ['CreateLoginProfile', { UserName: 'none', Password: 'Pass-word-1' }, missing('user', 'none')],
  ['GetLoginProfile', ANN, noProfile],
  ['UpdateLoginProfile', { ...ANN, Password: 'Pass-word-1' }, noProfile],
  ['DeleteLoginProfile', ANN, noProfile],
  ['CreateLoginProfile', { ...ANN, Password: 'Pass-word-1', PasswordResetRequired: true }, profile(true)],
  ['GetLoginProfile', ANN, profile(true)],
  ['CreateLoginProfile', { ...ANN, Password: 'Pass-word-1' }, ['EntityAlreadyExists', 'Login Profile for user ann already exists.']],
  ['UpdateLoginProfile', { ...ANN, Password: 'Sh0rt-1' }, SHORT],
  ['UpdateLoginProfile', { ...ANN, Password: 'Pass-word-2' }, {}],
  ['GetLoginProfile', ANN, profile(true)],
  ['UpdateLoginProfile', { ...ANN, PasswordResetRequired: false }, {}],
  ['GetLoginProfile', ANN, profile(false)],
  ['ChangePassword', change('Pass-word-2', 'Pass-word-3'), ['InvalidUserType', 'Only IAM Users can change their own password']],
  ['CreateAccessKey', ANN, { AccessKey: ANY }],
  ...byAnn(change('Pass-word-2', 'Pass-word-3'), [
    'AccessDenied',
    text(/^User: .*:user\/ann is not authorized to perform: iam:ChangePassword on /),
  ]),
  ['PutUserPolicy', { ...ANN, PolicyName: 'own', PolicyDocument: allowing('iam:ChangePassword').replace("a!'(é)*", 'ann') }, {}],
  ...byAnn(change('Pass-word-1', 'Pass-word-3'), ['AccessDenied', 'The old password was incorrect.']),
  ...byAnn(change('Pass-word-2', 'Sh0rt-1'), SHORT),
  ['UpdateLoginProfile', { ...ANN, PasswordResetRequired: true }, {}],
  ...byAnn(change('Pass-word-2', 'Pass-word-3'), {}),
  ['GetLoginProfile', ANN, profile(false)],
  ...byAnn(change('Pass-word-2', 'Pass-word-4'), ['AccessDenied', 'The old password was incorrect.']),
  ['DeleteUserPolicy', { ...ANN, PolicyName: 'own' }, {}],
  [
    'UpdateAccountPasswordPolicy',
    { AllowUsersToChangePassword: true, PasswordReusePrevention: 2, RequireNumbers: true, MinimumPasswordLength: 9 },
    {},
  ],
  ['UpdateLoginProfile', { ...ANN, Password: 'Sh0rt-12' }, violated('Password does not conform to the account password policy.')],
  ...byAnn(change('Pass-word-3', 'letters only'), violated('Password does not conform to the account password policy.')),
  ...byAnn(change('Pass-word-3', 'Pass-word-3'), violated('Password does not conform to the account password policy.')),
  ...byAnn(change('Pass-word-3', 'only 1 number'), {}),
  ['UpdateLoginProfile', { ...ANN, Password: 'letters only' }, violated('Password does not conform to the account password policy.')],
  ['DeleteLoginProfile', ANN, {}],
  ...byAnn(change('only 1 number', 'Pass-word-5'), noProfile),
  ['GetLoginProfile', ANN, noProfile],
]

/** `ChangePassword`, with the key that was made last. */
function byAnn(passwords: Row[1], comes: Row[2]): Rows {
  return [(found) => ['ChangePassword', passwords, comes, CREDENTIALS(found)]]
}

const pemOf = (modulusLength: number): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ type: 'spki', format: 'pem' }).toString()
const [PEM, ...MORE_PEMS] = Array.from({ length: 6 }, () => pemOf(2_048))
const SMALL = pemOf(1_024)
const SSH_ID = text(/^APKA[A-Z2-7]{16}$/)
const SSH = { SSHPublicKeyBody: text(/^ssh-rsa AAAAB3NzaC1yc2E\S+$/) }
const sshKey = (Status: string) => ({
  ...{ UserName: 'ann', SSHPublicKeyId: SSH_ID, Status, UploadDate: TIME },
  Fingerprint: text(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/),
})
const kept = (Status: string) => ({ UserName: 'ann', SSHPublicKeyId: SSH_ID, Status, UploadDate: TIME })
const noSshKey = (id: unknown) => ['NoSuchEntity', `The SSH Public Key with id ${id} cannot be found.`] as const
const NO_SSH_KEY = 'APKAQAAAAAAANOBODY77'

export const SSH_KEYS: Rows = [
  made(ANN),
  ['UploadSSHPublicKey', { UserName: 'none', SSHPublicKeyBody: PEM }, missing('user', 'none')],
  ['UploadSSHPublicKey', { ...ANN, SSHPublicKeyBody: 'x' }, ['UnrecognizedPublicKeyEncoding', 'Invalid public key uploaded.']],
  ['UploadSSHPublicKey', { ...ANN, SSHPublicKeyBody: SMALL }, ['InvalidPublicKey', 'Unknown']],
  ['UploadSSHPublicKey', { ...ANN, SSHPublicKeyBody: PEM }, { SSHPublicKey: { ...sshKey('Active'), SSHPublicKeyBody: PEM } }],
  ['UploadSSHPublicKey', { ...ANN, SSHPublicKeyBody: PEM }, ['DuplicateSSHPublicKey', 'Unknown']],
  ({ SSHPublicKeyId }) => [
    'GetSSHPublicKey',
    { ...ANN, SSHPublicKeyId, Encoding: 'PEM' },
    { SSHPublicKey: { ...sshKey('Active'), SSHPublicKeyBody: PEM } },
  ],
  ({ SSHPublicKeyId }) => [
    'GetSSHPublicKey',
    { ...ANN, SSHPublicKeyId, Encoding: 'SSH' },
    { SSHPublicKey: { ...sshKey('Active'), ...SSH } },
  ],
  ({ SSHPublicKeyId }) => ['UpdateSSHPublicKey', { ...ANN, SSHPublicKeyId, Status: 'Inactive' }, {}],
  ({ SSHPublicKeyId }) => [
    'GetSSHPublicKey',
    { ...ANN, SSHPublicKeyId, Encoding: 'SSH' },
    { SSHPublicKey: { ...sshKey('Inactive'), ...SSH } },
  ],
  ['ListSSHPublicKeys', ANN, { SSHPublicKeys: [kept('Inactive')], IsTruncated: false }],
  ['DeleteUser', ANN, mustFirst('remove referenced objects')],
  ({ SSHPublicKeyId }) => ['DeleteSSHPublicKey', { ...ANN, SSHPublicKeyId }, {}],
  ...(
    [
      ['GetSSHPublicKey', { Encoding: 'SSH' }],
      ['UpdateSSHPublicKey', { Status: 'Active' }],
      ['DeleteSSHPublicKey', {}],
    ] as const
  ).map(([operation, asked]): Row => [operation, { ...ANN, SSHPublicKeyId: NO_SSH_KEY, ...asked }, noSshKey(NO_SSH_KEY)]),
  ...MORE_PEMS.map((SSHPublicKeyBody): Row => ['UploadSSHPublicKey', { ...ANN, SSHPublicKeyBody }, { SSHPublicKey: ANY }]),
  ['UploadSSHPublicKey', { ...ANN, SSHPublicKeyBody: PEM }, quota('SSHPublicKeysPerUser', 5)],
  ...listed(['ListSSHPublicKeys', ANN], { SSHPublicKeys: MORE_PEMS.map(() => kept('Active')) }),
  ['ListSSHPublicKeys', { UserName: 'none' }, missing('user', 'none')],
  ['ListSSHPublicKeys', {}, { SSHPublicKeys: [], IsTruncated: false }],
]

const TOKEN = at('mfa/team/token')
const SPARE = at('mfa/Spare')
const Tags = [tag('Unit', 'ops'), tag('empty')]
const noDevice = (serial: string) => ['NoSuchEntity', `VirtualMFADevice with serial number ${serial} doesn't exist.`] as const
const NOT_HERS = ['NoSuchEntity', 'MFA Device invalid for user.'] as const
const WRONG_CODE = ['InvalidAuthenticationCode', 'Authentication code for device is not valid.'] as const
const held = { UserName: 'ann', SerialNumber: TOKEN, EnableDate: TIME }
const assigned = { SerialNumber: TOKEN, EnableDate: TIME, User: user('ann') }
const unassigned = { SerialNumber: SPARE }
const WRONG = { AuthenticationCode1: '000000', AuthenticationCode2: '000000' }
/** The seed in two forms. The AWS CLI asks for one of them. */
const seeds = (png: object) => ({ Base32StringSeed: text(/^[A-Za-z0-9+/]{86,88}=*$/), ...png })
export const PNG = { QRCodePNG: text(/^iVBORw0KGgo/) }

const device = (SerialNumber: string, more: object) => ({ VirtualMFADevice: { SerialNumber, ...more } })
const naming = { VirtualMFADeviceName: 'token', Path: '/team/' }

/** `png` is the QR code as the client returns it, if it does. */
export const mfaDevices = (png: object): Rows => [
  made({ ...ANN, Tags }),
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'Spare' }, device(SPARE, seeds(png))],
  ['CreateVirtualMFADevice', { ...naming, Tags }, device(TOKEN, { ...seeds(png), Tags })],
  ['CreateVirtualMFADevice', naming, ['EntityAlreadyExists', 'MFADevice entity at the same path and name already exists.']],
  ['CreateVirtualMFADevice', { ...naming, Path: 'x' }, BAD_PATH],
  ['CreateVirtualMFADevice', { VirtualMFADeviceName: 'x', Tags: [tag('k'), tag('k')] }, DUPLICATE_TAGS],
  ...listed(['ListVirtualMFADevices', {}], { VirtualMFADevices: [unassigned, { SerialNumber: TOKEN }] }),
  ['TagMFADevice', { SerialNumber: TOKEN, Tags: [tag('Unit'), tag('b', '1')] }, {}],
  ['TagMFADevice', { SerialNumber: TOKEN, Tags: [tag('unit')] }, DUPLICATE_TAGS],
  ['UntagMFADevice', { SerialNumber: TOKEN, TagKeys: ['empty', 'none'] }, {}],
  ...listed(['ListMFADeviceTags', { SerialNumber: TOKEN }], { Tags: [tag('Unit'), tag('b', '1')] }),
  ['EnableMFADevice', { ...ANN, SerialNumber: TOKEN, ...WRONG }, WRONG_CODE],
  (found) => ['EnableMFADevice', { UserName: 'none', SerialNumber: TOKEN, ...codes(found) }, missing('user', 'none')],
  (found) => ['EnableMFADevice', { ...ANN, SerialNumber: TOKEN, ...codes(found) }, {}],
  (found) => [
    'EnableMFADevice',
    { ...ANN, SerialNumber: TOKEN, ...codes(found) },
    ['EntityAlreadyExists', 'MFA Device is already in use.'],
  ],
  ...listed(['ListMFADevices', ANN], { MFADevices: [held] }),
  ...listed(['ListVirtualMFADevices', {}], { VirtualMFADevices: [unassigned, assigned] }),
  ['ListVirtualMFADevices', { AssignmentStatus: 'Assigned' }, { VirtualMFADevices: [assigned], IsTruncated: false }],
  ['ListVirtualMFADevices', { AssignmentStatus: 'Unassigned' }, { VirtualMFADevices: [unassigned], IsTruncated: false }],
  ['ListMFADevices', {}, { MFADevices: [], IsTruncated: false }],
  ['ListMFADevices', { UserName: 'none' }, missing('user', 'none')],
  ['ResyncMFADevice', { ...ANN, SerialNumber: TOKEN, ...WRONG }, WRONG_CODE],
  ['DeleteUser', ANN, mustFirst('delete MFA device')],
  ['DeleteVirtualMFADevice', { SerialNumber: TOKEN }, ['DeleteConflict', 'MFA VirtualDevice in use. Must deactivate first.']],
  ['DeactivateMFADevice', { ...ANN, SerialNumber: TOKEN }, {}],
  ['DeactivateMFADevice', { ...ANN, SerialNumber: TOKEN }, NOT_HERS],
  ['ResyncMFADevice', { ...ANN, SerialNumber: TOKEN, ...WRONG }, NOT_HERS],
  ['ListMFADeviceTags', { SerialNumber: TOKEN }, { Tags: [tag('Unit'), tag('b', '1')], IsTruncated: false }],
  ['UntagMFADevice', { SerialNumber: TOKEN, TagKeys: ['Unit', 'b'] }, {}],
  ['ListMFADeviceTags', { SerialNumber: TOKEN }, { Tags: [], IsTruncated: false }],
  ['DeleteVirtualMFADevice', { SerialNumber: TOKEN }, {}],
  ['DeleteVirtualMFADevice', { SerialNumber: SPARE }, {}],
  ...(
    [
      ['DeleteVirtualMFADevice', {}],
      ['TagMFADevice', { Tags }],
      ['UntagMFADevice', { TagKeys: ['k'] }],
      ['ListMFADeviceTags', {}],
      ['EnableMFADevice', { ...ANN, ...WRONG }],
    ] as const
  ).map(([operation, asked]): Row => [operation, { SerialNumber: TOKEN, ...asked }, noDevice(TOKEN)]),
  ['ListVirtualMFADevices', {}, { VirtualMFADevices: [], IsTruncated: false }],
  gone(ANN),
]

/** The codes of the device that was made last. */
function codes({ Base32StringSeed = '' }: Found) {
  const [AuthenticationCode1, AuthenticationCode2] = codesOf(Base32StringSeed)
  return { AuthenticationCode1, AuthenticationCode2 }
}
