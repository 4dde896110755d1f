import type { Tracer, TracerSettings } from '../../server/tracing/tracer.js'
import { systemClock } from '../../core/clock.js'
import { systemIds } from '../../core/ids.js'
import { tellWarning } from '../output/tell.js'

/** What traces the requests of this process; without settings nothing is loaded. */
export async function openTraces(settings: TracerSettings | undefined): Promise<Tracer | undefined> {
  if (settings === undefined) return undefined
  const { openTracer } = await import('../../server/tracing/tracer.js')
  return openTracer(settings, { clock: systemClock(), ids: systemIds(), warn: tellWarning })
}
