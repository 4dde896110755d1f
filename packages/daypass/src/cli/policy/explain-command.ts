import { type AuthorizationRequest, accessDeniedMessage, authorize, explainDecision, nearMisses, parseCases } from '@daypass/policy'
import { Command } from 'commander'
import { escapeUnprintable } from '../../core/text/unprintable.js'
import { print, repeated } from '../output/print.js'
import { UsageError } from '../usage-error.js'
import { placed, readInput, shownName } from './documents.js'
import { type RequestFlags, requestOf } from './request-flags.js'

interface ExplainFlags extends RequestFlags {
  readonly case?: string
  readonly json?: boolean
}

/** `daypass policy explain`: decides one request and says why. */
export const explainCommand = (): Command =>
  new Command('explain')
    .description('decide one request, from a case file or from flags, and say why')
    .argument('[case-file]', 'a case file; the cases need no expect; - is standard input')
    .option('--case <id>', 'the case, if the file has several')
    .option('--principal <name>', 'the principal: the ARN of a user, session or root user, a service (ec2.amazonaws.com), or * for anyone')
    .option('--action <action>', 'the action, such as s3:GetObject')
    .option('--resource <arn>', 'the resource; * for actions without a resource')
    .option('--resource-account <account>', 'the account that owns the resource, if neither the ARN nor the principal has an account')
    .option('--context <key=value>', 'a condition key; repeat it with the same key for a list', repeated)
    .option('--identity <file>', 'identity-based policy of the principal; may be repeated', repeated)
    .option('--boundary <file>', "permissions boundary of the principal's user or role")
    .option('--session <file>', 'session policy; may be repeated', repeated)
    .option('--resource-policy <file>', 'policy of the resource')
    .option('--trust <file>', 'trust policy of the requested role')
    .option('--scp <files>', 'service control policies of one level, separated by commas; repeat it level by level, root first', repeated)
    .option('--rcp <files>', 'resource control policies, in the same form', repeated)
    .option('--json', 'one JSON object')
    .action(explain)

function explain(file: string | undefined, flags: ExplainFlags): void {
  const request = file === undefined ? requestOf(flags) : requestInFile(file, flags)
  const decision = authorize(request)
  const message = decision.outcome === 'allow' ? null : accessDeniedMessage(request, decision)
  const { outcome, decidedBy, matched } = decision
  if (flags.json === true) print({ decision: outcome, decidedBy, message, matched, nearMisses: nearMisses(request, decision) })
  else
    print(
      [
        `${outcome}, decided by ${decidedBy}`,
        ...(message === null ? [] : [escapeUnprintable(message)]),
        explainDecision(request, decision),
      ].join('\n'),
    )
}

function requestInFile(file: string, flags: ExplainFlags): AuthorizationRequest {
  const { case: _, json: __, ...others } = flags
  if (Object.keys(others).length > 0) throw new UsageError('Give either a case file or the flags of a request, not both.')
  const result = parseCases(readInput(file), { expectationOptional: true })
  if (!result.ok) throw new UsageError(placed(file, result.problem))
  const found = flags.case === undefined ? result.cases : result.cases.filter(({ id }) => id === flags.case)
  const [one, another] = found
  const ids = result.cases.map(({ id }) => escapeUnprintable(id)).join(', ')
  if (one === undefined) throw new UsageError(`${shownName(file)} has no case ${flags.case}. Use one of: ${ids}.`)
  if (another !== undefined) throw new UsageError(`${shownName(file)} has several cases. Name one with --case: ${ids}.`)
  if (one.kind === 'evaluation') return one.request
  if (one.kind === 'validation')
    throw new UsageError(
      `${shownName(file)}: case ${escapeUnprintable(one.id)} is a validation case. Only evaluation cases can be explained.`,
    )
  throw new UsageError(
    one.problems.map(({ path, detail, ...place }) => placed(file, { ...place, detail: `${path}: ${detail}` })).join('\n'),
  )
}
