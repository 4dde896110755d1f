import { START } from '../../world.js'
import { audience, confirmation, RECIPIENT, type Says } from '../identity-provider.js'

const NOT_SAML = 'Invalid SAML response'
const AUDIENCE = 'Response does not contain the required audience.'
const EXPIRED = 'Response has expired'
const OLD = 'Token must be redeemed within 5 minutes of issuance'
const NOT_ALLOWED = 'Not authorized to perform sts:AssumeRoleWithSAML'

/** A time, in seconds from the beginning of the test. */
export const at = (seconds: number): string => new Date(START + 1000 * seconds).toISOString()
export const END = `NotOnOrAfter="${at(290)}"`
const conditions = (inside: string, times = END) => `<saml:Conditions ${times}>${inside}</saml:Conditions>`

const value = (inside: string) => `<saml:Attribute Name="x"><saml:AttributeValue>${inside}</saml:AttributeValue></saml:Attribute>`

/** What an identity provider may sign and is refused all the same. */
export const UNFIT: readonly (readonly [what: string, says: Says, message: string])[] = [
  ['31 another audience', { conditions: conditions(audience('https://sp.example')) }, AUDIENCE],
  ['31 no audience', { conditions: conditions('') }, AUDIENCE],
  ['31 an empty restriction', { conditions: conditions(audience()) }, AUDIENCE],
  [
    '31 two restrictions, of which one is for another',
    { conditions: conditions(audience(RECIPIENT) + audience('https://sp.example')) },
    AUDIENCE,
  ],
  ['31 another letter case', { conditions: conditions(audience(RECIPIENT.toUpperCase())) }, AUDIENCE],
  ['31 white space around', { conditions: conditions(audience(` ${RECIPIENT} `)) }, AUDIENCE],
  ['no conditions', { conditions: '' }, NOT_SAML],
  ['a condition that nobody knows', { conditions: conditions(`${audience(RECIPIENT)}<saml:Condition></saml:Condition>`) }, NOT_SAML],
  ['32 another recipient', { confirmation: confirmation(`${END} Recipient="https://sp.example/acs"`) }, NOT_SAML],
  ['32 no recipient', { confirmation: confirmation(END) }, NOT_SAML],
  ['32 two confirmations', { confirmation: confirmation(`${END} Recipient="${RECIPIENT}"`).repeat(2) }, NOT_SAML],
  ['32 no confirmation', { confirmation: '' }, NOT_SAML],
  ['32 the method holder-of-key', { confirmation: confirmation(`${END} Recipient="${RECIPIENT}"`, 'holder-of-key') }, NOT_SAML],
  [
    '32 a NotBefore of the confirmation',
    { confirmation: confirmation(`NotBefore="${at(-10)}" ${END} Recipient="${RECIPIENT}"`) },
    NOT_SAML,
  ],
  ['33 no NotOnOrAfter', { confirmation: confirmation(`Recipient="${RECIPIENT}"`) }, NOT_SAML],
  ['33 the end of the confirmation', { confirmation: confirmation(`NotOnOrAfter="${at(-60)}" Recipient="${RECIPIENT}"`) }, EXPIRED],
  ['33 the end of the conditions', { conditions: conditions(audience(RECIPIENT), `NotOnOrAfter="${at(-60)}"`) }, EXPIRED],
  ['33 the end of the login', { authn: `<saml:AuthnStatement SessionNotOnOrAfter="${at(0)}"></saml:AuthnStatement>` }, EXPIRED],
  ['33 a beginning in the future', { conditions: conditions(audience(RECIPIENT), `NotBefore="${at(61)}" ${END}`) }, NOT_SAML],
  ['33 an issue in the future', { issued: 61 }, NOT_SAML],
  ['33 an issue six minutes ago', { issued: -360 }, OLD],
  ['33 an issue a millisecond too long ago', { issued: -300.001 }, OLD],
  ['33 a time that is none', { conditions: conditions(audience(RECIPIENT), 'NotOnOrAfter="tomorrow"') }, NOT_SAML],
  ['no subject', { subject: '', confirmation: '' }, NOT_SAML],
  ['no name', { subject: '' }, NOT_ALLOWED],
  ['an empty name', { subject: '<saml:NameID> </saml:NameID>' }, NOT_ALLOWED],
  ['two names', { subject: '<saml:NameID>a</saml:NameID><saml:NameID>b</saml:NameID>' }, NOT_ALLOWED],
  ['elements in a name', { subject: '<saml:NameID>a<b></b></saml:NameID>' }, NOT_ALLOWED],
  ['a name of 2,049 characters', { subject: `<saml:NameID>${'a'.repeat(2_049)}</saml:NameID>` }, NOT_ALLOWED],
  ['an encrypted attribute', { more: '<saml:EncryptedAttribute></saml:EncryptedAttribute>' }, NOT_SAML],
  ['deep elements in a value', { more: value(`${'<x>'.repeat(70)}${'</x>'.repeat(70)}`) }, NOT_SAML],
  ['many elements in a value', { more: value('<x></x>'.repeat(5_100)) }, NOT_SAML],
  ['an encrypted attribute with a name', { more: '<saml:EncryptedAttribute Name="x"></saml:EncryptedAttribute>' }, NOT_SAML],
]

/** What is accepted, at the edge of the rules. */
export const FIT: readonly (readonly [what: string, says: Says])[] = [
  ['a skew of less than a minute at the end', { confirmation: confirmation(`NotOnOrAfter="${at(-59.999)}" Recipient="${RECIPIENT}"`) }],
  ['a skew of a minute at the beginning', { issued: 60 }],
  ['an issue five minutes ago', { issued: -300 }],
  ['times without a zone', { conditions: conditions(audience(RECIPIENT), END.replace('Z"', '"')) }],
  ['AWS by its other name', { conditions: conditions(audience('https://sp.example', 'urn:amazon:webservices')) }],
  ['two restrictions that both name AWS', { conditions: conditions(audience(RECIPIENT) + audience(RECIPIENT)) }],
  ['one use only', { conditions: conditions(`${audience(RECIPIENT)}<saml:OneTimeUse></saml:OneTimeUse>`) }],
  ['no end of the conditions', { conditions: conditions(audience(RECIPIENT), '') }],
  ['no statement about the login', { authn: '' }],
  ['special characters', { more: value('a &lt; b &gt; c &amp; &#13;') }],
  ['an attribute of xml', { more: value('a').replace('AttributeValue>', 'AttributeValue xml:lang="en">') }],
  ['prefixes in another order than their names', { more: value('<z:x xmlns:z="urn:z" xmlns:b="urn:b" b:y="1"></z:x>') }],
]
