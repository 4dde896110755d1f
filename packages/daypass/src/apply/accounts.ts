import { failedWith, notUnderstood } from './calls/call-error.js'
import { type Client, clientOf, type Json } from './calls/client.js'
import type { CallingKey, Transport } from './calls/transport.js'
import type { OtherAccount } from './document/document.js'
import type { DocumentFault } from './document/fault.js'

/** Where the keys of other accounts are found and kept. */
export interface Keys {
  /** The key that is kept for an account. */
  readonly of: (account: string) => CallingKey | undefined
  /** Keeps the key of an account that was made; undefined where there is no place to keep one. */
  readonly keep: ((account: string, key: CallingKey) => void) | undefined
  /** Why the key of this account cannot be kept. */
  readonly keepProblem?: (account: string) => string | undefined
  /** Throws where a key could not be kept now: called before an account is made. */
  readonly tryKeeping?: () => void
  /** Where keys are found, for messages: `profile daypass-111122223333 of FILE`. */
  readonly where: (account: string) => string
  /** What to do where a key is to be kept and cannot be. */
  readonly howToKeep: string
  /** What to do where there is no key of an account. */
  readonly howToGive: (account: string) => string
}

/** Who calls, and how. */
export interface ApplyCaller {
  readonly transport: Transport
  readonly key: CallingKey
  /** How the caller's key is told: `the environment`. */
  readonly called: string
}

/** An account of the document, and the credentials with which it is done. */
export interface AccountAccess {
  /** Its id, or what stands for it until it is made. */
  readonly account: string
  readonly name: string | undefined
  /** Which credentials, in words. */
  readonly as: string
  /** Undefined for an account that does not exist yet. */
  readonly client: Client | undefined
}

/** The role that an organization's management account has in the accounts that it made (Organizations user guide). */
const ROLE = 'OrganizationAccountAccessRole'

/** Finds the accounts of a document, and credentials for each. */
export class Accounts {
  readonly #caller: ApplyCaller
  readonly #keys: Keys
  readonly client: Client
  #listed: ReadonlyMap<string, string | undefined> | undefined

  constructor(caller: ApplyCaller, keys: Keys) {
    this.#caller = caller
    this.#keys = keys
    this.client = clientOf(caller.transport, caller.key)
  }

  clientWith(key: CallingKey): Client {
    return clientOf(this.#caller.transport, key)
  }

  /** The caller's account and ARN. */
  async identity(client: Client = this.client): Promise<{ readonly account: string; readonly arn: string }> {
    const { Account, Arn } = await client.sts('GetCallerIdentity')
    return { account: String(Account), arn: String(Arn) }
  }

  /** The accounts of a document with credentials for each; a fault for each that has none. */
  async find(
    others: readonly OtherAccount[],
    caller: { account: string; arn: string },
    faults: DocumentFault[],
  ): Promise<readonly AccountAccess[]> {
    const found: AccountAccess[] = []
    for (const [at, other] of others.entries()) {
      const access = await this.#findOne(other, caller)
      if (typeof access === 'string') faults.push({ path: ['accounts', at], message: access })
      else if (access.account === caller.account)
        faults.push({ path: ['accounts', at], message: "This is the caller's account. Its contents stand at the top of the document." })
      else if (found.some(({ account }) => account === access.account))
        faults.push({ path: ['accounts', at], message: 'This account is there twice. Remove one.' })
      else found.push(access)
    }
    return found
  }

  async #findOne({ id, name }: OtherAccount, caller: { account: string; arn: string }): Promise<AccountAccess | string> {
    if (id === undefined && name === undefined) return 'Give the id of the account, its name, or both.'
    if (id === caller.account) return { account: id, name, as: '', client: undefined }
    if (id !== undefined) {
      const own = await this.#withOwnKey(id, name)
      if (own !== undefined) return own
    }
    const listed = await this.#list()
    if (listed === undefined)
      return `Only the account of the installation can find and make accounts. Give the id. ${this.#keys.howToGive(id ?? 'ID')}`
    const ids = id === undefined ? [...listed].filter(([, one]) => one === name).map(([one]) => one) : listed.has(id) ? [id] : []
    if (ids.length > 1) return `${ids.length} accounts have the name ${name}: ${ids.slice(0, 3).join(', ')}. Give the id.`
    const existing = ids[0]
    if (existing === undefined) return this.#toBeMade(id, name)
    return (await this.#withOwnKey(existing, name)) ?? (await this.#withRole(existing, name, caller)) ?? this.#noKey(existing, caller)
  }

  #toBeMade(id: string | undefined, name: string | undefined): AccountAccess | string {
    if (this.#keys.keep === undefined) return `There is no such account yet, and no place for the key of a new one. ${this.#keys.howToKeep}`
    const problem = id === undefined ? undefined : this.#keys.keepProblem?.(id)
    if (problem !== undefined) return `There is no such account yet. ${problem}`
    return { account: id ?? `{${name}}`, name, as: 'its root key, which is made now', client: undefined }
  }

  #noKey(account: string, caller: { arn: string }): string {
    const isRoot = caller.arn.endsWith(':root')
    const role = isRoot ? `The root user cannot assume ${ROLE}; another administrator can.` : `${ROLE} of it cannot be assumed.`
    return `There are no credentials for account ${account}. ${this.#keys.howToGive(account)} ${role}`
  }

