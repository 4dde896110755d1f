import type { Protocol } from '../../core/exchange.js'
import type { ServiceFacts } from '../../core/service.js'
import { loadModel } from '../../wire/model.js'
import type { ProtocolName, ServiceModel } from '../../wire/service-model.js'
import { awsJsonProtocol } from './aws-json-protocol.js'
import { ec2Protocol } from './ec2-protocol.js'
import type { Subject } from './protocol.js'
import { queryProtocol } from './query-protocol.js'
import { restJsonProtocol } from './rest-json-protocol.js'
import { restXmlProtocol } from './rest-xml/rest-xml-protocol.js'
import { restXmlServiceProtocol } from './rest-xml/rest-xml-service-protocol.js'

const PROTOCOLS: Readonly<Record<ProtocolName, <S extends ServiceFacts>(subject: Subject<S>) => Protocol<S>>> = {
  query: queryProtocol,
  ec2: ec2Protocol,
  json: awsJsonProtocol,
  'rest-json': restJsonProtocol,
  // S3 takes every path that no other service does: its paths are those of buckets.
  'rest-xml': (subject) => (subject.service.unsigned.by === 'anything-else' ? restXmlProtocol(subject) : restXmlServiceProtocol(subject)),
}

/** The wire protocol of a service, as its model names it. */
export const protocolOf = <S extends ServiceFacts>(service: S, model: ServiceModel = loadModel(service.name)): Protocol<S> =>
  PROTOCOLS[model.protocol]({ service, model })
