import { mfaArn } from '../../../core/arn.js'
import { sealSeed } from '../../../credentials/mfa/mfa-code.js'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { invalidInput, validationError } from '../errors.js'
import { operation } from '../iam.js'
import { ROOT_PATH } from '../paths.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { base32, otpauthUri } from './otpauth.js'
import { qrCodePng } from './qr/qr-code-png.js'

/** The size of a seed in bytes: 320 bits, 64 characters of base32, as on AWS; RFC 4226 (section 4) requires 160 bits. */
const SEED_BYTES = 40
/** The maximum length of path and name together, in characters: what fits into the marker of a list. */
const MAX_LENGTH = 200
/**
 * The characters of a path. AWS's model allows any printable ASCII in a path, but in a serial number, which is needed to enable or delete a device,
 * only these characters (serialNumberType). So a device that no request could name is not created.
 */
const NAMEABLE = /^[\w+=/:,.@-]+$/
const UNNAMEABLE =
  'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.'

/** Creates a device that has no user yet. Its seed is only returned here, as text and as QR code (IAM API reference, CreateVirtualMFADevice). */
export const CreateVirtualMFADevice = operation('CreateVirtualMFADevice', {
  summary: 'Makes a virtual MFA device and returns its seed.',
  actions: ['iam:CreateVirtualMFADevice', 'iam:TagMFADevice'],
  check(input) {
    checkTags(input.Tags)
    if (!NAMEABLE.test(input.Path ?? ROOT_PATH)) throw validationError(UNNAMEABLE)
    if ((input.Path ?? ROOT_PATH).length + input.VirtualMFADeviceName.length > MAX_LENGTH)
      throw invalidInput(`Path and VirtualMFADeviceName together are longer than ${MAX_LENGTH} characters.`)
  },
  authorize: (input, { account }) =>
    withTagging(
      { action: 'iam:CreateVirtualMFADevice', resource: mfaArn(account, input.Path ?? ROOT_PATH, input.VirtualMFADeviceName) },
      'iam:TagMFADevice',
      input.Tags,
    ),
  handle(input, { account }, { state, ids, ring }) {
    const { VirtualMFADeviceName: name, Path: path = ROOT_PATH } = input
    const serial = mfaArn(account, path, name)
    if (mfaDevices.find(state, account, serial) !== undefined) throw mfaDevices.exists(serial)
    const seed = ids.bytes(SEED_BYTES)
    const tags = tagsToRecord(input.Tags)
    mfaDevices.put(state, { account, name, path, tags, seed: sealSeed({ serial, seed, ring, state, ids }), drift: 0, failures: 0 })
    const shown = { Base32StringSeed: Buffer.from(base32(seed)), QRCodePNG: qrCodePng(otpauthUri({ name, account, seed })) }
    return { VirtualMFADevice: { SerialNumber: serial, ...shown, Tags: tagsToOutputIfAny(tags) } }
  },
})
