import type { TextShape } from './shape.js'

/** Texts of the document, with the constraints of AWS's models (botocore: iam, organizations, s3). */
const text = (about: string, must: string, rule: Pick<TextShape, 'pattern' | 'least' | 'most'> = {}): TextShape => ({
  ...{ kind: 'text', about, must },
  ...rule,
})

const iamName = (what: string, most: number): TextShape =>
  text(`The name of ${what}.`, `a name of 1 to ${most} of the characters A-Z a-z 0-9 _ + = , . @ -`, {
    ...{ pattern: '^[A-Za-z0-9_+=,.@-]+$', least: 1, most },
  })

/** Names of IAM. */
export const NAMES = {
  user: iamName('a user', 64),
  group: iamName('a group', 128),
  role: iamName('a role', 64),
  policy: iamName('a policy', 128),
  instanceProfile: iamName('an instance profile', 128),
}

export const ACCOUNT_ID = text('The id of an account.', 'an account id, 12 digits in quotes', { pattern: '^[0-9]{12}$' })
/** As `daypass account create` takes them. */
export const ACCOUNT_NAME = text('The name of an account.', '1 to 50 printable ASCII characters', {
  pattern: '^[ -~]+$',
  least: 1,
  most: 50,
})
export const ACCOUNT_REFERENCE = text('An account, by its id or its name.', 'an account id of 12 digits, or the name of an account', {
  ...{ pattern: '^[^\\u0000-\\u001f]+$', least: 1, most: 128 },
})
export const ALIAS = text('The alias of the account.', '3 to 63 lower-case letters, digits and single dashes, and not 12 digits', {
  ...{ pattern: '^(?![0-9]{12}$)[a-z0-9](?:[a-z0-9]|-(?!-)){1,61}[a-z0-9]$', least: 3, most: 63 },
})
export const PATH = text('The path, / if left out.', 'a path that begins and ends with a slash, such as /team/', {
  ...{ pattern: '^(?:/|/[!-~]+/)$', most: 512 },
})
export const POLICY_PATH = text('The path, / if left out.', 'a path that begins and ends with a slash, such as /team/', {
  ...{ pattern: '^(?:/[A-Za-z0-9.,+@=_-]+)*/$', most: 512 },
})
export const DESCRIPTION = text('A description.', 'text of at most 1000 characters of Latin-1', {
  ...{ pattern: '^[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*$', most: 1000 },
})
export const POLICY_DESCRIPTION = text('A description.', 'text of at most 1000 characters', { most: 1000 })
export const POLICY_REFERENCE = text(
  'A managed policy: its ARN, or the name of one of the account.',
  'the ARN of a managed policy, or the name of one of the account',
  { pattern: '^(?:[A-Za-z0-9_+=,.@-]{1,128}|arn:aws:iam::(?:aws|[0-9]{12}):policy/[!-~]+)$', most: 2048 },
)
export const TAG_KEY = text('The key of a tag.', '1 to 128 letters, digits, spaces and _ . : / = + - @, and not begin with aws:', {
  ...{ pattern: '^(?![aA][wW][sS]:)[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+$', least: 1, most: 128 },
})
export const TAG_VALUE = text(
  'The value of a tag.',
  'at most 256 letters, digits, spaces and _ . : / = + - @, in quotes where it looks like a number',
  {
    ...{ pattern: '^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$', most: 256 },
  },
)
export const BUCKET_NAME = text('The name of a bucket.', 'a bucket name: 3 to 63 lower-case letters, digits, dots and dashes', {
  ...{ pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$', least: 3, most: 63 },
})
export const REGION = text('The region of the bucket, us-east-1 if left out.', 'the name of a region, such as eu-west-1', {
  ...{ pattern: '^[a-z0-9-]+$', least: 2, most: 32 },
})
export const ORGANIZATION_POLICY_NAME = text('The name of a policy of the organization.', 'text of 1 to 128 characters', {
  least: 1,
  most: 128,
})
export const ORGANIZATION_POLICY_DESCRIPTION = text('A description.', 'text of at most 512 characters', { most: 512 })
export const UNIT_NAME = text('The name of an organizational unit.', 'text of 1 to 128 characters', { least: 1, most: 128 })
