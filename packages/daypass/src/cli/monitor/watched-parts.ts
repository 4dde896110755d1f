import type { LineAudit } from '../../audit/audit.js'
import type { Installation } from '../../installation/installation.js'
import type { Listening } from '../../server/server.js'
import type { Tracer } from '../../server/tracing/tracer.js'

/** The parts that have figures. */
export interface WatchedParts {
  readonly installation: Installation
  readonly listening: Listening
  readonly audit: LineAudit
  readonly tracer: Tracer | undefined
}
