import { Command } from 'commander'
import { TOKEN_PRESETS } from '../../installation/development/token-presets.js'
import { print, repeated } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { askDevelopment, DATA_DIR } from './development.js'

interface MintFlags {
  readonly dataDir?: string
  readonly preset?: string
  readonly claim?: string[]
  readonly without?: string[]
}

/** `daypass token`: tokens of the test issuer of a server that was started with `--dev`. */
export const tokenCommand = (): Command =>
  new Command('token')
    .description('tokens of the test issuer of a server with --dev')
    .addCommand(
      new Command('mint')
        .description('print a token, with any claims, of any issuer; only the server that made it takes it')
        .option('--preset <name>', `claims as a well-known issuer has them: ${Object.keys(TOKEN_PRESETS).join(', ')}`)
        .option('--claim <name=value>', 'a claim: text, or JSON for anything else; can be repeated', repeated)
        .option('--without <name>', 'a claim that the token must not have; can be repeated', repeated)
        .option(...DATA_DIR)
        .allowExcessArguments(false)
        .action(mint),
    )
    .addCommand(
      new Command('rotate')
        .description('sign with a new key; tokens that the last one signed are refused from then on')
        .option(...DATA_DIR)
        .allowExcessArguments(false)
        .action(async ({ dataDir }: { dataDir?: string }) => {
          const { kid } = await askDevelopment(dataDir, 'token', { rotate: true })
          print(`the test issuer signs with the key ${String(kid)}`)
        }),
    )

async function mint({ dataDir, preset, claim = [], without }: MintFlags): Promise<void> {
  const claims = Object.fromEntries(claim.map(claimOf))
  const { token } = await askDevelopment(dataDir, 'token', { preset, claims, without })
  if (typeof token !== 'string') throw new UsageError('The server did not answer with a token.')
  print(token)
}

/** `exp=1767323045`, `aud=["a","b"]`, `sub=job`, `sub="5"`. */
function claimOf(text: string): [name: string, value: unknown] {
  const at = text.indexOf('=')
  if (at < 1) throw new UsageError(`--claim ${text} must be a name and a value, as in sub=job.`)
  return [text.slice(0, at), jsonOrText(text.slice(at + 1))]
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
