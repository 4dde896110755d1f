// wire turns requests into values and values into responses, as the published API models say: the query protocol of STS and IAM, the rest-xml protocol
// of S3, the rest-json protocol of Account Management, awsJson and ec2 of services to come, the constraint errors, the error envelopes. It owns the shapes
// of the wire and nothing behind them.
// It refuses what it cannot read as one meaning: a bad escape, a parameter given twice, an XML document type. A refusal is a WireProblem.
// It knows nobody: it imports nothing of ours, asks no clock, keeps no state but the models, and reads the disk only for those.
import { readFileSync } from 'node:fs'
import { linkModel, type RawModel, type RawOverlay } from './link-model.js'
import type { ErrorShape, ServiceModel } from './service-model.js'

export type {
  ErrorShape,
  Member,
  OperationModel,
  OtherOperation,
  OutputRoot,
  ServiceModel,
  Shape,
  ShapeType,
  TimestampFormat,
} from './service-model.js'

const folder = new URL('../../models/', import.meta.url)
const loaded = new Map<string, ServiceModel>()

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as T
}

/**
 * The model of a service, read from the package's `models` folder at the first call and kept.
 * Throws if the files are missing or refer to shapes they do not hold: a broken installation, not an outcome.
 */
export function loadModel(service: string): ServiceModel {
  const known = loaded.get(service)
  if (known) return known
  const model = linkModel(readJson<RawModel>(`${service}.json`), readJson<RawOverlay>(`${service}.overlay.json`))
  loaded.set(service, model)
  return model
}

/**
 * What the wire says of an error code: the operation's own error of that code, else the overlay's. Undefined if neither lists it, which makes
 * answering with it a defect. The operation is undefined while none is known yet.
 */
export function errorOf(model: ServiceModel, operation: string | undefined, code: string): ErrorShape | undefined {
  const own = operation === undefined ? undefined : model.operations.get(operation)?.errors.get(code)
  return own ?? model.errors.get(code)
}
