// tracing: how the settings of OpenTelemetry are read. Owns which of its variables daypass honours, and what it refuses in them. A value that would be
// taken for something else is an error that names its variable; with no collector named, no variable is read.

import { readWholeNumber } from '../../core/text/whole-number.js'
import { UsageError } from '../usage-error.js'

/** Variables of the OpenTelemetry specification (SDK configuration, and OTLP exporter) that have an effect here. */
export type OtelVariable =
  | 'OTEL_SDK_DISABLED'
  | 'OTEL_SERVICE_NAME'
  | 'OTEL_RESOURCE_ATTRIBUTES'
  | 'OTEL_PROPAGATORS'
  | 'OTEL_TRACES_EXPORTER'
  | 'OTEL_TRACES_SAMPLER'
  | 'OTEL_TRACES_SAMPLER_ARG'
  | `OTEL_EXPORTER_OTLP_${ExporterSetting}`
  | `OTEL_EXPORTER_OTLP_TRACES_${ExporterSetting}`
  | `OTEL_BSP_${'SCHEDULE_DELAY' | 'EXPORT_TIMEOUT' | 'MAX_QUEUE_SIZE' | 'MAX_EXPORT_BATCH_SIZE'}`

/** Settings that may be given for all signals, or for traces, which goes first. */
export type ExporterSetting =
  | 'ENDPOINT'
  | 'PROTOCOL'
  | 'HEADERS'
  | 'TIMEOUT'
  | 'COMPRESSION'
  | 'CERTIFICATE'
  | 'CLIENT_CERTIFICATE'
  | 'CLIENT_KEY'

/** Reads a variable. An empty one is not set, as the specification says. */
export type ReadOtel = (name: OtelVariable) => string | undefined

export const otelVariable: ReadOtel = (name) => process.env[name] || undefined

/** A setting of the exporter, and the variable that has it; that of traces goes first. */
export function exporterSetting(
  read: ReadOtel,
  name: ExporterSetting,
): { readonly variable: OtelVariable; readonly value: string } | undefined {
  for (const variable of [`OTEL_EXPORTER_OTLP_TRACES_${name}`, `OTEL_EXPORTER_OTLP_${name}`] as const) {
    const value = read(variable)
    if (value !== undefined) return { variable, value }
  }
  return undefined
}

/** A whole number, or the default. */
export function otelNumber(
  given: { readonly variable: OtelVariable; readonly value: string | undefined },
  bounds: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const { variable, value } = given
  const number = value === undefined ? bounds.usual : readWholeNumber(value, bounds)
  if (number === undefined) throw new UsageError(`${variable} must be a whole number from ${bounds.least} to ${bounds.most}.`)
  return number
}

/** One of the values that daypass knows; undefined where the variable is not set. */
export function otelChoice<T extends string>(
  given: { readonly variable: OtelVariable; readonly value: string | undefined } | undefined,
  choices: readonly T[],
): T | undefined {
  if (given?.value === undefined) return undefined
  const chosen = choices.find((one) => one === given.value)
  if (chosen !== undefined) return chosen
  throw new UsageError(`${given.variable} must be ${inWords(choices)}. daypass knows no other value.`)
}

const inWords = (choices: readonly string[]): string =>
  choices.length === 1 ? (choices[0] ?? '') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`

/**
 * A list of names and values: `name=value,name=value`, values percent-encoded (W3C Baggage, as the specification asks). No error repeats a value: it may be a
 * secret.
 */
export function otelPairs({
  variable,
  value,
}: {
  readonly variable: OtelVariable
  readonly value: string
}): [name: string, value: string][] {
  const parts = value.split(',').filter((part) => part.trim() !== '')
  return parts.map((part, i) => {
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(0, at)).trim()
    const decoded = decode(part.slice(at + 1).trim())
    if (name === '' || decoded === undefined || decoded.length > MOST_VALUE || name.length > MOST_NAME)
      throw new UsageError(
        `${variable} must be a list of name=value with commas between them, each value percent-encoded and of at most ${MOST_VALUE} characters. Entry ${i + 1} is not.`,
      )
    return [name, decoded]
  })
}

const MOST_NAME = 255
const MOST_VALUE = 4_096

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
