import { isObject, stringsOf } from './document.js'
import type { CaseCaller, Json } from './evaluation-case.js'

/** Contract 1.5, last column: how an entry names the caller. */
export type Kind = 'wildcard' | 'account' | 'direct' | 'role' | 'issuer'

interface Entry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
  readonly text: string
}

const types = ['AWS', 'Service', 'Federated', 'CanonicalUser'] as const

/** The entries of a Principal or NotPrincipal; undefined: something that this evaluator does not know. */
export function entriesOf(written: Json): Entry[] | undefined {
  if (written === '*') return [{ type: 'AWS', text: '*' }]
  if (!isObject(written)) return undefined
  const entries: Entry[] = []
  for (const [name, value] of Object.entries(written)) {
    const type = types.find((known) => known === name)
    const texts = stringsOf(value)
    if (type === undefined || texts === undefined) return undefined
    for (const text of texts) entries.push({ type, text })
  }
  return entries
}

function namesAccount(text: string, account: string | undefined): boolean {
  return account !== undefined && (text === account || (text.startsWith('arn:') && text.endsWith(`:iam::${account}:root`)))
}

/** Contract 1.5, one row of the table after another. */
function kindOf(entry: Entry, caller: CaseCaller): Kind | undefined {
  if (entry.type === 'AWS' && entry.text === '*') return 'wildcard'
  if (entry.type === 'Service') return caller.type === 'service' && entry.text === caller.name ? 'direct' : undefined
  if (entry.type === 'Federated') return isLogin(caller) && entry.text === caller.provider ? 'direct' : undefined
  if (entry.type === 'CanonicalUser' || caller.account === undefined) return undefined
  if (namesAccount(entry.text, caller.account)) return caller.type === 'root' ? 'direct' : 'account'
  if (caller.type === 'assumedRole' && entry.text === caller.roleArn) return 'role'
  if (caller.type === 'federatedUser' && entry.text === caller.userArn) return 'issuer'
  return entry.text === caller.arn ? 'direct' : undefined
}

function isLogin(caller: CaseCaller): boolean {
  return caller.type === 'webIdentity' || caller.type === 'saml'
}

/** The kinds by which a Principal element matches the caller; empty if it does not match. */
export function kindsOf(written: Json, caller: CaseCaller): Kind[] | undefined {
  return entriesOf(written)
    ?.map((entry) => kindOf(entry, caller))
    .filter((kind) => kind !== undefined)
}

/**
 * Contract 1.5, NotPrincipal: [account, user]; [account, role, session]. The contract does not mention federated users; by analogy [account, user,
 * session].
 */
function chainOf(caller: CaseCaller): string[] {
  if (caller.type === 'user') return ['account', caller.arn ?? '']
  if (caller.type === 'assumedRole') return ['account', caller.roleArn ?? '', caller.arn ?? '']
  if (caller.type === 'federatedUser') return ['account', caller.userArn ?? '', caller.arn ?? '']
  if (caller.type === 'root') return ['account']
  return [caller.type === 'service' ? (caller.name ?? '') : (caller.provider ?? '')]
}

function isListed(link: string, entries: readonly Entry[], caller: CaseCaller): boolean {
  if (entries.some((entry) => entry.type === 'AWS' && entry.text === '*')) return true
  if (link === 'account') return entries.some((entry) => entry.type === 'AWS' && namesAccount(entry.text, caller.account))
  const type = caller.type === 'service' ? 'Service' : isLogin(caller) ? 'Federated' : 'AWS'
  return entries.some((entry) => entry.type === type && entry.text === link)
}

/** Contract 1.5: whether a Deny with NotPrincipal applies to the caller. */
export function notPrincipalHits(written: Json, caller: CaseCaller, bounded: boolean): boolean | undefined {
  const entries = entriesOf(written)
  if (entries === undefined) return undefined
  if (caller.type === 'anonymous' || bounded) return true
  return !chainOf(caller).every((link) => isListed(link, entries, caller))
}
