import { type Command, Option } from 'commander'
import { readWholeNumber } from '../core/text/whole-number.js'
import type { SamlSettings } from '../federation/saml/saml-settings.js'
import { collectValues } from './collect-values.js'
import { UsageError } from './usage-error.js'

/** The flags of `daypass serve` about SAML, as given. */
export interface SamlFlags {
  readonly samlClockSkew?: string
  readonly samlMaxAge?: string
  readonly samlRecipient?: string[]
  readonly samlReplay?: SamlSettings['replay']
}

/** Adds the flags to the command. */
export const withSamlOptions = (command: Command): Command =>
  command
    .option('--saml-clock-skew <seconds>', 'how far the clocks of SAML identity providers may be wrong, 0 to 300 (60)')
    .option('--saml-max-age <seconds>', 'how long after its issue a SAML assertion may be used, 30 to 3600 (300)')
    .option(
      '--saml-recipient <url>',
      'address for SAML responses besides those of AWS and of this server, to the letter; can be repeated',
      collectValues,
    )
    .addOption(
      new Option('--saml-replay <rule>', 'whether a SAML assertion may be used several times while it is valid, as on AWS, or once')
        .choices(['allowed', 'strict'])
        .default('allowed'),
    )

/** Seconds. A clock that is wrong by more, and an assertion that is older, are a risk that no setting should bring. */
const CLOCK_SKEW = { least: 0, most: 300 }
const MAX_AGE = { least: 30, most: 3_600 }
const MOST_RECIPIENTS = 20
const LONGEST_RECIPIENT = 2_048

/** What the flags change. */
export function samlOf({ samlClockSkew, samlMaxAge, samlRecipient = [], samlReplay }: SamlFlags): Partial<SamlSettings> {
  if (samlRecipient.length > MOST_RECIPIENTS) throw new UsageError(`--saml-recipient can be given ${MOST_RECIPIENTS} times at most.`)
  return {
    ...(samlClockSkew !== undefined && { clockSkew: millisecondsOf('--saml-clock-skew', samlClockSkew, CLOCK_SKEW) }),
    ...(samlMaxAge !== undefined && { longestAge: millisecondsOf('--saml-max-age', samlMaxAge, MAX_AGE) }),
    ...(samlRecipient.length > 0 && { recipients: samlRecipient.map(recipientOf) }),
    ...(samlReplay !== undefined && { replay: samlReplay }),
  }
}

function millisecondsOf(flag: string, text: string, bounds: { least: number; most: number }): number {
  const seconds = readWholeNumber(text, bounds)
  if (seconds === undefined)
    throw new UsageError(`${flag} must be a whole number of seconds from ${bounds.least} to ${bounds.most}, not ${text}.`)
  return 1000 * seconds
}

/** It is compared to the letter, so it must be written as an identity provider sends it. */
function recipientOf(text: string): string {
  const isUrl = /^https?:\/\/[^\s#]+$/.test(text) && URL.canParse(text)
  if (!isUrl || text.length > LONGEST_RECIPIENT)
    throw new UsageError(
      `--saml-recipient ${text} must be the URL that an identity provider sends responses to, as in https://login.example.com/saml.`,
    )
  return text
}