  /** The account's kept key, if it is valid. */
  async #withOwnKey(account: string, name: string | undefined): Promise<AccountAccess | undefined> {
    const key = this.#keys.of(account)
    if (key === undefined) return undefined
    const client = this.clientWith(key)
    try {
      const identity = await this.identity(client)
      return identity.account === account ? { account, name, as: this.#keys.where(account), client } : undefined
    } catch (error) {
      if (failedWith(error, 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'ExpiredToken')) return undefined
      throw error
    }
  }

  async #withRole(account: string, name: string | undefined, caller: { arn: string }): Promise<AccountAccess | undefined> {
    if (caller.arn.endsWith(':root')) return undefined
    try {
      const RoleArn = `arn:aws:iam::${account}:role/${ROLE}`
      const { Credentials } = await this.client.sts('AssumeRole', { RoleArn, RoleSessionName: 'daypass-apply' })
      const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials as Record<string, string>
      const client = this.clientWith({ accessKeyId: AccessKeyId ?? '', secretAccessKey: SecretAccessKey ?? '', sessionToken: SessionToken })
      return { account, name, as: `the role ${ROLE}`, client }
    } catch (error) {
      if (failedWith(error, 'AccessDenied')) return undefined
      throw error
    }
  }

  /** The accounts of the installation and their names; undefined for a caller who may not list them. */
  async #list(): Promise<ReadonlyMap<string, string | undefined> | undefined> {
    this.#listed ??= await this.all().catch((error: unknown) => {
      if (failedWith(error, 'AccessDenied')) return undefined
      throw error
    })
    return this.#listed
  }

  /** All accounts of the installation, with their names. */
  async all(): Promise<ReadonlyMap<string, string | undefined>> {
    const listed = new Map<string, string | undefined>()
    for (let after: string | undefined; ; ) {
      const page = await this.client.daypass('ListAccounts', { AfterAccountId: after })
      for (const { AccountId, Name } of (page.Accounts ?? []) as Json[]) {
        if (after !== undefined && String(AccountId) <= after) throw notUnderstood('ListAccounts')
        after = String(AccountId)
        listed.set(after, Name as string | undefined)
      }
      if (page.IsTruncated !== true) return listed
      if (listed.size === 0) throw notUnderstood('ListAccounts')
    }
  }

  /** Credentials for an account that exists, if there are any. */
  async access(account: string, caller: { account: string; arn: string }): Promise<AccountAccess | undefined> {
    return (await this.#withOwnKey(account, undefined)) ?? this.#withRole(account, undefined, caller)
  }

  /** Makes an account, keeps the key of its root user, and returns its id, its key, and where that is kept. The key is kept before anything else happens: nobody can get it again. */
  async make({ account, name }: AccountAccess): Promise<{ readonly id: string; readonly key: CallingKey; readonly where: string }> {
    const id = account.startsWith('{') ? undefined : account
    this.#keys.tryKeeping?.()
    const made = await this.client.daypass('CreateAccount', { Name: name ?? account, AccountId: id })
    const { AccountId = '', AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = made as Record<string, string>
    // They are written to a file: nothing but an id and a key may get there, whatever answers.
    if (
      ![/^[0-9]{12}$/.test(AccountId), /^[A-Z0-9]{16,128}$/.test(accessKeyId), /^[A-Za-z0-9/+]{40}$/.test(secretAccessKey)].every(Boolean)
    )
      throw notUnderstood('CreateAccount')
    const key = { accessKeyId, secretAccessKey }
    this.#keys.keep?.(AccountId, key)
    return { id: AccountId, key, where: this.#keys.where(AccountId) }
  }
}
