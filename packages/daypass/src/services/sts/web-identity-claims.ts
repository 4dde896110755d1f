import type { RoleCaller, UserCaller } from '../../core/caller.js'
import { isoSeconds } from '../../core/clock.js'
import { roles } from '../../directory/iam/role.js'
import { users } from '../../directory/iam/user.js'
import type { Reader } from '../../directory/state.js'
import type { GetWebIdentityTokenRequest } from '../../wire/generated/sts.js'
import { overlaid } from './assume-role-permissions.js'

type Tags = Readonly<Record<string, string>>

/** What a token contains besides the parameters of the request. Times are milliseconds since the epoch, in whole seconds. */
export interface Issue {
  readonly issuer: string
  /** A UUID, unique to this token. */
  readonly id: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly region: string
  readonly state: Reader
}

/**
 * The claims of a web identity token (IAM user guide, "Understanding token claims"; `principal_id`, `original_session_exp` and `source_identity` as
 * seen in tokens of AWS in 2026). Claims that do not apply are absent: tags when there are none, the claims of a session for a user. Claims about
 * organizations, compute and federated providers are absent because daypass does not have these.
 */
export function webIdentityClaims(input: GetWebIdentityTokenRequest, caller: UserCaller | RoleCaller, issue: Issue): object {
  const subject = caller.kind === 'role' ? caller.roleArn : caller.arn
  const [only, ...more] = input.Audience
  return {
    iss: issue.issuer,
    aud: more.length === 0 ? only : input.Audience,
    sub: subject,
    iat: issue.issuedAt / 1000,
    exp: issue.expiresAt / 1000,
    jti: issue.id,
    'https://sts.amazonaws.com/': {
      aws_account: caller.account,
      source_region: issue.region,
      principal_id: subject,
      ...sessionClaims(caller),
      principal_tags: unlessEmpty(principalTags(caller, issue.state)),
      request_tags: unlessEmpty(Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value]))),
    },
  }
}

const sessionClaims = ({ session }: UserCaller | RoleCaller): object =>
  session === undefined ? {} : { original_session_exp: isoSeconds(session.expiresAt), source_identity: session.sourceIdentity }

/** As in `aws:PrincipalTag`: the current tags of the role or user, replaced by session tags with the same key. */
function principalTags(caller: UserCaller | RoleCaller, state: Reader): Tags {
  const own = caller.kind === 'role' ? roles.getById(state, caller.id)?.tags : users.getById(state, caller.id)?.tags
  return overlaid(own ?? {}, caller.session?.tags ?? {})
}

const unlessEmpty = (tags: Tags): Tags | undefined => (Object.keys(tags).length === 0 ? undefined : tags)
