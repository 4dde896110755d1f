import { StartupError } from '../installation/operator-error.js'

interface Address {
  readonly host: string
  readonly port: number
}

/** The flags that gave the address. */
interface Flags {
  readonly host: string
  readonly port: string
}

/** Why an address cannot be used, and what to do; the error itself if it is about something else. */
export function listenRefusal(error: unknown, address: Address, flags: Flags = { host: '--host', port: '--port' }): unknown {
  const { code = '', syscall = '' } = (error ?? {}) as NodeJS.ErrnoException
  const says = ['listen', 'bind', 'getaddrinfo'].includes(syscall) ? wordsOf(code, address, flags) : undefined
  return says === undefined ? error : new StartupError(says, { cause: error })
}

function wordsOf(code: string, { host, port }: Address, flags: Flags): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop what listens there, or choose another ${flags.port}.`
    case 'EACCES':
      return `This user may not listen on port ${port} of ${host}: ports below 1024 usually need root. Choose another ${flags.port}.`
    case 'EADDRNOTAVAIL':
      return `${host} is not an address of this machine. Choose another ${flags.host}: 127.0.0.1, or 0.0.0.0 for all of its addresses.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} does not resolve to an address. Give an address as ${flags.host}: 127.0.0.1, or 0.0.0.0 for all of this machine's.`
    case 'EAFNOSUPPORT':
      return `This machine does not support addresses like ${host}. Choose another ${flags.host}.`
    default:
      return `The server cannot listen on ${host}, port ${port} (${code}). Choose another ${flags.host} or ${flags.port}.`
  }
}
