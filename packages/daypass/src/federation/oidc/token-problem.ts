/** Why a token is refused: the error as STS sends it, and in daypass's own words what is wrong and what to do. Never a part of the token but a name. */
export interface TokenProblem {
  readonly code: 'InvalidIdentityToken' | 'ExpiredTokenException' | 'IDPCommunicationError' | 'IDPRejectedClaim'
  readonly message: string
  readonly explanation: string
}

export const isTokenProblem = (outcome: object): outcome is TokenProblem => 'code' in outcome && 'explanation' in outcome

const invalid = (message: string, explanation: string): TokenProblem => ({ code: 'InvalidIdentityToken', message, explanation })

// The texts are those that AWS sends, as its users report them, unless a comment says otherwise.

export const notAJwt = (explanation: string): TokenProblem =>
  invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)', explanation)

/**
 * AWS says this of every problem with a key: none can be fetched, none fits, the signature does not hold. What daypass refuses before it looks for a key,
 * an algorithm or a header, gets it too.
 */
export const noKey = (explanation: string): TokenProblem =>
  invalid(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    explanation,
  )

/** Clients try again after this one (botocore, `_retry.json`): only for what may be over in a moment. */
export const unreachable = (explanation: string): TokenProblem => ({
  code: 'IDPCommunicationError',
  message: "The identity provider can't be reached.",
  explanation,
})

export const tooManyCalls = (): TokenProblem => unreachable('The server asks too many identity providers at the same time. Try again.')

export const noProvider = (issuer: string): TokenProblem =>
  invalid(
    `No OpenIDConnect provider found in your account for ${issuer}`,
    "The account of the role has no provider with exactly this URL. The issuer's letter case and a slash at its end count.",
  )

export const missingClaim = (name: string): TokenProblem =>
  invalid(`Missing a required claim: ${name}`, `The token must have the claim ${name}.`)

/** The text is ours; AWS documents only that times are whole numbers. */
export const wrongClaim = (name: string, must: string): TokenProblem =>
  invalid(`Invalid claim: ${name}`, `The claim ${name} must be ${must}.`)

export const wrongAudience = (explanation: string): TokenProblem => invalid('Incorrect token audience', explanation)

/** Seconds since the epoch. AWS has no space before the second number. */
export const expired = (now: number, exp: number): TokenProblem => ({
  code: 'ExpiredTokenException',
  message: `Token expired: current date/time ${now} must be before the expiration date/time${exp}`,
  explanation: 'Get a new token from the identity provider.',
})

export const tooOld = (seconds: number, most: number): TokenProblem => ({
  code: 'ExpiredTokenException',
  message: `Token too old: ${seconds}`,
  explanation: `A token is taken for ${most} seconds after it was issued, whatever its exp says. Get a new token from the identity provider.`,
})

/** The text is ours. */
export const notYetValid = (claim: 'iat' | 'nbf'): TokenProblem =>
  invalid('Token is not valid yet', `Its ${claim} is in the future. Compare the clocks of the identity provider and of this server.`)

/** The text is ours; the code is that of the model for what the provider says no to. */
export const rejectedToken = (explanation: string): TokenProblem => ({
  code: 'IDPRejectedClaim',
  message: 'The identity provider rejected the access token.',
  explanation,
})

/** The text is ours. */
export const notVouchedFor = (explanation: string): TokenProblem => invalid('The access token could not be verified', explanation)
